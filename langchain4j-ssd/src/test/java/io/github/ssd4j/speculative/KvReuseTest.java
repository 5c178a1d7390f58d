package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DecoderException;
import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.decoder.EditedDecoder;
import io.github.ssd4j.decoder.SkipProfile;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the generator saves of a prompt, and that it changes nothing. */
class KvReuseTest {

    private static final int CONTEXT = 256;
    private static final GenerationOptions OPTIONS = GenerationOptions.builder()
            .maxTokens(12)
            .profile(SkipProfile.of("some", List.of(2), List.of(3)))
            .draftPolicy(DraftPolicy.fixed(3))
            .build();

    private static final int[] BASE = new Random(9).ints(60, 3, 500).toArray();

    private static TinyModel model;

    private final Random random = new Random(1);
    private final SpeculativeGenerator generator =
            new SpeculativeGenerator(model.decoder(), model.tokenizer(), GeneratorOptions.DEFAULTS.withMaxSessions(3));

    @BeforeAll
    static void load() {
        model = TinyModel.open(TinyModel.STORIES, CONTEXT);
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @AfterEach
    void close() {
        generator.close();
        assertThat(model.decoder().openCaches()).isZero();
    }

    @Test
    void ten_turns_should_each_read_only_what_is_new() {
        int[] chat = model.randomPrompt(random, 9);
        int known = 0;
        for (int turn = 0; turn < 10; turn++) {
            GenerationResult result = generate(chat, OPTIONS);

            assertThat(result.tokens())
                    .as("turn %s", turn)
                    .isEqualTo(alone(chat).tokens());
            assertThat(result.stats().reusedPromptTokens()).as("turn %s", turn).isEqualTo(known);
            assertThat(result.stats().promptTokens()).isEqualTo(chat.length);
            chat = join(chat, result);
            known = chat.length - 1; // the last token of an answer was never fed
            chat = join(chat, random(5));
        }
    }

    @Test
    void another_conversation_should_get_its_own_cache_and_the_common_beginning() {
        int[] system = model.randomPrompt(random, 20);
        int[] first = join(system, random(40));
        int[] second = join(system, random(40));
        generate(first, OPTIONS);

        GenerationResult other = generate(second, OPTIONS);
        GenerationResult again = generate(join(first, random(3)), OPTIONS);

        assertThat(other.stats().reusedPromptTokens()).isGreaterThanOrEqualTo(system.length);
        assertThat(other.tokens()).isEqualTo(alone(second).tokens());
        assertThat(again.stats().reusedPromptTokens()).isGreaterThanOrEqualTo(first.length);
        assertThat(model.decoder().openCaches()).isEqualTo(2);
    }

    @Test
    void conversation_used_least_recently_should_make_room() {
        int[][] chats = IntStream.range(0, 4).mapToObj(i -> random(30 + i)).toArray(int[][]::new);
        for (int[] chat : chats) {
            generate(chat, OPTIONS);
        }

        assertThat(model.decoder().openCaches()).isEqualTo(3);
        assertThat(generate(chats[3], OPTIONS).stats().reusedPromptTokens()).isGreaterThan(20);
        assertThat(generate(chats[1], OPTIONS).stats().reusedPromptTokens()).isGreaterThan(20);
        assertThat(generate(chats[0], OPTIONS).stats().reusedPromptTokens()).isLessThan(5);
    }

    @Test
    void sessions_should_keep_their_caches_apart() {
        GenerationOptions ann = OPTIONS.toBuilder().session("ann").build();
        GenerationOptions ben = OPTIONS.toBuilder().session("ben").build();
        int[] prompt = random(30);
        generate(prompt, ann);
        generate(prompt, ben);
        assertThat(model.decoder().openCaches()).isEqualTo(2);

        // when: Ann's conversation starts anew
        int[] changed = join(Arrays.copyOf(prompt, 4), random(30));
        GenerationResult result = generate(changed, ann);

        assertThat(result.tokens()).isEqualTo(alone(changed).tokens());
        assertThat(model.decoder().openCaches()).isEqualTo(2);
        assertThat(generate(prompt, ben).stats().reusedPromptTokens()).isEqualTo(prompt.length - 1);
    }

    @Test
    void without_sharing_a_prompt_should_reuse_only_what_its_own_session_has_left() {
        int[] prompt = random(30);
        try (SpeculativeGenerator apart = new SpeculativeGenerator(
                model.decoder(),
                model.tokenizer(),
                GeneratorOptions.DEFAULTS.withMaxSessions(2).withSharePrefixes(false))) {
            List<String> sessions = Arrays.asList("ann", "ben", null, null, "ann", "cy", "ann", "ben");
            // two are kept: Ann's is, Ben's is not
            List<Integer> reused = List.of(0, 0, 0, 0, 0, 0, prompt.length - 1, 0);
            for (int i = 0; i < sessions.size(); i++) {
                GenerationOptions options =
                        OPTIONS.toBuilder().session(sessions.get(i)).build();

                GenerationResult result = apart.generate(prompt, options, GenerationListener.NONE);

                assertThat(result.stats().reusedPromptTokens())
                        .as("request %s", i)
                        .isEqualTo(reused.get(i));
                assertThat(result.tokens()).isEqualTo(alone(prompt).tokens());
            }
        }
    }

    @Test
    void copy_that_fails_should_leave_nothing_that_is_reused() {
        // given: two caches in use; the least recently used one gets a copy of 37 positions, which fails half-way
        int[] victim = random(60);
        int[] donor = random(80);
        DecoderOptions options =
                DecoderOptions.defaults().withDevice("cpu").withDtype("float32").withContextTokens(CONTEXT);
        try (Decoder decoder = EditedDecoder.failingToCopy(model.checkpoint(), options, 37, 2);
                SpeculativeGenerator fragile = new SpeculativeGenerator(
                        decoder, model.tokenizer(), GeneratorOptions.DEFAULTS.withMaxSessions(2))) {
            fragile.generate(victim, OPTIONS, GenerationListener.NONE);
            fragile.generate(donor, OPTIONS, GenerationListener.NONE);
            int[] other = join(Arrays.copyOf(donor, 37), new int[] {donor[37] + 1, 7, 8});
            assertThatThrownBy(() -> fragile.generate(other, OPTIONS, GenerationListener.NONE))
                    .isInstanceOf(DecoderException.class)
                    .hasMessageContaining("no copy");

            int[] next = join(victim, random(5));
            GenerationResult result = fragile.generate(next, OPTIONS, GenerationListener.NONE);

            assertThat(result.tokens()).isEqualTo(alone(next).tokens());
            assertThat(result.stats().reusedPromptTokens()).isZero();
            assertThat(decoder.openCaches()).isEqualTo(2);
        }
    }

    @Test
    void reuse_should_not_change_the_text_whatever_went_before() {
        for (int trial = 0; trial < 60; trial++) {
            // given: beginnings alike of all lengths, answers cut anywhere, cancelled and failed ones among them
            int[] prompt = join(Arrays.copyOf(BASE, random.nextInt(BASE.length)), random(1 + random.nextInt(20)));
            GenerationOptions options = OPTIONS.toBuilder()
                    .session(random.nextInt(3) == 0 ? "s" : null)
                    .maxTokens(1 + random.nextInt(12))
                    .speculative(random.nextBoolean())
                    .build();
            int end = random.nextInt(6);
            GenerationListener listener = new GenerationListener() {
                private int pieces;

                @Override
                public void onText(TextPiece piece) {
                    if (++pieces == end) {
                        throw new IllegalArgumentException("thrown by the test");
                    }
                }

                @Override
                public boolean isCancelled() {
                    return end == 0 && pieces == 2;
                }
            };
            try {
                generator.generate(prompt, options, listener);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessage("thrown by the test");
            }

            int[] next = join(Arrays.copyOf(BASE, random.nextInt(BASE.length)), random(1 + random.nextInt(20)));
            assertThat(generate(next, OPTIONS).tokens())
                    .as("trial %s", trial)
                    .isEqualTo(alone(next).tokens());
        }
    }

    private GenerationResult generate(int[] prompt, GenerationOptions options) {
        return generator.generate(prompt, options, GenerationListener.NONE);
    }

    private static GenerationResult alone(int[] prompt) {
        try (SpeculativeGenerator fresh = model.newGenerator()) {
            return fresh.generate(prompt, OPTIONS, GenerationListener.NONE);
        }
    }

    private int[] random(int length) {
        return random.ints(length, 3, 500).toArray();
    }

    private static int[] join(int[] tokens, GenerationResult answer) {
        return join(tokens, answer.tokens().stream().mapToInt(Integer::intValue).toArray());
    }

    private static int[] join(int[] first, int[] second) {
        return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
    }
}
