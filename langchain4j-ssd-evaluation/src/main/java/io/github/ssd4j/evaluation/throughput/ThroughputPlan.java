package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.decoder.SkipProfile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * What is measured, and how often.
 *
 * @param contexts positions before the pass, each at least 1; kept sorted, without duplicates
 * @param verify numbers of tokens of the verify passes, each at least 1; kept sorted, without duplicates. Plain
 *     decoding, the verify pass of one token, is always measured
 * @param profile the sub-layers that the draft step skips; {@link SkipProfile#NONE} measures no draft step
 * @param repeats samples of each pass but the prefills, at least 1
 * @param prefillRepeats samples of each prefill, from 1 to {@code repeats}; fewer, because one takes as long as hundreds
 *     of other passes
 * @param warmup rounds before the first sample, at least 0
 * @param seed of the random token ids the contexts are filled with
 */
public record ThroughputPlan(
        List<Integer> contexts,
        List<Integer> verify,
        SkipProfile profile,
        int repeats,
        int prefillRepeats,
        int warmup,
        long seed) {

    public ThroughputPlan {
        contexts = sorted("contexts", contexts);
        verify = sorted("verify", verify);
        requireAtLeast("repeats", 1, repeats);
        requireAtLeast("prefillRepeats", 1, prefillRepeats);
        if (prefillRepeats > repeats) {
            throw new IllegalArgumentException(
                    "prefillRepeats must be at most repeats, " + repeats + ", but is: " + prefillRepeats);
        }
        requireAtLeast("warmup", 0, warmup);
    }

    /** Every pass of the plan, context by context; the prefill comes first, as the others need what it leaves. */
    public List<Pass> passes() {
        List<Pass> passes = new ArrayList<>();
        for (int context : contexts) {
            passes.add(Pass.prefill(context));
            passes.add(Pass.decode(context));
            verify.stream().filter(tokens -> tokens > 1).forEach(tokens -> passes.add(Pass.verify(context, tokens)));
            if (!profile.isEmpty()) {
                passes.add(Pass.draft(context));
            }
        }
        return passes;
    }

    /** The most tokens that one verify pass feeds, at least 1. */
    public int longestVerify() {
        return Collections.max(verify);
    }

    /** Positions the model must have for this plan: the longest context and the longest verify pass behind it. */
    public int positions() {
        return Collections.max(contexts) + longestVerify();
    }

    private static List<Integer> sorted(String name, List<Integer> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(name + " cannot be empty");
        }
        values.forEach(value -> requireAtLeast("each of " + name, 1, value));
        return List.copyOf(new TreeSet<>(values));
    }

    private static void requireAtLeast(String name, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but is: " + value);
        }
    }
}
