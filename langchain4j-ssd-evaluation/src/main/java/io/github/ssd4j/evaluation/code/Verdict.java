package io.github.ssd4j.evaluation.code;

/**
 * What came of one program.
 *
 * @param error the last line of its error, for {@link Outcome#PASSED} empty. At most 200 characters, without control
 *     characters; otherwise as the program wrote it, so do not trust it
 */
public record Verdict(Outcome outcome, String error) {

    private static final int MAX_LENGTH = 200;

    public Verdict {
        error = error.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .limit(MAX_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }
}
