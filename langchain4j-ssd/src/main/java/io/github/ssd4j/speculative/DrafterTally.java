package io.github.ssd4j.speculative;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what each drafter did in a generation. */
final class DrafterTally {

    private static final class Counts {
        private int rounds;
        private int drafted;
        private long nanos;
    }

    private final Map<String, Counts> counts = new TreeMap<>();

    /** Adds a round. Drafters that had a turn and added nothing count with their time. */
    void add(DraftRun run) {
        for (String drafter : run.drafters()) {
            int drafted = (int) run.drafts().stream()
                    .filter(draft -> draft.drafter().equals(drafter))
                    .count();
            Counts sum = counts.computeIfAbsent(drafter, name -> new Counts());
            sum.rounds += drafted > 0 ? 1 : 0;
            sum.drafted += drafted;
            sum.nanos += run.nanos(drafter);
        }
    }

    int draftedTokens() {
        return counts.values().stream().mapToInt(sum -> sum.drafted).sum();
    }

    /** In the order of the names. */
    List<DrafterStats> stats(Answer answer) {
        List<DrafterStats> stats = new ArrayList<>();
        counts.forEach((name, sum) -> stats.add(new DrafterStats(
                name, sum.rounds, sum.drafted, answer.acceptedFrom(name), Duration.ofNanos(sum.nanos))));
        return stats;
    }
}
