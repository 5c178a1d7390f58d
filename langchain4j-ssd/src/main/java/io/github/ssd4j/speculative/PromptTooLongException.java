package io.github.ssd4j.speculative;

/** The prompt leaves no room in the context for even one token of the answer. */
public final class PromptTooLongException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final int promptTokens;
    private final int contextTokens;

    public PromptTooLongException(int promptTokens, int contextTokens) {
        super(
                "the prompt must leave room for one token in the context of %s tokens, but has %s; shorten it or load the model with a larger context"
                        .formatted(contextTokens, promptTokens));
        this.promptTokens = promptTokens;
        this.contextTokens = contextTokens;
    }

    public int promptTokens() {
        return promptTokens;
    }

    public int contextTokens() {
        return contextTokens;
    }
}
