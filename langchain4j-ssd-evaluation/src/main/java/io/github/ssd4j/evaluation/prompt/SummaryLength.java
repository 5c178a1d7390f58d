package io.github.ssd4j.evaluation.prompt;

/** How long a summary is asked for. */
public enum SummaryLength {
    /** As in XSum and SciTLDR. */
    ONE_SENTENCE("one sentence"),
    /** As in CNN/Daily Mail. */
    SHORT("two to four sentences");

    private final String words;

    SummaryLength(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
