package io.github.ssd4j.evaluation.run;

import io.github.ssd4j.evaluation.result.Drafting;
import java.util.List;

/**
 * Where the time of speculative answers has gone, in plain steps. A plain step is the time of a token in plain decoding: a pass
 * of the full model and what is done outside of passes.
 */
final class Accounting {

    private final double plainStep;
    private final double passShare;
    private final double nanos;
    private final double tokens;
    private final Rounds rounds;

    /**
     * Of the answers of one candidate.
     *
     * @param plainStep nanoseconds of a token in plain decoding
     * @param plain the rounds of plain decoding
     * @param nanos of decoding
     * @param tokens that were decoded
     * @param rounds of the candidate
     */
    Accounting(double plainStep, Rounds plain, double nanos, double tokens, Rounds rounds) {
        this.plainStep = plainStep;
        this.passShare = plain.verifyNanos() / (plain.count() * plainStep);
        this.nanos = nanos;
        this.tokens = tokens;
        this.rounds = rounds;
    }

    Drafting drafting(PredictedTime predicted) {
        return new Drafting(
                rounds.count(),
                rounds.drafted(),
                rounds.accepted(),
                tokens / rounds.count(),
                rounds.byAccepted(),
                rounds.agreement(),
                predicted.context(),
                predicted.draftCost(),
                predicted.verify(),
                tokens / predicted.time(),
                ledger(),
                gap(predicted),
                drafters());
    }

    /** The account of each drafter. What verification takes more is shared out by the drafts that were verified. */
    private List<Drafting.ByDrafter> drafters() {
        double verification = ledger().verification();
        return rounds.drafters().stream()
                .map(drafter -> new Drafting.ByDrafter(
                        drafter.drafter(),
                        drafter.rounds(),
                        drafter.drafted(),
                        drafter.accepted(),
                        drafter.nanos() / nanos,
                        perToken(drafter.accepted()),
                        perToken(drafter.nanos() / plainStep),
                        drafter.drafted() == 0 ? 0 : verification * drafter.drafted() / rounds.drafted()))
                .toList();
    }

    private Drafting.Ledger ledger() {
        double drafts = perToken(rounds.draftNanos() / plainStep);
        double acceptedShare = rounds.acceptedTimeShare();
        return new Drafting.Ledger(
                1 - perToken(rounds.count()),
                drafts * acceptedShare,
                drafts * (1 - acceptedShare),
                perToken(rounds.verifyNanos() / plainStep - rounds.count() * passShare),
                perToken(outside() - rounds.count() * (1 - passShare)));
    }

    /** The prediction knows passes only; outside of them it is taken to need the share that plain decoding does. */
    private Drafting.Gap gap(PredictedTime predicted) {
        return new Drafting.Gap(
                perToken(rounds.draftNanos() / plainStep - predicted.draftTime() * passShare),
                perToken(rounds.verifyNanos() / plainStep - predicted.verifyTime() * passShare),
                perToken(outside() - predicted.time() * (1 - passShare)));
    }

    /** Plain steps outside of passes. */
    private double outside() {
        return (nanos - rounds.draftNanos() - rounds.verifyNanos()) / plainStep;
    }

    private double perToken(double steps) {
        return steps / tokens;
    }
}
