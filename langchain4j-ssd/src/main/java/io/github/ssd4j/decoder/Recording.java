package io.github.ssd4j.decoder;

import io.github.ssd4j.internal.Ensure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Stretches of text that the full model has read, to see what drafts would have made of them without generating: the model
 * with sub-layers skipped reads all positions at once, as if each block of positions were the drafts of one round. A
 * position then attends to the full model's keys and values before its block and to the draft's own inside, as it would
 * when drafting.
 *
 * <p>Works on states: the hidden states of all positions, a matrix of [rows, hidden size] on the device that is known by a
 * number. The rows are the positions of the stretches, one stretch behind the other. The caches must stay as they are for as
 * long as the recording lives. Belongs to the {@link Decoder} that made it and is freed with it at the latest. Not
 * thread-safe.
 */
public final class Recording implements AutoCloseable {

    /** Fewer rows are computed by other kernels, which round differently. */
    private static final int LEAST_ROWS = 4;

    private final Decoder decoder;
    private final DecoderProgram program;
    private final int number;
    private final int embeddings;
    private final int rows;
    private final Set<Integer> states = new HashSet<>();
    private boolean closed;

    /**
     * Neighbouring positions of one text.
     *
     * @param cache holds what the full model made of the tokens up to {@code start + count} at least
     * @param tokens the text
     * @param start the first position
     * @param count how many positions, at least 1
     */
    public record Stretch(KvCache cache, TokenSequence tokens, int start, int count) {

        public Stretch {
            Ensure.notNull(cache, "cache");
            Ensure.notNull(tokens, "tokens");
            Ensure.notNegative(start, "start");
            Ensure.positive(count, "count");
            Ensure.that(
                    start + count <= Math.min(cache.length(), tokens.length()),
                    "positions %s to %s must be read, but the cache holds %s of %s tokens",
                    start,
                    start + count - 1,
                    cache.length(),
                    tokens.length());
        }
    }

    Recording(Decoder decoder, DecoderProgram program, int number, List<Stretch> stretches) {
        this.decoder = decoder;
        this.program = program;
        this.number = number;
        this.rows = stretches.stream().mapToInt(Stretch::count).sum();
        Ensure.that(rows >= LEAST_ROWS, "stretches must have %s positions or more, but have: %s", LEAST_ROWS, rows);
        List<Long> tokens = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        for (Stretch stretch : stretches) {
            KvCache cache = stretch.cache();
            sequences.addAll(List.of(
                    (long) cache.slot(decoder), (long) stretch.start(), (long) stretch.count(), (long) cache.length()));
            for (int i = 0; i < stretch.count(); i++) {
                tokens.add((long) stretch.tokens().get(stretch.start() + i));
            }
        }
        embeddings = decoder.nextState();
        program.call("record", number, embeddings, longs(tokens), longs(sequences));
        states.add(embeddings);
    }

    /** How many positions there are. */
    public int rows() {
        return rows;
    }

    /** The state before the first sub-layer. */
    public int embeddings() {
        return embeddings;
    }

    /**
     * Makes the next {@link #run} see blocks of {@code size} positions, counted anew in each stretch. In the beginning the size
     * is 1: every position is the first draft of a round.
     *
     * @param offset where the second block of a stretch begins, from 0 to {@code size - 1}; 0: after {@code size} positions
     */
    public void setBlocks(int size, int offset) {
        Ensure.positive(size, "size");
        Ensure.between(offset, 0, size - 1, "offset");
        requireOpen();
        program.call("set_blocks", number, size, offset);
    }

    /** Runs a sub-layer of the model on a state, residual connection included, and returns the new state. */
    public int run(int state, int layer, boolean attention) {
        requireState(state);
        Ensure.between(layer, 0, decoder.config().layers() - 1, "layer");
        int target = decoder.nextState();
        program.call("run_sublayer", number, state, target, layer, attention);
        states.add(target);
        return target;
    }

    /** The mean over the rows of the cosine between two states, from -1 to 1. */
    public double similarity(int a, int b) {
        requireState(a);
        requireState(b);
        return program.callForDoubles("similarity", a, b)[0];
    }

    /** Declares the state after the full model's last sub-layer; {@link #agreement} compares with what it says. */
    public void setTarget(int state, SamplingOptions sampling) {
        requireState(state);
        program.call("set_target", number, state, PassArguments.sampling(sampling));
    }

    /**
     * For each row, the probability that the full model accepts the draft's next token, drafted from a state after the last
     * sub-layer: 1 or 0 if greedy, else the sum of the minima of both distributions (Leviathan et al., arXiv 2211.17192).
     *
     * @param sampling as it was given to {@link #setTarget}; without penalties, which look at more than a state
     */
    public double[] agreement(int state, SamplingOptions sampling) {
        requireState(state);
        Ensure.that(!sampling.hasPenalties(), "penalties cannot be scored");
        return program.callForDoubles("agreement", number, state, PassArguments.sampling(sampling));
    }

    /** Frees a state; its number is not used again. */
    public void free(int state) {
        requireState(state);
        Ensure.that(state != embeddings, "the embeddings cannot be freed");
        states.remove(state);
        program.call("free_state", state);
    }

    private void requireState(int state) {
        requireOpen();
        Ensure.that(states.contains(state), "there is no state %s in this recording", state);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the recording is closed");
        }
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    /** Frees all states. Does nothing the second time. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (!program.isClosed()) {
                states.forEach(state -> program.call("free_state", state));
                program.call("free_recording", number);
            }
        }
    }
}
