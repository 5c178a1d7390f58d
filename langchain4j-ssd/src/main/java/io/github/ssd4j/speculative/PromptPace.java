package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.Decoder;

/**
 * How many tokens of prompts a pass takes: as many as are read fast where nobody waits for the next token, else so few that the pass
 * takes no longer than {@value #STEPS} passes without them. Learns from the passes' times. Not thread-safe.
 */
final class PromptPace {

    static final double STEPS = 3;

    /** Longer than any pass in which a token gets the bits that it gets alone, and no longer than others can wait for. */
    private static final int LONG_PIECE = 128;

    /** Each pass unpacks all weights, which takes as long as 100 to 200 tokens. */
    private static final int UNPACKING_PIECE = 256;

    /** A piece of fewer tokens takes too long for what it is. */
    private static final int LEAST_PIECE = 32;

    private final Recent decoding = new Recent();
    private final Recent perRow = new Recent();
    private final int most;
    private final int block;
    private final boolean shares;

    /**
     * @param most tokens in a pass, at least {@code block}
     * @param block a number of tokens that a prompt is cut at
     * @param shares whether prompts may be cut anywhere and read in passes with others: else all pieces are as long as they can be, as
     *     a token's bits depend on how long its piece is
     */
    PromptPace(int most, int block, boolean shares) {
        this.most = most;
        this.block = block;
        this.shares = shares;
    }

    static PromptPace of(Decoder decoder) {
        int block = decoder.promptBlock();
        boolean shares = decoder.sharedRows() >= block;
        if (shares) {
            return new PromptPace(Math.min(decoder.prefillChunk(), decoder.sharedRows()), block, true);
        }
        int onCpu = decoder.linearKernel().equals("int4pack") ? UNPACKING_PIECE : LONG_PIECE;
        return new PromptPace(decoder.device().equals("cpu") ? onCpu : decoder.prefillChunk(), block, false);
    }

    /** @param waiting how many conversations wait for their next token */
    int rows(int waiting) {
        if (!shares || waiting == 0) {
            return most;
        }
        if (decoding.size() == 0 || perRow.size() == 0) {
            return Math.max(block, LEAST_PIECE);
        }
        double room = (STEPS - 1) * decoding.value() / perRow.value();
        return Math.max(Math.max(block, LEAST_PIECE), (int) Math.min(most, room) / block * block);
    }

    /** What is left of {@code room} for other prompts when one takes so many tokens. */
    int rest(int room, int taken) {
        return shares ? Math.max(0, room - taken) : 0;
    }

    /** Adds the time of a pass with so many rows, some of which belong to prompts. */
    void add(int promptRows, long nanos) {
        if (promptRows == 0) {
            decoding.add((double) nanos);
        } else {
            double others = decoding.size() == 0 ? 0 : decoding.value();
            perRow.add(Math.max(0.1 * nanos, nanos - others) / promptRows);
        }
    }
}
