package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenizerTest {

    @TempDir
    private static Path folder;

    private static Tokenizer stories;
    private static Tokenizer storiesGguf;
    private static Tokenizer minimind;
    private static Tokenizer minimindGguf;

    @BeforeAll
    static void open() throws IOException {
        stories = Checkpoint.open(TestModels.stories()).tokenizer();
        storiesGguf = Checkpoint.open(TestModels.storiesGguf()).tokenizer();
        Path json = Files.write(folder.resolve("tokenizer.json"), TestModels.minimindTokenizer());
        TokenizerConfig none =
                new TokenizerConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        minimind = new Tokenizer(TokenizerJson.read(json, none), 6400);
        Path gguf = MinimindGguf.writer().writeTo(folder.resolve("minimind.gguf"));
        minimindGguf = new Tokenizer(GgufTokenizer.define(GgufFile.read(gguf).metadata()), 6400);
    }

    @AfterAll
    static void close() {
        Stream.of(stories, storiesGguf, minimind, minimindGguf).forEach(Tokenizer::close);
    }

    static List<TestModels.Golden> storiesGoldens() {
        return TestModels.goldens("stories260K");
    }

    static List<TestModels.Golden> minimindGoldens() {
        return TestModels.goldens("minimind");
    }

    @ParameterizedTest
    @MethodSource("storiesGoldens")
    void sentencepiece_should_match_the_reference(TestModels.Golden golden) {
        assertMatches(stories, golden);
    }

    @ParameterizedTest
    @MethodSource("storiesGoldens")
    void sentencepiece_of_gguf_should_match_the_reference(TestModels.Golden golden) {
        assertMatches(storiesGguf, golden);
    }

    @ParameterizedTest
    @MethodSource("minimindGoldens")
    void byte_level_bpe_should_match_the_reference(TestModels.Golden golden) {
        assertMatches(minimind, golden);
    }

    @ParameterizedTest
    @MethodSource("minimindGoldens")
    void byte_level_bpe_of_gguf_should_match_the_reference(TestModels.Golden golden) {
        assertMatches(minimindGguf, golden);
    }

    private static void assertMatches(Tokenizer tokenizer, TestModels.Golden golden) {
        int[] ids = TestModels.toArray(golden.ids());
        assertThat(tokenizer.encode(golden.text(), false)).containsExactly(ids);
        assertThat(tokenizer.encode(golden.text(), true)).containsExactly(TestModels.toArray(golden.idsWithSpecial()));
        assertThat(tokenizer.decode(ids, false)).isEqualTo(golden.decoded());
        assertThat(tokenizer.decode(ids)).isEqualTo(golden.decodedSkipSpecial());
    }

    @Test
    void special_tokens_inside_a_text_of_the_caller_should_become_themselves_and_come_back() {
        // given
        String prompt = "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n";
        int start = minimind.tokenId("<|im_start|>").orElseThrow();
        int end = minimind.tokenId("<|im_end|>").orElseThrow();

        // when
        int[] ids = minimind.encode(prompt, false);

        // then
        assertThat(IntStream.of(ids).filter(id -> id == start)).hasSize(2);
        assertThat(IntStream.of(ids).filter(id -> id == end)).hasSize(1);
        assertThat(minimind.isSpecial(start)).isTrue();
        assertThat(minimind.decode(ids, false)).isEqualTo(prompt);
        assertThat(minimind.decode(ids)).isEqualTo("user\nHi\nassistant\n");
        assertThat(minimindGguf.encode(prompt, false)).isEqualTo(ids);
    }

    @Test
    void tokens_added_by_the_user_should_be_found_whole_and_kept_in_the_text() {
        int id = minimind.tokenId("<tool_call>").orElseThrow();

        for (Tokenizer tokenizer : List.of(minimind, minimindGguf)) {
            assertThat(tokenizer.isSpecial(id)).isFalse();
            assertThat(tokenizer.encode("a<tool_call>b", false)).contains(id);
            assertThat(tokenizer.decode(tokenizer.encode("a<tool_call>b", false)))
                    .isEqualTo("a<tool_call>b");
        }
    }

    @Test
    void should_know_tokens_by_name() {
        assertThat(stories.tokenId("</s>")).hasValue(2);
        assertThat(stories.tokenId("no such token")).isEmpty();
        assertThat(stories.isSpecial(2)).isTrue();
        assertThat(stories.isSpecial(400)).isFalse();
        assertThat(stories.isSpecial(-1)).isFalse();
        assertThat(stories.isSpecial(1 << 20)).isFalse();
        assertThat(minimind.vocabSize()).isEqualTo(6400);
    }

    @Test
    void ids_that_are_not_known_should_have_no_text() {
        assertThat(stories.decode(346, 306, 414, 100_000, -5)).isEqualTo("Hello");
    }

    @Test
    void half_a_surrogate_pair_should_count_as_the_replacement_character() {
        assertThat(minimind.encode("a\uD83Db", false)).isEqualTo(minimind.encode("a\uFFFDb", false));
        assertThat(minimind.encode("\uDE80", false)).isEqualTo(minimind.encode("\uFFFD", false));
        assertThat(minimind.decode(minimind.encode("\uD83D\uDE80", false))).isEqualTo("\uD83D\uDE80");
    }

    @Test
    void a_zero_character_should_survive() {
        assertThat(minimind.decode(minimind.encode("a\0b", false))).isEqualTo("a\0b");
    }

    @Test
    void a_long_text_should_neither_be_truncated_nor_padded() {
        String text = "Once upon a time there was a cat. ".repeat(2000);

        int[] ids = stories.encode(text, false);

        assertThat(ids).hasSizeGreaterThan(10_000);
        assertThat(stories.decode(ids)).isEqualTo(text);
    }

    @Test
    void a_token_without_a_row_in_the_embedding_should_be_refused() {
        Path json = folder.resolve("tokenizer.json");
        TokenizerConfig none =
                new TokenizerConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        try (Tokenizer small = new Tokenizer(TokenizerJson.read(json, none), 2)) {
            assertThatThrownBy(() -> small.encode("<|im_end|>", false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "text must not hold the token <|im_end|> (id 2), because the model knows only 2 tokens");
        }
    }

    @Test
    void many_threads_should_get_the_same_ids() {
        int[] expected = minimind.encode("The quick brown fox", false);

        List<int[]> results = IntStream.range(0, 500)
                .parallel()
                .mapToObj(i -> minimind.encode("The quick brown fox", false))
                .toList();

        assertThat(results).hasSize(500).allMatch(ids -> Arrays.equals(ids, expected));
    }

    @Test
    void a_null_text_should_be_refused() {
        assertThatThrownBy(() -> stories.encode(null, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text cannot be null");
    }
}
