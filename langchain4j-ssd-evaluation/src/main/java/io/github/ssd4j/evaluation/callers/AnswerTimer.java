package io.github.ssd4j.evaluation.callers;

import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.TextPiece;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Notes when the tokens of one answer come. The engine's thread calls it; whoever asked reads it after the answer has ended.
 */
public final class AnswerTimer implements GenerationListener {

    private final LongSupplier clock;
    private final BooleanSupplier cancelled;
    private final long asked;
    private long first;
    private boolean begun;
    private long lastText;
    private boolean hasText;
    private long[] gaps = new long[16];
    private int gapCount;

    /**
     * The request is made now.
     *
     * @param clock in nanoseconds
     * @param cancelled whether to end the answer early
     */
    public AnswerTimer(LongSupplier clock, BooleanSupplier cancelled) {
        this.clock = clock;
        this.cancelled = cancelled;
        asked = clock.getAsLong();
        first = asked;
    }

    /** Whether the prompt was read and the first token known. */
    public boolean hasBegun() {
        return begun;
    }

    /** Time in nanoseconds from the request to the first token, waiting included; 0 if there is no token yet. */
    public long firstTokenNanos() {
        return first - asked;
    }

    /** When the first token was known, on the clock; when the request was made if there is no token yet. */
    public long firstToken() {
        return first;
    }

    /** Times in nanoseconds between one text and the next. Tokens without a text of their own join the gap around them. */
    public long[] gapsNanos() {
        return Arrays.copyOf(gaps, gapCount);
    }

    @Override
    public boolean isCancelled() {
        return cancelled.getAsBoolean();
    }

    /** The end of the prompt is read by the pass that chooses the first token, which may have no text. */
    @Override
    public void onPrefill(int done, int total) {
        if (done == total) {
            begin(clock.getAsLong());
        }
    }

    @Override
    public void onText(TextPiece piece) {
        long now = clock.getAsLong();
        begin(now);
        if (hasText) {
            gaps = gapCount == gaps.length ? Arrays.copyOf(gaps, 2 * gapCount) : gaps;
            gaps[gapCount++] = now - lastText;
        }
        hasText = true;
        lastText = now;
    }

    private void begin(long now) {
        if (!begun) {
            begun = true;
            first = now;
        }
    }
}
