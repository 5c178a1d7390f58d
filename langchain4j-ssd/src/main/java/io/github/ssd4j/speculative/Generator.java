package io.github.ssd4j.speculative;

/** Continues a prompt, token by token, in the words of one model. */
public interface Generator {

    /**
     * Continues {@code prompt} until a stop rule of {@code options} holds, the context is full or the listener cancels.
     *
     * @param prompt token ids, at least one
     * @throws PromptTooLongException if the prompt leaves no room in the context for one more token
     * @throws IllegalArgumentException if the prompt is empty or has an id outside the vocabulary, or if the skip
     *     profile does not fit the model
     */
    GenerationResult generate(int[] prompt, GenerationOptions options, GenerationListener listener);
}
