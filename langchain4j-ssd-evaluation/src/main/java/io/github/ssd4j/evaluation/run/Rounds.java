package io.github.ssd4j.evaluation.run;

import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.DrafterStats;
import io.github.ssd4j.speculative.GenerationListener.Round;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;

/**
 * The rounds of one answer or of many, after the prompt is read. All counts, so that sums are exact.
 *
 * @param byDrafted element k: rounds with k drafts; 0 are plain steps
 * @param byAccepted element k: rounds with drafts, of which k were accepted
 * @param tried element d - 1: drafts at depth d whose predecessors were all accepted
 * @param confirmed element d - 1: those of them that were accepted too
 * @param draftNanos time of all draft steps
 * @param verifyNanos time of all passes of the full model
 * @param drafters what each drafter did, in the order of their names
 */
public record Rounds(
        List<Integer> byDrafted,
        List<Integer> byAccepted,
        List<Integer> tried,
        List<Integer> confirmed,
        long draftNanos,
        long verifyNanos,
        List<DrafterCounts> drafters) {

    /** No round. */
    public static final Rounds NONE = new Rounds(List.of(), List.of(), List.of(), List.of(), 0, 0, List.of());

    public Rounds {
        byDrafted = List.copyOf(byDrafted);
        byAccepted = List.copyOf(byAccepted);
        tried = List.copyOf(tried);
        confirmed = List.copyOf(confirmed);
        drafters = List.copyOf(drafters);
    }

    /**
     * Counts rounds.
     *
     * @param drafters the time that each drafter took, as the generator tells it; their other figures are counted here
     */
    public static Rounds of(List<Round> rounds, List<DrafterStats> drafters) {
        List<Integer> byDrafted = new ArrayList<>();
        List<Integer> byAccepted = new ArrayList<>();
        List<Integer> tried = new ArrayList<>();
        List<Integer> confirmed = new ArrayList<>();
        long draftNanos = 0;
        long verifyNanos = 0;
        for (Round round : rounds) {
            count(byDrafted, round.drafted());
            if (round.drafted() > 0) {
                count(byAccepted, round.accepted());
            }
            for (int depth = 1; depth <= Math.min(round.drafted(), round.accepted() + 1); depth++) {
                count(tried, depth - 1);
                if (depth <= round.accepted()) {
                    count(confirmed, depth - 1);
                }
            }
            draftNanos += round.draftNanos();
            verifyNanos += round.verifyNanos();
        }
        return new Rounds(
                byDrafted, byAccepted, tried, confirmed, draftNanos, verifyNanos, byDrafter(rounds, drafters));
    }

    private static List<DrafterCounts> byDrafter(List<Round> rounds, List<DrafterStats> drafters) {
        List<DrafterCounts> counts = new ArrayList<>();
        for (DrafterStats stats : drafters) {
            counts.add(new DrafterCounts(stats.name(), 0, 0, 0, stats.time().toNanos()));
        }
        for (Round round : rounds) {
            for (String drafter : Set.copyOf(round.drafters())) {
                int drafted = Collections.frequency(round.drafters(), drafter);
                int accepted = Collections.frequency(round.drafters().subList(0, round.accepted()), drafter);
                counts.add(new DrafterCounts(drafter, 1, drafted, accepted, 0));
            }
        }
        return merged(counts);
    }

    /** One for each name, in the order of the names. */
    private static List<DrafterCounts> merged(Collection<DrafterCounts> counts) {
        Map<String, DrafterCounts> byName = new TreeMap<>();
        counts.forEach(count -> byName.merge(count.drafter(), count, DrafterCounts::plus));
        return List.copyOf(byName.values());
    }

    private static void count(List<Integer> counts, int index) {
        while (counts.size() <= index) {
            counts.add(0);
        }
        counts.set(index, counts.get(index) + 1);
    }

    /** These and those. */
    public Rounds plus(Rounds others) {
        return new Rounds(
                sum(byDrafted, others.byDrafted),
                sum(byAccepted, others.byAccepted),
                sum(tried, others.tried),
                sum(confirmed, others.confirmed),
                draftNanos + others.draftNanos,
                verifyNanos + others.verifyNanos,
                merged(Stream.concat(drafters.stream(), others.drafters.stream())
                        .toList()));
    }

    private static List<Integer> sum(List<Integer> a, List<Integer> b) {
        List<Integer> sum = new ArrayList<>();
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            sum.add((i < a.size() ? a.get(i) : 0) + (i < b.size() ? b.get(i) : 0));
        }
        return sum;
    }

    /** How many there were. */
    public int count() {
        return weighted(byDrafted, (drafted, rounds) -> rounds);
    }

    /** Drafts of all rounds. */
    public int drafted() {
        return weighted(byDrafted, (drafted, rounds) -> drafted * rounds);
    }

    /** Accepted drafts of all rounds. */
    public int accepted() {
        return weighted(byAccepted, (accepted, rounds) -> accepted * rounds);
    }

    /** Verified drafts of a skip profile, the only ones that need a draft step. */
    public int modelDrafts() {
        return drafters.stream()
                .filter(drafter -> drafter.drafter().startsWith(DrafterKind.SKIP.label()))
                .mapToInt(DrafterCounts::drafted)
                .sum();
    }

    /** The share of the drafting time that went into drafts that were accepted, by the acceptance rate of each drafter. */
    public double acceptedTimeShare() {
        double nanos = drafters.stream().mapToDouble(DrafterCounts::nanos).sum();
        if (nanos == 0) {
            return drafted() == 0 ? 0 : (double) accepted() / drafted();
        }
        return drafters.stream()
                        .mapToDouble(drafter -> drafter.nanos() * drafter.acceptanceRate())
                        .sum()
                / nanos;
    }

    private static int weighted(List<Integer> counts, IntBinaryOperator value) {
        int sum = 0;
        for (int i = 0; i < counts.size(); i++) {
            sum += value.applyAsInt(i, counts.get(i));
        }
        return sum;
    }

    /** Element d - 1: the share of drafts at depth d that were accepted, of those whose predecessors were. */
    public List<Double> agreement() {
        List<Double> agreement = new ArrayList<>();
        for (int depth = 0; depth < tried.size(); depth++) {
            agreement.add((depth < confirmed.size() ? confirmed.get(depth) : 0) / (double) tried.get(depth));
        }
        return agreement;
    }
}
