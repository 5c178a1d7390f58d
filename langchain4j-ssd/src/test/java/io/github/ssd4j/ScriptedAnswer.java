package io.github.ssd4j;

import io.github.ssd4j.speculative.AcceptanceHistogram;
import io.github.ssd4j.speculative.BatchGenerator;
import io.github.ssd4j.speculative.DrafterStats;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import io.github.ssd4j.speculative.TextPiece;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** An answer that {@link ScriptedGenerator} writes, word by word. The script is asked at the first step. */
final class ScriptedAnswer {

    private final int promptTokens;
    private final GenerationOptions options;
    private final GenerationListener listener;
    private final BatchGenerator.Outcome outcome;
    private final Supplier<String> script;
    private final BooleanSupplier held;
    private final StringBuilder text = new StringBuilder();
    private List<String> words;
    private FinishReason end;
    private int written;

    ScriptedAnswer(
            int promptTokens,
            GenerationOptions options,
            GenerationListener listener,
            BatchGenerator.Outcome outcome,
            Supplier<String> script,
            BooleanSupplier held) {
        this.promptTokens = promptTokens;
        this.options = options;
        this.listener = listener;
        this.outcome = outcome;
        this.script = script;
        this.held = held;
    }

    /** Writes a word; true if the answer has ended and that was told. */
    boolean endsWithStep() {
        FinishReason reason;
        try {
            reason = step();
        } catch (Throwable e) {
            outcome.failed(e);
            return true;
        }
        if (reason == null) {
            return false;
        }
        List<Integer> tokens = IntStream.range(0, written).boxed().toList();
        outcome.ended(new GenerationResult(
                tokens, text.toString(), reason, statistics(), options.seed().orElse(1)));
        return true;
    }

    /** Why the answer ends; null if it goes on. */
    private FinishReason step() {
        if (words == null) {
            String whole = script.get();
            String answer = beforeStop(whole, options.stopStrings());
            words = answer.isEmpty() ? List.of() : List.of(answer.split("(?<= )"));
            end = answer.equals(whole) ? FinishReason.STOP_TOKEN : FinishReason.STOP_STRING;
        }
        if (written == words.size()) {
            return end;
        }
        if (listener.isCancelled()) {
            return FinishReason.CANCELLED;
        }
        if (written == options.maxTokens()) {
            return FinishReason.MAX_TOKENS;
        }
        if (!held.getAsBoolean()) {
            String word = words.get(written);
            text.append(word);
            listener.onText(new TextPiece(word, written % 2 == 1 ? ScriptedGenerator.DRAFTER : null));
            written++;
        }
        return null;
    }

    private GenerationStats statistics() {
        int accepted = written / 2;
        int[] acceptedPerRound = IntStream.range(0, written - accepted)
                .map(round -> round < accepted ? 1 : 0)
                .toArray();
        return new GenerationStats(
                promptTokens,
                0,
                written,
                acceptedPerRound.length,
                accepted,
                accepted,
                AcceptanceHistogram.of(acceptedPerRound),
                Duration.ofMillis(2),
                Duration.ofMillis(10),
                Duration.ofMillis(2),
                List.of(new DrafterStats(
                        ScriptedGenerator.DRAFTER, accepted, accepted, accepted, Duration.ofMillis(1))));
    }

    private static String beforeStop(String answer, List<String> stopStrings) {
        int end = stopStrings.stream()
                .mapToInt(answer::indexOf)
                .filter(index -> index >= 0)
                .min()
                .orElse(answer.length());
        return answer.substring(0, end);
    }
}
