package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A model on disk that cannot be used: damaged, incomplete, or of a kind that is not supported. The message starts with
 * the name of the file, then names the tensor or key, what was expected and what was found.
 */
public final class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The full path as text, because {@link Path} is not serializable. */
    private final String file;

    public CheckpointException(Path file, String message) {
        this(file, message, null);
    }

    public CheckpointException(Path file, String message, @Nullable Throwable cause) {
        super(nameOf(file) + ": " + message, cause);
        this.file = file.toString();
    }

    /** The file or directory with the defect, as it was given or found. */
    public Path file() {
        return Path.of(file);
    }

    private static String nameOf(Path file) {
        Path name = file.getFileName();
        return name == null ? file.toString() : name.toString();
    }
}
