package io.github.ssd4j.decoder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out in how long a pass a token gets the same bits as alone, however many tokens are fed with it. Then neither speculation nor
 * other conversations change an answer. Which kernels keep that rule depends on the CPU, the number of threads and the shapes of
 * the model, so the loaded program is asked itself: {@code invariance.py} compares rows of one pass with the same rows in smaller
 * passes.
 */
final class InvarianceCheck {

    private static final Logger log = LoggerFactory.getLogger(InvarianceCheck.class);

    /** What rounds are verified with: see {@link Exactness}. */
    private static final int ROUND = 32;

    /** A group of tokens that share products in attention has no more. */
    private static final int GROUP = 64;

    /** Passes of this many tokens have room for conversations and a piece of a prompt. */
    private static final int[] SHARED = {64, 256};

    /** A prompt's keys and values are computed in blocks of as many positions where it attends as prompts do. */
    private static final int LONG_BLOCK = 128;

    /** Else it may be cut anywhere, but very short pieces are slow. */
    private static final int SHORT_BLOCK = 16;

    /**
     * What was found.
     *
     * @param sharedRows see {@link Decoder#sharedRows()}
     * @param promptBlock see {@link Decoder#promptBlock()}
     */
    record Outcome(Exactness exactness, int sharedRows, int promptBlock) {}

    private InvarianceCheck() {}

    /**
     * Prefers attention in which the tokens of a pass share products. Where a shared product gives other bits, each token
     * attends alone from now on, which is slower for several tokens.
     * A comparison that fails never stops the engine: then the results count as equal up to rounding.
     */
    static Outcome run(DecoderProgram program, String device, LinearKernel kernel) {
        boolean cpu = device.equals("cpu");
        try {
            boolean attention = program.callForBoolean("check_attention", ROUND);
            if (!attention && cpu) {
                log.debug("shared products of attention round differently on this CPU: each token attends alone");
                program.call("attend_each_alone");
                attention = program.callForBoolean("check_attention", ROUND);
            }
            int promptBlock = program.callForBoolean("prompts_apart") ? LONG_BLOCK : SHORT_BLOCK;
            if (attention && program.callForBoolean("check_products", ROUND)) {
                int shared = cpu && !kernel.isGrouped() ? sharedRows(program) : ROUND;
                return new Outcome(Exactness.BIT_EXACT, shared, promptBlock);
            }
            return new Outcome(Exactness.EQUAL_UP_TO_ROUNDING, ROUND, promptBlock);
        } catch (DecoderException e) {
            log.warn("could not compare rows of different passes: the results count as equal up to rounding", e);
            return new Outcome(Exactness.EQUAL_UP_TO_ROUNDING, ROUND, LONG_BLOCK);
        }
    }

    private static int sharedRows(DecoderProgram program) {
        int shared = ROUND;
        if (program.callForBoolean("check_attention", GROUP)) {
            for (int rows : SHARED) {
                if (!program.callForBoolean("check_products", rows)) {
                    break;
                }
                shared = rows;
            }
        }
        return shared;
    }
}
