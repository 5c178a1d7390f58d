package io.github.ssd4j.evaluation.options;

import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.DraftPolicy;
import java.util.Arrays;
import java.util.List;

/** Draft policies as a user writes them: {@code cost-optimal}, {@code fixed:4}, {@code threshold:0.6}, {@code adaptive:8}. */
public final class PolicyParser {

    private static final int DEFAULT_FIXED = 4;

    private PolicyParser() {}

    /**
     * A policy with its name.
     *
     * @param name as it was written
     * @param policy the policy
     * @param maxDraftTokens most drafts in a round
     */
    public record NamedPolicy(String name, DraftPolicy policy, int maxDraftTokens) {}

    /**
     * Reads a policy: its name, for {@code threshold} the threshold, then the most drafts of a round if wanted, with colons
     * between them.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static NamedPolicy parse(String text) {
        List<String> parts = Arrays.asList(text.split(":", -1));
        try {
            return switch (parts.get(0)) {
                case "cost-optimal" -> cost(text, drafts(parts, 1, DraftPolicy.DEFAULT_MAX_DRAFT_TOKENS));
                case "fixed" -> fixed(text, drafts(parts, 1, DEFAULT_FIXED));
                case "adaptive" -> adaptive(text, drafts(parts, 1, DraftPolicy.DEFAULT_MAX_DRAFT_TOKENS));
                case "threshold" -> threshold(text, parts);
                default -> throw new IllegalArgumentException("unknown name");
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "a draft policy is cost-optimal, fixed:K, adaptive or threshold:T, each with :K for the most drafts of "
                            + "a round (1 to 64), but is: " + text,
                    e);
        }
    }

    private static NamedPolicy cost(String name, int drafts) {
        return new NamedPolicy(name, DraftPolicy.costOptimal(drafts), drafts);
    }

    private static NamedPolicy fixed(String name, int drafts) {
        return new NamedPolicy(name, DraftPolicy.fixed(drafts), drafts);
    }

    private static NamedPolicy adaptive(String name, int drafts) {
        return new NamedPolicy(name, DraftPolicy.adaptiveThreshold(drafts), drafts);
    }

    private static NamedPolicy threshold(String name, List<String> parts) {
        Ensure.that(parts.size() > 1, "no threshold");
        int drafts = drafts(parts, 2, DraftPolicy.DEFAULT_MAX_DRAFT_TOKENS);
        return new NamedPolicy(name, DraftPolicy.staticThreshold(drafts, Double.parseDouble(parts.get(1))), drafts);
    }

    private static int drafts(List<String> parts, int index, int otherwise) {
        Ensure.that(parts.size() <= index + 1, "too many parts");
        int drafts = parts.size() > index ? Integer.parseInt(parts.get(index)) : otherwise;
        return Ensure.between(drafts, 1, 64, "drafts");
    }
}
