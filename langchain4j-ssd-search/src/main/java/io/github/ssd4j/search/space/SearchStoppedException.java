package io.github.ssd4j.search.space;

/** Ends a search from inside of a {@link SearchSpace}: the budget is spent or the user has stopped it. Not a failure. */
public final class SearchStoppedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Made by every space for itself; it carries no stack trace. */
    public SearchStoppedException(String message) {
        super(message, null, false, false);
    }
}
