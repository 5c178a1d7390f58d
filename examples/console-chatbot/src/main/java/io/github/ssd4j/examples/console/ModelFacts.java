package io.github.ssd4j.examples.console;

/**
 * The loaded model, for the user.
 *
 * @param model its name
 * @param profile name of the skip profile; {@code none} if nothing is skipped
 * @param drafters who drafts, {@code look-up,skip} for example; {@code none} if nobody does
 * @param dtype of the weights, for example {@code bfloat16}
 * @param device for example {@code cpu} or {@code cuda:0}
 * @param contextTokens how long prompt and answer may be together
 * @param hasChatTemplate whether it takes part in a conversation; else it only continues a text
 */
record ModelFacts(
        String model,
        String profile,
        String drafters,
        String dtype,
        String device,
        int contextTokens,
        boolean hasChatTemplate) {

    /** There is no skip profile, or no drafter. */
    static final String NONE = "none";
}
