package io.github.ssd4j;

import io.github.ssd4j.internal.Ensure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A model that lies on this machine. Whether the engine can load it shows when it is opened.
 *
 * @param name what to give to {@link SsdEngineBuilder#model(String)}
 * @param path a directory with {@code config.json} or a GGUF file; of a split one the first part
 * @param bytes size of the files with weights together
 * @param format how the weights are stored
 */
public record LocalModel(String name, Path path, long bytes, Format format) {

    /** {@code name-00001-of-00003.gguf} */
    private static final Pattern SPLIT = Pattern.compile("(.+-)\\d{5}(-of-\\d{5}\\.gguf)");

    public LocalModel {
        Ensure.notBlank(name, "name");
        Ensure.notNull(path, "path");
        Ensure.notNull(format, "format");
    }

    /** How the weights of a model are stored. */
    public enum Format {
        SAFETENSORS("safetensors"),
        GGUF("GGUF");

        private final String label;

        Format(String label) {
            this.label = label;
        }

        /** {@code safetensors} or {@code GGUF}. */
        @Override
        public String toString() {
            return label;
        }
    }

    /**
     * A model whose format and size are those of the files at the path.
     *
     * @throws IOException if they cannot be looked at
     */
    public static LocalModel of(String name, Path path) throws IOException {
        boolean directory = Files.isDirectory(path);
        long bytes = 0;
        for (Path file : directory ? entries(path, Pattern.compile(".*\\.safetensors")) : parts(path)) {
            bytes += Files.size(file);
        }
        return new LocalModel(name, path, bytes, directory ? Format.SAFETENSORS : Format.GGUF);
    }

    private static List<Path> parts(Path file) throws IOException {
        Matcher split = SPLIT.matcher(String.valueOf(file.getFileName()));
        Path folder = file.toAbsolutePath().getParent();
        return split.matches() && folder != null
                ? entries(folder, Pattern.compile(Pattern.quote(split.group(1)) + "\\d{5}" + split.group(2)))
                : List.of(file);
    }

    private static List<Path> entries(Path folder, Pattern name) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            name.matcher(String.valueOf(file.getFileName())).matches())
                    .toList();
        }
    }
}
