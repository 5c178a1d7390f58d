package io.github.ssd4j.speculative;

/**
 * Continues several prompts at once: the tokens of all conversations go through the network in one pass, and each answer is the one
 * that its prompt gets alone.
 *
 * <p>It has no thread. Whoever owns it calls {@link #step} as long as {@link #active} is not 0; listeners and outcomes are called
 * inside of it. Not thread-safe, and what it calls must not call back into it.
 */
public interface BatchGenerator extends Generator, AutoCloseable {

    /** Told how a generation ended. Exactly one of the methods is called, once. */
    interface Outcome {

        void ended(GenerationResult result);

        /** What {@link Generator#generate} would have thrown. */
        void failed(Throwable failure);
    }

    /**
     * One pass of the full model.
     *
     * @param conversations how many took part
     * @param rows how many tokens were fed, drafts and prompts included
     * @param promptRows how many of these belong to prompts
     * @param nanos time of the pass and the choice of tokens
     */
    record Pass(int conversations, int rows, int promptRows, long nanos) {}

    /** The most conversations at once. */
    int maxConcurrent();

    /** How many generations have begun and not ended. */
    int active();

    /** Whether one more may begin now. If nothing is active, it always may. */
    boolean hasRoom(int[] prompt, GenerationOptions options);

    /** Begins a generation. What is wrong with the request goes to {@code outcome}, perhaps before this returns. */
    void begin(int[] prompt, GenerationOptions options, GenerationListener listener, Outcome outcome);

    /** Does one pass for all that are active and tells what came of it. Throws nothing that belongs to one of them. */
    void step();

    /** Frees the KV caches. Nothing may be active. Idempotent. */
    @Override
    void close();
}
