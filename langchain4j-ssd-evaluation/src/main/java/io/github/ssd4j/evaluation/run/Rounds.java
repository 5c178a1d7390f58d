package io.github.ssd4j.evaluation.run;

import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.GenerationListener.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * The rounds of one answer or of many, after the prompt is read. All counts, so that sums are exact.
 *
 * @param byDrafted element k: rounds with k drafts; 0 are plain steps
 * @param byAccepted element k: rounds with drafts, of which k were accepted
 * @param tried element d - 1: drafts at depth d whose predecessors were all accepted
 * @param confirmed element d - 1: those of them that were accepted too
 * @param draftNanos time of all draft steps
 * @param verifyNanos time of all passes of the full model
 * @param modelDrafts drafts of a skip profile, the only ones that a draft step was needed for
 */
public record Rounds(
        List<Integer> byDrafted,
        List<Integer> byAccepted,
        List<Integer> tried,
        List<Integer> confirmed,
        long draftNanos,
        long verifyNanos,
        int modelDrafts) {

    /** No round. */
    public static final Rounds NONE = new Rounds(List.of(), List.of(), List.of(), List.of(), 0, 0, 0);

    public Rounds {
        byDrafted = List.copyOf(byDrafted);
        byAccepted = List.copyOf(byAccepted);
        tried = List.copyOf(tried);
        confirmed = List.copyOf(confirmed);
    }

    /** Counts rounds. */
    public static Rounds of(List<Round> rounds) {
        List<Integer> byDrafted = new ArrayList<>();
        List<Integer> byAccepted = new ArrayList<>();
        List<Integer> tried = new ArrayList<>();
        List<Integer> confirmed = new ArrayList<>();
        long draftNanos = 0;
        long verifyNanos = 0;
        int modelDrafts = 0;
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
            modelDrafts += (int) round.drafters().stream()
                    .filter(name -> name.startsWith(DrafterKind.SKIP.label()))
                    .count();
        }
        return new Rounds(byDrafted, byAccepted, tried, confirmed, draftNanos, verifyNanos, modelDrafts);
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
                modelDrafts + others.modelDrafts);
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
