package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.PromptText;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that declare only {@code </s>}, while the model ends its turn with another token. */
class TurnEndsTest {

    private static final int EOS = 2;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"<|eot_id|>, 3", "<|im_end|>, 1"})
    void an_answer_should_end_at_a_mark_that_the_file_does_not_declare(String mark, int type) throws IOException {
        Path file = new StoriesFile().rename(mark, type).writeTo(folder.resolve("stories.gguf"));

        try (SsdEngine engine =
                SsdEngine.builder().model(file).device("cpu").dtype("float32").build()) {
            GenerationResult result = engine.generate(
                    "Once upon a time",
                    engine.defaults().toBuilder().maxTokens(40).build(),
                    GenerationListener.NONE);

            assertThat(result.finishReason()).isEqualTo(FinishReason.STOP_TOKEN);
            assertThat(result.tokens()).hasSize(10);
            assertThat(result.text()).isEqualTo(", there was a little girl named Lily");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<|eot_id|>",
                "<|eom_id|>",
                "<|end_of_text|>",
                "<|im_end|>",
                "<|endoftext|>",
                "<|end|>",
                "<end_of_turn>",
                "<|end_of_turn|>",
                "<end_of_utterance>",
                "<|EOT|>",
                "<EOT>",
                "▁<EOT>",
                "<｜end▁of▁sentence｜>"
            })
    void a_mark_should_be_one_control_token_whatever_its_type(String mark) throws IOException {
        try (Checkpoint checkpoint = open(mark, StoriesFile.NORMAL)) {
            Tokenizer tokenizer = checkpoint.tokenizer();

            assertThat(checkpoint.config().eosTokenIds()).containsExactly(EOS, StoriesFile.DOT);
            assertThat(tokenizer.decode(StoriesFile.DOT)).isEmpty();
            assertThat(tokenizer.encode(mark, false)).contains(StoriesFile.DOT);
            assertThat(tokenizer.encode(PromptText.ofContent(mark))).doesNotContain(StoriesFile.DOT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<eos>", "[EOS]", "[EOT]"})
    void what_may_be_text_should_end_an_answer_only_where_the_file_calls_it_special(String mark) throws IOException {
        try (Checkpoint control = open(mark, StoriesFile.CONTROL);
                Checkpoint normal = open(mark, StoriesFile.NORMAL)) {
            assertThat(control.config().eosTokenIds()).containsExactly(EOS, StoriesFile.DOT);
            assertThat(normal.config().eosTokenIds()).containsExactly(EOS);
            assertThat(normal.tokenizer().decode(StoriesFile.DOT)).isEqualTo(mark);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<|im_start|>", "<|fim_pad|>", "<|file_sep|>", "<|user|>", "<|eot_id|> "})
    void other_control_tokens_should_not_end_an_answer(String token) throws IOException {
        try (Checkpoint checkpoint = open(token, StoriesFile.CONTROL)) {
            assertThat(checkpoint.config().eosTokenIds()).isEqualTo(List.of(EOS));
        }
    }

    /** Trouble G2: both mean what the new keys say in a file that other engines read as linear scaling. */
    @Test
    void the_old_keys_of_linear_scaling_should_mean_the_same() throws IOException {
        Path reference = new StoriesFile()
                .with("llama.rope.scaling.type", "linear")
                .with("llama.rope.scaling.factor", 4)
                .writeTo(folder.resolve("reference.gguf"));
        Path old = new StoriesFile().with("llama.rope.scale_linear", 4).writeTo(folder.resolve("old.gguf"));
        Path typeless = new StoriesFile().with("llama.rope.scaling.factor", 4).writeTo(folder.resolve("typeless.gguf"));

        String expected = answer(reference);
        assertThat(expected).isNotEqualTo(answer(StoriesFile.GGUF));
        assertThat(answer(old)).isEqualTo(expected);
        assertThat(answer(typeless)).isEqualTo(expected);
    }

    private static String answer(Path file) {
        try (SsdEngine engine =
                SsdEngine.builder().model(file).device("cpu").dtype("float32").build()) {
            return engine.generate(
                            "Once upon a time",
                            engine.defaults().toBuilder().maxTokens(40).build(),
                            GenerationListener.NONE)
                    .text();
        }
    }

    private Checkpoint open(String token, int type) throws IOException {
        return Checkpoint.open(new StoriesFile().rename(token, type).writeTo(folder.resolve(type + ".gguf")));
    }
}
