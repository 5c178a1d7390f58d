package io.github.ssd4j.search.space;

/**
 * Hidden states of all calibration positions at once, one matrix of [positions, hidden size] a state, kept on the device
 * under a number. Not thread-safe.
 */
public interface HiddenStates extends AutoCloseable {

    /** The state before the first sub-layer: the embeddings. It cannot be freed. */
    int EMBEDDINGS = 0;

    /**
     * Runs one sub-layer with its residual connection as a draft would: earlier tokens of its block are the draft's own,
     * those before the block the full model's.
     *
     * @return the number of a new state, to be freed with {@link #free}
     * @throws SearchStoppedException as {@link SearchSpace#score}
     */
    int run(int state, int subLayer);

    /**
     * The mean over the positions of the cosine between this state and what the full model has after {@code subLayer},
     * from -1 to 1.
     */
    double similarity(int state, int subLayer);

    void free(int state);

    /** Frees all states. */
    @Override
    void close();
}
