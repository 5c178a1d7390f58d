package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

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
    private final SpeculativeGenerator generator = new SpeculativeGenerator(model.decoder(), model.tokenizer(), 3);

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
