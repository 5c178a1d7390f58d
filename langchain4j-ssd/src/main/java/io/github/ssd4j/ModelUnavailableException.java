package io.github.ssd4j;

/**
 * A model that was given by its name cannot be had: there is none of that name, it may not be read, it could not be
 * fetched, or what was fetched is damaged. The message is one line that starts with the name and says what to do.
 */
public final class ModelUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ModelUnavailableException(String message) {
        super(message);
    }

    public ModelUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
