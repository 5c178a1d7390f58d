package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.TokenSequence;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The property that is the project: speculative output equals plain output, token for token, greedy and sampled, whoever drafts and
 * however far. A failure names its seed; {@code trial(model, seed, sampled)} repeats it alone.
 */
class ExactnessTest {

    private static final int TRIALS = 12;
    private static final int CONTEXT = 64;

    private final Set<FinishReason> reasonsSeen = EnumSet.noneOf(FinishReason.class);
    private final Map<String, Integer> accepted = new HashMap<>();
    private final Map<String, Integer> rejected = new HashMap<>();
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
                trial(model, seed, false);
                trial(model, seed, true);
            }
        }

        assertThat(reasonsSeen)
                .as("what the trials met")
                .contains(FinishReason.STOP_STRING, FinishReason.STOP_TOKEN)
                .contains(FinishReason.MAX_TOKENS, FinishReason.CONTEXT_END);
        assertThat(rejected.keySet()).as("who had drafts rejected").contains("look-up", "skip:random");
        assertThat(accepted.keySet()).as("who had drafts accepted").contains("skip:random");
        if (resource.equals(TinyModel.STORIES)) {
            // Random weights hardly ever repeat themselves.
            assertThat(accepted.keySet()).as("who had drafts accepted").contains("look-up");
        }
        assertThat(cutInsideBlock)
                .as("answers that end inside an accepted block")
                .isPositive();
    }

    private void trial(TinyModel model, long seed, boolean sampled) {
        // given
        Random random = new Random(seed);
        int[] prompt = model.randomPrompt(random, 1 + random.nextInt(CONTEXT - 1));
        GenerationOptions plain = randomOptions(model, random, prompt, sampled);
        GenerationOptions speculative = plain.toBuilder()
                .speculative(true)
                .profile(model.randomProfile(random))
                .draftPolicy(randomPolicy(random))
                .drafters(randomDrafters(random))
                .build();
        String description = "seed %s: %s".formatted(seed, speculative);

        // when
        GenerationResult expected = run(model, prompt, plain, description);
        GenerationResult actual = run(model, prompt, speculative, description);

        // then
        assertThat(NaiveGreedy.Output.of(actual)).as(description).isEqualTo(NaiveGreedy.Output.of(expected));
        if (!sampled && !plain.sampling().hasPenalties()) {
            assertThat(NaiveGreedy.Output.of(expected))
                    .as(description)
                    .isEqualTo(NaiveGreedy.generate(model, prompt, plain));
        }
        reasonsSeen.add(actual.finishReason());
        for (DrafterStats drafter : actual.stats().drafters()) {
            count(accepted, drafter.name(), drafter.acceptedTokens());
            count(rejected, drafter.name(), drafter.draftedTokens() - drafter.acceptedTokens());
        }
        cutInsideBlock += actual.tokens().size() - actual.stats().acceptedTokens()
                        < actual.stats().rounds()
                ? 1
                : 0;
    }

    private static void count(Map<String, Integer> counts, String name, int more) {
        if (more > 0) {
            counts.merge(name, more, Integer::sum);
        }
    }

    private static Set<DrafterKind> randomDrafters(Random random) {
        return random.nextBoolean()
                ? DrafterKind.ALL
                : Set.of(random.nextBoolean() ? DrafterKind.LOOK_UP : DrafterKind.SKIP);
    }

    private static SamplingOptions randomSampling(Random random, boolean sampled) {
        SamplingOptions.Builder sampling = SamplingOptions.builder();
        if (random.nextInt(3) == 0) {
            sampling.repetitionPenalty(1 + random.nextDouble() / 4)
                    .frequencyPenalty(random.nextDouble())
                    .presencePenalty(random.nextDouble());
        }
        if (sampled) {
            sampling.temperature(random.nextBoolean() ? 0.7 : 1.0);
            switch (random.nextInt(4)) {
                case 0 -> sampling.topP(0.9);
                case 1 -> sampling.minP(0.05);
                case 2 -> sampling.topK(20).topP(0.95);
                default -> sampling.topP(1);
            }
        }
        return sampling.build();
    }

    private static GenerationOptions randomOptions(TinyModel model, Random random, int[] prompt, boolean sampled) {
        GenerationOptions.Builder options = GenerationOptions.builder()
                .speculative(false)
                .seed(random.nextLong())
                .sampling(randomSampling(random, sampled));
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
            GenerationResult result = Alone.run(model.decoder(), sequence(model, cache, tokens, options, listener));

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
            GenerationResult continued = Alone.run(
                    model.decoder(),
                    sequence(model, cache, new TokenSequence(tokens), options, GenerationListener.NONE));

            assertThat(continued.stats().reusedPromptTokens()).as(description).isEqualTo(kept);
            assertThat(NaiveGreedy.Output.of(continued))
                    .as(description)
                    .isEqualTo(NaiveGreedy.generate(model, tokens, options));
        }
    }

    private static Sequence sequence(
            TinyModel model,
            KvCache cache,
            TokenSequence tokens,
            GenerationOptions options,
            GenerationListener listener) {
        Set<Integer> stopTokens = new HashSet<>(model.decoder().config().eosTokenIds());
        stopTokens.addAll(options.stopTokens());
        int room = cache.capacity() - tokens.length();
        Answer answer = new Answer(model.tokenizer().newTextStream(), options, stopTokens, room, listener);
        GenerationOptions seeded =
                options.toBuilder().seed(options.seed().orElse(1)).build();
        DraftPlanner planner = new Planners(model.decoder().config(), new DraftMemory()).planner(seeded, tokens);
        return new Sequence(
                cache,
                tokens,
                seeded,
                planner,
                answer,
                listener,
                model.decoder().promptBlock(),
                positions -> {});
    }
}
