package io.github.ssd4j.examples.model;

/** The model that was asked for is not to be had. The message is one line that names the value and says what to do. */
public final class ModelSourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ModelSourceException(String message) {
        super(message);
    }

    public ModelSourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
