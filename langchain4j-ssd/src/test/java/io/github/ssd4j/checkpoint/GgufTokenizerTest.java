package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the metadata of a GGUF file become a tokenizer; the ids of whole vocabularies are in {@link TokenizerTest}. */
class GgufTokenizerTest {

    private static final String[] TOKENS = {
        "<s>", "</s>", "1", "2", "3", "4", "12", "123", "1234", "a", "b", "ab", "Ġ", "Ġa", "e", "Ì", "ģ", "Ìģ", "eÌģ",
        "Ã", "©", "Ã©", "bb", "abb"
    };
    private static final int[] TYPES = {3, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    private static final String[] MERGES = {"1 2", "12 3", "123 4", "a b", "Ġ a", "Ì ģ", "Ã ©", "b b", "a bb"};

    @TempDir
    private Path folder;

    private final GgufWriter writer = new GgufWriter()
            .with("tokenizer.ggml.model", "gpt2")
            .with("tokenizer.ggml.tokens", TOKENS)
            .with("tokenizer.ggml.token_type", TYPES)
            .with("tokenizer.ggml.merges", MERGES)
            .with("tokenizer.ggml.bos_token_id", 0)
            .with("tokenizer.ggml.eos_token_id", 1);

    @ParameterizedTest
    @CsvSource({
        "gpt-2, 1234, Ġa",
        "default, 1234, Ġa",
        "llama-bpe, 123 4, Ġa",
        "qwen2, 1 2 3 4, Ġa",
        "smollm, 1 2 3 4, Ġa",
    })
    void each_kind_should_split_digits_its_own_way(String kind, String digits, String word) {
        writer.with("tokenizer.ggml.pre", kind);

        assertThat(tokens("1234 a")).containsExactlyElementsOf(List.of((digits + " " + word).split(" ")));
    }

    @Test
    void only_llama_bpe_should_take_a_word_that_is_a_token_whole() {
        assertThat(tokens("abb")).containsExactly("ab", "b");

        writer.with("tokenizer.ggml.pre", "llama-bpe");
        assertThat(tokens("abb")).containsExactly("abb");
    }

    @Test
    void only_qwen2_should_compose_characters() {
        // given: e and a combining acute accent
        String decomposed = "e\u0301";

        // when / then
        assertThat(tokens(decomposed)).containsExactly("e", "Ìģ");
        writer.with("tokenizer.ggml.pre", "qwen2");
        assertThat(tokens(decomposed)).containsExactly("Ã©");
    }

    @Test
    void should_add_the_tokens_around_a_text_that_the_file_asks_for() {
        assertThat(encode("a", true)).containsExactly(9);
        writer.with("tokenizer.ggml.add_bos_token", true);
        assertThat(encode("a", true)).containsExactly(0, 9);
        writer.with("tokenizer.ggml.add_eos_token", true);
        assertThat(encode("a", true)).containsExactly(0, 9, 1);
        assertThat(encode("a", false)).containsExactly(9);
    }

    @Test
    void only_llama_bpe_should_start_with_bos_unless_told_otherwise() {
        writer.with("tokenizer.ggml.pre", "qwen2");
        assertThat(encode("a", true)).containsExactly(9);

        writer.with("tokenizer.ggml.pre", "llama-bpe");
        assertThat(encode("a", true)).containsExactly(0, 9);
        writer.with("tokenizer.ggml.add_bos_token", false);
        assertThat(encode("a", true)).containsExactly(9);
    }

    @Test
    void sentencepiece_should_start_with_bos_unless_told_otherwise() {
        sentencePiece();
        assertThat(encode("ab", true)).containsExactly(1, 6, 5);

        writer.with("tokenizer.ggml.add_bos_token", false);
        assertThat(encode("ab", true)).containsExactly(6, 5);
    }

    @Test
    void sentencepiece_should_prefer_the_merge_of_the_highest_score() {
        sentencePiece();
        assertThat(tokens("ab")).containsExactly("\u2581a", "b");

        writer.with("tokenizer.ggml.scores", new float[] {0, 0, 0, 0, 0, 0, -2, -1});
        assertThat(tokens("ab")).containsExactly("\u2581", "ab");
    }

    @Test
    void sentencepiece_should_leave_the_start_of_a_text_alone_where_the_file_says_so() {
        sentencePiece();
        writer.with("tokenizer.ggml.add_space_prefix", false);

        try (Tokenizer tokenizer = tokenizer()) {
            assertThat(tokenizer.encode("ab", false)).containsExactly(7);
            assertThat(tokenizer.decode(tokenizer.encode(" a", false))).isEqualTo(" a");
        }
    }

    @Test
    void sentencepiece_without_byte_tokens_should_use_the_unknown_token_once_for_a_run() {
        sentencePiece();

        assertThat(tokens("a\u4e00\u4e01")).containsExactly("\u2581a", "<unk>");
    }

    @Test
    void sentencepiece_should_refuse_scores_of_another_length() {
        sentencePiece();
        writer.with("tokenizer.ggml.scores", new float[] {1});

        assertThatThrownBy(this::tokenizer)
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "vocabulary.gguf: tokenizer.ggml.scores must have one entry for each of the 8 tokens, but has: 1");
    }

    @Test
    void an_empty_vocabulary_should_be_refused() {
        writer.with("tokenizer.ggml.tokens", new String[0]);

        assertThatThrownBy(this::tokenizer)
                .isInstanceOf(CheckpointException.class)
                .hasMessage("vocabulary.gguf: tokenizer.ggml.tokens must hold the tokens, but is empty");
    }

    private void sentencePiece() {
        writer.with("tokenizer.ggml.model", "llama")
                .without("tokenizer.ggml.merges")
                .with("tokenizer.ggml.tokens", new String[] {"<unk>", "<s>", "</s>", "\u2581", "a", "b", "\u2581a", "ab"
                })
                .with("tokenizer.ggml.token_type", new int[] {2, 3, 3, 1, 1, 1, 1, 1})
                .with("tokenizer.ggml.scores", new float[] {0, 0, 0, 0, 0, 0, -1, -2})
                .with("tokenizer.ggml.bos_token_id", 1)
                .with("tokenizer.ggml.eos_token_id", 2);
    }

    private Tokenizer tokenizer() {
        Path file = writer.writeTo(folder.resolve("vocabulary.gguf"));
        return new Tokenizer(GgufTokenizer.define(GgufFile.read(file).metadata()), 100);
    }

    private int[] encode(String text, boolean addSpecialTokens) {
        try (Tokenizer tokenizer = tokenizer()) {
            return tokenizer.encode(text, addSpecialTokens);
        }
    }

    private List<String> tokens(String text) {
        String[] vocabulary = (String[]) writer.metadata.get("tokenizer.ggml.tokens");
        List<String> tokens = new ArrayList<>();
        for (int id : encode(text, false)) {
            tokens.add(vocabulary[id]);
        }
        return tokens;
    }
}
