package io.github.ssd4j.decoder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a token gets the same bits in every short pass, however many tokens are fed with it. Then speculation
 * cannot change an answer. Which kernels keep that rule depends on the CPU, the number of threads and the shapes of the model,
 * so the loaded program is asked itself: {@code invariance.py} compares rows of one pass with the same rows in smaller passes.
 */
final class InvarianceCheck {

    private static final Logger log = LoggerFactory.getLogger(InvarianceCheck.class);

    private InvarianceCheck() {}

    /**
     * Prefers attention in which the tokens of a pass share products. Where a shared product gives other bits, each token
     * attends alone from now on, which is slower for several tokens.
     * A comparison that fails never stops the engine: then the results count as equal up to rounding.
     */
    static Exactness run(DecoderProgram program, String device) {
        try {
            boolean attention = program.callForBoolean("check_attention");
            if (!attention && device.equals("cpu")) {
                log.debug("shared products of attention round differently on this CPU: each token attends alone");
                program.call("attend_each_alone");
                attention = program.callForBoolean("check_attention");
            }
            return attention && program.callForBoolean("check_products")
                    ? Exactness.BIT_EXACT
                    : Exactness.EQUAL_UP_TO_ROUNDING;
        } catch (DecoderException e) {
            log.warn("could not compare rows of different passes: the results count as equal up to rounding", e);
            return Exactness.EQUAL_UP_TO_ROUNDING;
        }
    }
}
