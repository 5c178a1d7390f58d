package io.github.ssd4j;

import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.speculative.AcceptanceHistogram;
import io.github.ssd4j.speculative.DrafterStats;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import io.github.ssd4j.speculative.PromptTooLongException;
import io.github.ssd4j.speculative.TextPiece;
import io.github.ssd4j.speculative.TokenConstraint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Says what a script says, word by word, under the rules of {@link Generator}: for what LangChain4j's suites ask, no model
 * that fits into the repository knows the answers. Every second word counts as an accepted draft. Where a request constrains
 * its answer, the first of the script's answers that the constraint admits is said; it fails if there is none.
 */
final class ScriptedGenerator implements OneAtATime {

    private final Tokenizer tokenizer;
    private final int contextTokens;
    private final Function<String, List<String>> script;

    final List<String> prompts = new ArrayList<>();
    static final String DRAFTER = "look-up";

    final List<GenerationOptions> options = new ArrayList<>();
    int closed;

    /** {@code script}: prompt to answers, at least one. Without a constraint the first is said. */
    ScriptedGenerator(Tokenizer tokenizer, int contextTokens, Function<String, List<String>> script) {
        this.tokenizer = tokenizer;
        this.contextTokens = contextTokens;
        this.script = script;
    }

    @Override
    public GenerationResult generate(int[] prompt, GenerationOptions generation, GenerationListener listener) {
        if (prompt.length >= contextTokens) {
            throw new PromptTooLongException(prompt.length, contextTokens);
        }
        String question = tokenizer.decode(prompt);
        prompts.add(question);
        options.add(generation);
        String whole = admitted(script.apply(question), generation.constraint());
        String answer = beforeStop(whole, generation.stopStrings());
        List<String> words = answer.isEmpty() ? List.of() : List.of(answer.split("(?<= )"));
        StringBuilder text = new StringBuilder();
        int written = 0;
        FinishReason reason = answer.equals(whole) ? FinishReason.STOP_TOKEN : FinishReason.STOP_STRING;
        for (String word : words) {
            if (listener.isCancelled()) {
                reason = FinishReason.CANCELLED;
                break;
            }
            if (written == generation.maxTokens()) {
                reason = FinishReason.MAX_TOKENS;
                break;
            }
            text.append(word);
            listener.onText(new TextPiece(word, written % 2 == 1 ? DRAFTER : null));
            written++;
        }
        List<Integer> tokens = IntStream.range(0, written).boxed().toList();
        return new GenerationResult(
                tokens,
                text.toString(),
                reason,
                statistics(prompt.length, written),
                generation.seed().orElse(1));
    }

    private String admitted(List<String> answers, @Nullable TokenConstraint constraint) {
        if (constraint == null) {
            return answers.get(0);
        }
        ConstraintCheck check = new ConstraintCheck(tokenizer, constraint);
        List<String> objections = new ArrayList<>();
        for (String answer : answers) {
            Optional<String> objection = check.objection(answer);
            if (objection.isEmpty()) {
                return answer;
            }
            objections.add(objection.get());
        }
        throw new IllegalStateException("the constraint admits no answer of the script: %s".formatted(objections));
    }

    private static GenerationStats statistics(int promptTokens, int written) {
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
                List.of(new DrafterStats(DRAFTER, accepted, accepted, accepted, Duration.ofMillis(1))));
    }

    private static String beforeStop(String answer, List<String> stopStrings) {
        int end = stopStrings.stream()
                .mapToInt(answer::indexOf)
                .filter(index -> index >= 0)
                .min()
                .orElse(answer.length());
        return answer.substring(0, end);
    }

    @Override
    public void close() {
        closed++;
    }
}
