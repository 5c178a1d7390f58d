package io.github.ssd4j.measurement.io;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.TensorInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells one model from another, or from what it was before. */
public final class ModelFiles {

    private ModelFiles() {}

    /** Name, size and time of each file of weights: to read them all would take as long as a search. */
    public static String describe(Checkpoint checkpoint) {
        List<Path> files = checkpoint.tensors().values().stream()
                .map(TensorInfo::file)
                .distinct()
                .sorted()
                .toList();
        StringBuilder text = new StringBuilder();
        try {
            for (Path file : files) {
                text.append(file.getFileName())
                        .append(' ')
                        .append(Files.size(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file))
                        .append(';');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the files of the model", e);
        }
        return text.toString();
    }
}
