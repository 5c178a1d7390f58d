package io.github.ssd4j.hub.internal;

/** One place has not got the model; the next place is tried. The message is the reason, in a few words. */
public final class UnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    public UnavailableException(String reason) {
        super(reason);
    }

    public UnavailableException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
