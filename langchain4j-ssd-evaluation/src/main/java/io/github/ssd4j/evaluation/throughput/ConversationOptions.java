package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.speculative.DrafterKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code ssd-eval throughput} for several conversations at once. */
final class ConversationOptions {

    private static final int DEFAULT_REPEATS = 3;

    @Option(
            names = "--conversations",
            paramLabel = "N",
            split = ",",
            description =
                    "Measure so many conversations at once too, as in 1,2,4,8,16, plain and with speculation. One alone is "
                            + "always measured with them.")
    @Nullable
    List<Integer> counts;

    @Option(
            names = "--answer-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description =
                    "Tokens that each conversation writes. Where an answer ends earlier, the conversation goes on with "
                            + "another question.")
    int answerTokens;

    @Option(
            names = "--conversation-repeats",
            paramLabel = "N",
            description = "Samples of each number of conversations. Default: 3, or --repeats if that is fewer.")
    @Nullable
    Integer repeats;

    @Option(
            names = "--drafters",
            paramLabel = "NAMES",
            defaultValue = "look-up,skip",
            description =
                    "Who may draft in conversations: look-up and skip, with a comma between them, or none. skip needs a "
                            + "profile, which random weights have only by --profile or --skip-*.")
    String drafters = "";

    boolean wanted() {
        return counts != null;
    }

    /**
     * What is to be measured.
     *
     * @param profile what drafts skip
     * @param passRepeats samples of the other passes
     * @throws IllegalArgumentException if a number is out of range or a drafter unknown
     */
    ConversationPlan plan(SkipProfile profile, int passRepeats, long seed) {
        return new ConversationPlan(
                counts == null ? List.of() : counts,
                answerTokens,
                repeats == null ? Math.min(DEFAULT_REPEATS, passRepeats) : repeats,
                DrafterKind.parse(drafters),
                profile,
                seed);
    }
}
