package io.github.ssd4j.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that is split into several GGUF files: {@code name-00001-of-00003.gguf} and so on, in one directory. Each is a
 * GGUF file of its own with some of the tensors. The first has the metadata of the model; each says how many there are
 * ({@code split.count}), which it is ({@code split.no}, from 0) and how many tensors all of them have.
 */
final class GgufParts {

    private static final String NUMBER = "split.no";
    private static final String COUNT = "split.count";
    private static final String TENSORS = "split.tensors.count";

    private static final int MAX_PARTS = 99_999;
    private static final int MAX_TENSORS = 1 << 17;

    private static final Pattern NAME = Pattern.compile("(.+)-(\\d{5})-of-(\\d{5})\\.gguf");

    private GgufParts() {}

    /**
     * Reads a file that holds a whole model, or all parts of the model of which it is one.
     *
     * @throws CheckpointException that names the part which is missing, damaged or does not belong to the others
     */
    static GgufFile read(Path file) {
        HeapBudget heap = new HeapBudget(file);
        GgufFile opened = GgufFile.read(file, heap);
        int count = count(opened.metadata());
        if (count <= 1) {
            return opened;
        }
        Matcher name = NAME.matcher(nameOf(file));
        if (!name.matches() || !isPart(name, count)) {
            throw new CheckpointException(
                    file,
                    "%s is %d, so the name must end in -00001-of-%05d.gguf to -%05d-of-%05d.gguf"
                            .formatted(COUNT, count, count, count, count));
        }
        List<GgufFile> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path part = file.resolveSibling("%s-%05d-of-%05d.gguf".formatted(name.group(1), i + 1, count));
            if (nameOf(part).equals(nameOf(file))) {
                parts.add(opened);
            } else if (Files.isRegularFile(part)) {
                parts.add(GgufFile.read(part, heap));
            } else {
                throw new CheckpointException(
                        file, "part %d of %d of the model is missing: %s".formatted(i + 1, count, nameOf(part)));
            }
            check(parts.get(i).metadata(), i, count);
        }
        return joined(parts);
    }

    private static boolean isPart(Matcher name, int count) {
        int number = Integer.parseInt(name.group(2));
        return Integer.parseInt(name.group(3)) == count && number >= 1 && number <= count;
    }

    /** How many files make the model that this one belongs to; 0 and 1 mean the same. */
    private static int count(GgufMetadata metadata) {
        return metadata.integer(COUNT, 0, MAX_PARTS, 1);
    }

    private static void check(GgufMetadata part, int number, int count) {
        int itsCount = part.integer(COUNT, 0, MAX_PARTS);
        if (itsCount != count) {
            throw new CheckpointException(
                    part.file(), "%s must be %d as in the other parts, but is: %d".formatted(COUNT, count, itsCount));
        }
        int itsNumber = part.integer(NUMBER, 0, MAX_PARTS);
        if (itsNumber != number) {
            throw new CheckpointException(
                    part.file(), "%s must be %d as the name says, but is: %d".formatted(NUMBER, number, itsNumber));
        }
    }

    private static GgufFile joined(List<GgufFile> parts) {
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (GgufFile part : parts) {
            part.tensors().forEach((name, tensor) -> {
                StoredTensor other = tensors.put(name, tensor);
                if (other != null) {
                    throw new CheckpointException(
                            tensor.file(), "tensor %s is also in %s".formatted(name, nameOf(other.file())));
                }
            });
        }
        GgufMetadata metadata = parts.get(0).metadata();
        for (GgufFile part : parts) {
            int expected = part.metadata().integer(TENSORS, 0, MAX_TENSORS, tensors.size());
            if (expected != tensors.size()) {
                throw new CheckpointException(
                        part.metadata().file(),
                        "%s is %d, but the %d parts hold %d tensors"
                                .formatted(TENSORS, expected, parts.size(), tensors.size()));
            }
        }
        return new GgufFile(metadata, tensors);
    }

    /** The name of the model: that of its file without {@code .gguf} and without the number of the part. */
    static String modelName(Path file) {
        Matcher part = NAME.matcher(nameOf(file));
        return part.matches() ? part.group(1) : nameOf(file).replaceFirst("\\.gguf$", "");
    }

    /** Equal for the parts of one model, and different for all other files of a directory. */
    static String group(Path file) {
        Matcher part = NAME.matcher(nameOf(file));
        return part.matches() ? part.group(1) + "/" + part.group(3) : nameOf(file);
    }

    static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }
}
