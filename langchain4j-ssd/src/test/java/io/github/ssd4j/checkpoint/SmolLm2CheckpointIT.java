package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.RealModel;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The real model: SmolLM2-135M-Instruct as a GGUF file. */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SmolLm2CheckpointIT {

    private static Checkpoint checkpoint;
    private static JsonNode golden;

    @BeforeAll
    static void open() throws IOException {
        checkpoint = Checkpoint.open(RealModel.path());
        golden = Json.mapper().readTree(Files.readAllBytes(TestModels.resource("golden/smollm2-135m-instruct.json")));
    }

    @AfterAll
    static void close() {
        if (checkpoint != null) {
            checkpoint.close();
        }
    }

    @Test
    void should_read_configuration_and_tensors() {
        assertThat(checkpoint.name()).isEqualTo("SmolLM2-135M-Instruct.Q4_1");
        assertThat(checkpoint.config())
                .isEqualTo(new ModelConfig(
                        "llama",
                        49152,
                        576,
                        1536,
                        30,
                        9,
                        3,
                        64,
                        1e-5,
                        100_000,
                        RopeScaling.NONE,
                        8192,
                        true,
                        List.of(2, 0))); // <|im_end|> is declared, <|endoftext|> is not
        assertThat(checkpoint.rotaryLayout()).isEqualTo(RotaryLayout.INTERLEAVED);
        assertThat(checkpoint.tensors()).hasSize(2 + 30 * 9);
        assertThat(checkpoint.tensor("model.embed_tokens.weight").type()).isEqualTo(TensorType.Q8_0);
        assertThat(checkpoint.tensor("model.layers.29.mlp.down_proj.weight"))
                .satisfies(tensor -> assertThat(tensor.type()).isEqualTo(TensorType.Q4_1))
                .satisfies(tensor -> assertThat(tensor.shape()).containsExactly(576L, 1536L));
    }

    @Test
    void should_know_the_special_tokens_and_bring_the_chat_template() {
        Tokenizer tokenizer = checkpoint.tokenizer();

        assertThat(tokenizer.tokenId("<|im_end|>")).hasValue(2);
        assertThat(tokenizer.isSpecial(2)).isTrue();
        assertThat(tokenizer.bosToken()).contains("<|im_start|>");
        assertThat(tokenizer.eosToken()).contains("<|im_end|>");
        assertThat(checkpoint.chatTemplate())
                .hasValueSatisfying(template -> assertThat(template).contains("<|im_start|>", "add_generation_prompt"));
    }

    @Test
    void should_tokenize_as_the_reference_does() {
        assertThat(golden.get("tokenization")).isNotEmpty();
        for (JsonNode entry : golden.get("tokenization")) {
            String text = entry.get("text").textValue();
            int[] ids = TestModels.toArray(TestModels.ids(entry.get("ids")));
            assertThat(checkpoint.tokenizer().encode(text, false)).as(text).containsExactly(ids);
            assertThat(checkpoint.tokenizer().encode(text, true))
                    .as(text)
                    .containsExactly(TestModels.toArray(TestModels.ids(entry.get("ids_with_special"))));
            assertThat(checkpoint.tokenizer().decode(ids, false))
                    .isEqualTo(entry.get("decoded").textValue());
            assertThat(checkpoint.tokenizer().decode(ids))
                    .isEqualTo(entry.get("decoded_skip_special").textValue());
        }
    }

    @Test
    void should_tokenize_rendered_chats_as_the_reference_does() {
        assertThat(golden.get("chats")).isNotEmpty();
        for (JsonNode chat : golden.get("chats")) {
            String text = chat.get("text").textValue();
            int[] ids = TestModels.toArray(TestModels.ids(chat.get("ids")));

            assertThat(checkpoint.tokenizer().encode(text, false)).as(text).containsExactly(ids);
            assertThat(checkpoint.tokenizer().decode(ids, false)).isEqualTo(text);
        }
    }
}
