package io.github.ssd4j;

/**
 * The skip profile that was named does not exist, or was made for a model of another shape. The message lists the names of
 * the profiles that fit the loaded model.
 */
public final class SkipProfileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    SkipProfileException(String message) {
        super(message);
    }

    SkipProfileException(String message, Throwable cause) {
        super(message, cause);
    }
}
