package io.github.ssd4j.search;

import io.github.ssd4j.search.SearchReport.Subject;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import java.time.Instant;
import java.util.List;

/** A recorded search, as other tests need one. */
public final class Reports {

    public static final DraftCosts COSTS =
            new DraftCosts(128, 1.0123456789, 0.0101, 0.0199, List.of(1.0, 1.05, 1.1, 1.1 + 1e-16));

    private Reports() {}

    public static Score score(double speedUp, int... skipped) {
        SkipSet set = SkipSet.of(30, skipped);
        return new Score(set, List.of(0.84612345, 0.8, 0.75), COSTS.draft(set), 3, 2.7123456, speedUp);
    }

    public static Validation validation(double measured, Score score) {
        return new Validation(score, score, 0.9512345, measured, measured, 2.5, 7, 8, 41.23456);
    }

    /** Two sets were scored without look-up, one of them validated at {@code measured}. */
    public static SearchReport report(double measured) {
        return report(measured, "skip");
    }

    /** The same with these drafters. */
    public static SearchReport report(double measured, String drafters) {
        Score better = score(1.1234567, 6, 8, 9, 51);
        Subject subject = new Subject(
                "HuggingFaceTB/SmolLM2-135M-Instruct",
                30,
                576,
                "cpu",
                "float16",
                "fbgemm",
                0,
                "0.1.0",
                "greedy",
                1,
                0,
                16,
                "abc123",
                64,
                drafters,
                Instant.parse("2026-11-25T23:30:00Z"));
        return new SearchReport(
                subject, COSTS, List.of(score(0.98, 6), better), List.of(validation(measured, better)), false, 1.02);
    }
}
