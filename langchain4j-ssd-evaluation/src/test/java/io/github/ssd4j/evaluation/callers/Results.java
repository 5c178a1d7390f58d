package io.github.ssd4j.evaluation.callers;

import io.github.ssd4j.speculative.AcceptanceHistogram;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Answers for scripted engines. */
public final class Results {

    private Results() {}

    /** An answer of so many tokens. */
    public static GenerationResult of(int tokens, FinishReason reason) {
        GenerationStats stats = new GenerationStats(
                5,
                0,
                tokens,
                0,
                0,
                0,
                AcceptanceHistogram.EMPTY,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                List.of());
        return new GenerationResult(Collections.nCopies(tokens, 7), "text", reason, stats, 1);
    }
}
