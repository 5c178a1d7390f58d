package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.TokenSequence;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The property that is the project: greedy speculative output equals plain output, token for token, whatever is skipped
 * and however long the drafts are. A failure names its seed; {@code trial(model, seed)} repeats it alone.
 */
class GreedyExactnessTest {

    private static final int TRIALS = 16;
    private static final int CONTEXT = 64;

    private final Set<FinishReason> reasonsSeen = EnumSet.noneOf(FinishReason.class);
    private int accepted;
    private int rejected;
    private int cutInsideBlock;

    @ParameterizedTest
    @ValueSource(
            strings = {
                TinyModel.STORIES,
                TinyModel.RANDOM,
                "/checkpoints/llama-mha",
                "/checkpoints/llama-mqa-untied",
                "/checkpoints/llama-rope-llama3"
            })
    void speculative_output_should_equal_plain_output(String resource) {
        try (TinyModel model = TinyModel.open(resource, CONTEXT)) {
            for (long seed = 0; seed < TRIALS; seed++) {
                trial(model, seed);
            }
        }

        assertThat(reasonsSeen)
                .as("what the trials met")
                .contains(FinishReason.STOP_STRING, FinishReason.STOP_TOKEN)
                .contains(FinishReason.MAX_TOKENS, FinishReason.CONTEXT_END);
        assertThat(accepted).as("accepted drafts").isPositive();
        assertThat(rejected).as("rejected drafts").isPositive();
        assertThat(cutInsideBlock)
                .as("answers that end inside an accepted block")
                .isPositive();
    }

    private void trial(TinyModel model, long seed) {
        // given
        Random random = new Random(seed);
        int[] prompt = model.randomPrompt(random, 1 + random.nextInt(CONTEXT - 1));
        GenerationOptions plain = randomOptions(model, random, prompt);
        GenerationOptions speculative = plain.toBuilder()
                .speculative(true)
                .profile(model.randomProfile(random))
                .draftPolicy(randomPolicy(random))
                .build();
        String description = "seed %s: %s".formatted(seed, speculative);

        // when
        GenerationResult expected = run(model, prompt, plain, description);
        GenerationResult actual = run(model, prompt, speculative, description);

        // then
        assertThat(NaiveGreedy.Output.of(actual)).as(description).isEqualTo(NaiveGreedy.Output.of(expected));
        if (!plain.sampling().hasPenalties()) {
            assertThat(NaiveGreedy.Output.of(expected))
                    .as(description)
                    .isEqualTo(NaiveGreedy.generate(model, prompt, plain));
        }
        reasonsSeen.add(actual.finishReason());
        accepted += actual.stats().acceptedTokens();
        rejected += actual.stats().draftedTokens() - actual.stats().acceptedTokens();
        cutInsideBlock += actual.tokens().size() - actual.stats().acceptedTokens()
                        < actual.stats().rounds()
                ? 1
                : 0;
    }

    private static GenerationOptions randomOptions(TinyModel model, Random random, int[] prompt) {
        GenerationOptions.Builder options = GenerationOptions.builder().speculative(false);
        if (random.nextInt(3) == 0) {
            options.sampling(SamplingOptions.builder()
                    .repetitionPenalty(1 + random.nextDouble() / 4)
                    .frequencyPenalty(random.nextDouble())
                    .presencePenalty(random.nextDouble())
                    .build());
        }
        if (random.nextInt(3) > 0) {
            options.maxTokens(1 + random.nextInt(CONTEXT));
        }
        // Stop rules that will be met: pieces of what is written without them.
        try (SpeculativeGenerator generator = model.newGenerator()) {
            GenerationResult free = generator.generate(prompt, options.build(), GenerationListener.NONE);
            options.stopStrings(randomStopStrings(random, free.text()));
            if (random.nextInt(4) == 0 && !free.tokens().isEmpty()) {
                options.stopTokens(
                        Set.of(free.tokens().get(random.nextInt(free.tokens().size()))));
            }
        }
        return options.build();
    }

    private static List<String> randomStopStrings(Random random, String text) {
        List<String> stopStrings = new ArrayList<>();
        for (int i = random.nextInt(4); i > 1 && !text.isEmpty(); i--) {
            int start = text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length())));
            int rest = text.codePointCount(start, text.length());
            int end = text.offsetByCodePoints(start, 1 + random.nextInt(Math.min(rest, 8)));
            stopStrings.add(text.substring(start, end));
        }
        return stopStrings;
    }

    private static DraftPolicy randomPolicy(Random random) {
        int maxDraftTokens = 1 + random.nextInt(9);
        return switch (random.nextInt(4)) {
            case 0 -> DraftPolicy.fixed(maxDraftTokens);
            case 1 -> DraftPolicy.staticThreshold(maxDraftTokens, random.nextDouble());
            case 2 -> DraftPolicy.costOptimal(maxDraftTokens);
            default ->
                new AdaptiveThreshold(
                        maxDraftTokens, random.nextDouble(), 1 + random.nextInt(3), 0.5, random.nextDouble(), 0.1, 0.5);
        };
    }

    /** Runs on a cache of its own and checks all that must hold of any run. */
    private static GenerationResult run(TinyModel model, int[] prompt, GenerationOptions options, String description) {
        try (KvCache cache = model.decoder().newCache()) {
            RecordingListener listener = new RecordingListener();
            TokenSequence tokens = new TokenSequence(prompt);
            GenerationResult result =
                    generation(model, cache, tokens, options, listener).run();

            assertThat(listener.text()).as(description).isEqualTo(result.text());
            assertThat(listener.pieces().size())
                    .as(description)
                    .isLessThanOrEqualTo(
                            result.stats().rounds() + result.stats().draftedTokens());
            assertThat(tokens.subArray(prompt.length, tokens.length()))
                    .as(description)
                    .containsExactly(
                            result.tokens().stream().mapToInt(Integer::intValue).toArray());
            assertThat(cache.length()).as(description).isEqualTo(tokens.length() - 1);
            assertThat(result.stats().generatedTokens())
                    .as(description)
                    .isEqualTo(result.tokens().size());
            assertContinues(model, cache, tokens.toArray(), description);
            return result;
        }
    }

    /** What the cache holds must be what the full model would have put there. */
    private static void assertContinues(TinyModel model, KvCache cache, int[] tokens, String description) {
        if (tokens.length < cache.capacity()) {
            GenerationOptions options =
                    GenerationOptions.builder().maxTokens(5).speculative(false).build();
            int kept = cache.length();
            GenerationResult continued = generation(
                            model, cache, new TokenSequence(tokens), options, GenerationListener.NONE)
                    .run();

            assertThat(continued.stats().reusedPromptTokens()).as(description).isEqualTo(kept);
            assertThat(NaiveGreedy.Output.of(continued))
                    .as(description)
                    .isEqualTo(NaiveGreedy.generate(model, tokens, options));
        }
    }

    private static Generation generation(
            TinyModel model,
            KvCache cache,
            TokenSequence tokens,
            GenerationOptions options,
            GenerationListener listener) {
        Set<Integer> stopTokens = new HashSet<>(model.decoder().config().eosTokenIds());
        stopTokens.addAll(options.stopTokens());
        int room = cache.capacity() - tokens.length();
        Answer answer = new Answer(model.tokenizer().newTextStream(), options, stopTokens, room, listener);
        DraftPolicy.State policy = options.effectiveDraftPolicy().newState();
        return new Generation(model.decoder(), cache, tokens, options, policy, answer, listener);
    }
}
