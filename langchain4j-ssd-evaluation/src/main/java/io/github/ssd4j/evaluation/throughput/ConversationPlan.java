package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.GenerationOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many conversations are held at once, and how often.
 *
 * @param counts numbers of conversations, each at least 1; kept sorted, without duplicates, with 1
 * @param answerTokens tokens that each conversation writes, at least 2
 * @param repeats samples of each, at least 1
 * @param drafters who drafts; without any, only plain decoding is measured
 * @param profile what the drafter {@link DrafterKind#SKIP} leaves out
 * @param seed of random prompts
 */
public record ConversationPlan(
        List<Integer> counts,
        int answerTokens,
        int repeats,
        Set<DrafterKind> drafters,
        SkipProfile profile,
        long seed) {

    /** The most that are of use: an engine answers no more at once. */
    static final int MOST_CONVERSATIONS = 1024;

    public ConversationPlan {
        counts.forEach(count -> Ensure.between(count, 1, MOST_CONVERSATIONS, "each of conversations"));
        TreeSet<Integer> sorted = new TreeSet<>(counts);
        sorted.add(1);
        counts = List.copyOf(sorted);
        Ensure.that(answerTokens >= 2, "answerTokens must be at least 2, but is: %s", answerTokens);
        Ensure.positive(repeats, "conversationRepeats");
        drafters = Set.copyOf(drafters);
    }

    /**
     * One way to hold them.
     *
     * @param count how many at once
     */
    public record Way(int count, boolean speculative) {}

    /** Every way that is measured, from few conversations to many, plain decoding first. */
    List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (int count : counts) {
            ways.add(new Way(count, false));
            if (!drafters.isEmpty()) {
                ways.add(new Way(count, true));
            }
        }
        return ways;
    }

    int mostConversations() {
        return counts.get(counts.size() - 1);
    }

    /** The options of the requests; greedy. */
    GenerationOptions options(boolean speculative) {
        return GenerationOptions.builder()
                .maxTokens(answerTokens)
                .profile(profile)
                .drafters(drafters)
                .speculative(speculative)
                .build();
    }
}
