package io.github.ssd4j.evaluation.run;

import java.io.Serial;

/** A question cannot be asked, as its prompt is too long; the others can. */
public final class LeftOutException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    /** With the reason, as it is shown. */
    public LeftOutException(String message) {
        super(message);
    }
}
