package io.github.ssd4j.evaluation.callers;

import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.prompt.Prompts;
import io.github.ssd4j.evaluation.run.PromptEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The prompts that callers take turns in asking. */
public final class CallerPrompts {

    /** Lengths of random prompts, in tokens; short and long ones are mixed, as in {@link BuiltInQuestions}. */
    private static final List<Integer> RANDOM_LENGTHS = List.of(24, 72, 16, 240, 32, 56, 20, 96);

    private static final int RANDOM_PROMPTS = 24;

    private CallerPrompts() {}

    /** The first turn of each question, through the chat template if there is one, else as a text to continue. */
    public static List<int[]> of(List<Question> questions, Tokenizer tokenizer, Optional<ChatTemplate> template) {
        Prompts prompts = template.isPresent() ? Prompts.questions(List.of()) : Prompts.rawQuestions(List.of());
        PromptEncoder encoder = new PromptEncoder(tokenizer, template);
        return questions.stream()
                .map(question -> encoder.encode(prompts.conversation(question, List.of())))
                .toList();
    }

    /** The same for a model that is not loaded yet. */
    public static List<int[]> of(List<Question> questions, Checkpoint checkpoint) {
        return of(
                questions,
                checkpoint.tokenizer(),
                checkpoint.chatTemplate().map(source -> ChatTemplate.of(source, checkpoint.tokenizer())));
    }

    /**
     * Random token ids, for random weights.
     *
     * @param vocabSize ids are below it
     * @param seed equal seeds give equal prompts
     */
    public static List<int[]> random(int vocabSize, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, RANDOM_PROMPTS)
                .mapToObj(index -> random.ints(RANDOM_LENGTHS.get(index % RANDOM_LENGTHS.size()), 0, vocabSize)
                        .toArray())
                .toList();
    }

    /** Tokens of the longest prompt that {@link #random} makes. */
    public static int longestRandom() {
        return RANDOM_LENGTHS.stream().mapToInt(Integer::intValue).max().orElseThrow();
    }

    /**
     * Those prompts that leave room for an answer.
     *
     * @param positions most tokens of prompt and answer together
     * @param answerTokens the longest answer
     * @throws IllegalArgumentException if there is none
     */
    public static List<int[]> fitting(List<int[]> prompts, int positions, int answerTokens) {
        List<int[]> fitting = new ArrayList<>(prompts);
        fitting.removeIf(prompt -> prompt.length > positions - answerTokens);
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException(
                    "no prompt leaves room for an answer of %s tokens: the context has %s, and the shortest of %s prompts %s"
                            .formatted(
                                    answerTokens,
                                    positions,
                                    prompts.size(),
                                    prompts.stream()
                                            .mapToInt(prompt -> prompt.length)
                                            .min()
                                            .orElse(0)));
        }
        return List.copyOf(fitting);
    }
}
