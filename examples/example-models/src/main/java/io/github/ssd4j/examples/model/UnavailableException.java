package io.github.ssd4j.examples.model;

/** One place has not got the model; the next place is tried. The message is the reason, in a few words. */
final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    UnavailableException(String reason) {
        super(reason);
    }

    UnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
