package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    private static final ModelConfig STORIES = new ModelConfig(
            "llama", 512, 64, 172, 5, 8, 4, 8, 1e-5, 10_000, RopeScaling.NONE, 512, true, List.of(2, 1));

    @TempDir
    private Path folder;

    @Test
    void should_open_a_safetensors_directory() {
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.stories())) {
            assertThat(checkpoint.name()).isEqualTo("stories260K");
            assertThat(checkpoint.path()).isEqualTo(TestModels.stories());
            assertThat(checkpoint.config()).isEqualTo(STORIES);
            assertThat(checkpoint.rotaryLayout()).isEqualTo(RotaryLayout.HALF_SPLIT);
            assertThat(checkpoint.tensors()).hasSize(1 + 5 * 9 + 1);
            assertThat(checkpoint.tokenizer().vocabSize()).isEqualTo(512);
            assertThat(checkpoint.tokenizer().bosToken()).contains("<s>");
            assertThat(checkpoint.tokenizer().eosToken()).contains("</s>");
            assertThat(checkpoint.chatTemplate()).isEmpty();
        }
    }

    @Test
    void should_open_a_gguf_file() {
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.storiesGguf())) {
            assertThat(checkpoint.name()).isEqualTo("stories260K");
            assertThat(checkpoint.config()).isEqualTo(STORIES.withEosTokenIds(List.of(2)));
            assertThat(checkpoint.rotaryLayout()).isEqualTo(RotaryLayout.INTERLEAVED);
            assertThat(checkpoint.tensors()).hasSize(1 + 5 * 9 + 1);
            assertThat(checkpoint.tokenizer().bosToken()).contains("<s>");
            assertThat(checkpoint.tokenizer().eosToken()).contains("</s>");
            assertThat(checkpoint.chatTemplate()).isEmpty();
        }
    }

    @Test
    void should_give_the_same_tensors_from_both_formats() throws IOException {
        try (Checkpoint directory = Checkpoint.open(TestModels.stories());
                Checkpoint file = Checkpoint.open(TestModels.storiesGguf())) {
            assertThat(file.tensors().keySet())
                    .containsExactlyElementsOf(directory.tensors().keySet());
            for (TensorInfo tensor : directory.tensors().values()) {
                TensorInfo other = file.tensor(tensor.name());
                assertThat(other.shape()).isEqualTo(tensor.shape());
                assertThat(other.type()).isEqualTo(TensorType.F32);
                // rows of q and k are in another order in GGUF files
                if (!tensor.name().contains("q_proj") && !tensor.name().contains("k_proj")) {
                    assertThat(bytes(other)).as(tensor.name()).isEqualTo(bytes(tensor));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BF16", "F16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"})
    void should_open_every_type_of_gguf_tensor(String type) {
        try (Checkpoint checkpoint =
                Checkpoint.open(TestModels.resource("stories260K/stories260K-" + type + ".gguf"))) {
            TensorInfo tensor = checkpoint.tensor("model.layers.4.self_attn.q_proj.weight");
            assertThat(tensor.type()).isEqualTo(TensorType.valueOf(type));
            assertThat(tensor.byteCount()).isEqualTo(tensor.type().bytes(64 * 64));
            assertThat(checkpoint.config()).isEqualTo(STORIES.withEosTokenIds(List.of(2)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "llama-mha, 3, true, F32, PlainRope",
        "llama-gqa, 2, true, F32, PlainRope",
        "llama-mqa-untied, 1, false, F32, PlainRope",
        "llama-rope-linear, 3, true, F32, LinearScaling",
        "llama-rope-llama3, 2, true, F32, Llama3Scaling",
        "llama-rope-yarn, 2, true, F32, YarnScaling",
        "llama-rope-longrope, 2, true, F32, LongRopeScaling",
        "llama-bf16, 2, true, BF16, PlainRope",
        "llama-f16, 2, true, F16, PlainRope",
        "llama-sharded, 1, true, F32, PlainRope",
    })
    void should_open_every_kind_of_directory(
            String name, int keyValueHeads, boolean tied, TensorType type, String scaling) {
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.resource("checkpoints/" + name))) {
            assertThat(checkpoint.name()).isEqualTo(name);
            assertThat(checkpoint.config().tiedEmbeddings()).isEqualTo(tied);
            assertThat(checkpoint.tensors().containsKey("lm_head.weight")).isNotEqualTo(tied);
            assertThat(checkpoint.config().ropeScaling().getClass().getSimpleName())
                    .isEqualTo(scaling);
            assertThat(checkpoint
                            .tensor("model.layers.1.self_attn.k_proj.weight")
                            .shape())
                    .containsExactly(
                            (long) checkpoint.config().keyValueHeads()
                                    * checkpoint.config().headDim(),
                            (long) checkpoint.config().hiddenSize());
            assertThat(checkpoint.tensor("model.layers.1.mlp.up_proj.weight").type())
                    .isEqualTo(type);
            assertThat(checkpoint.config().keyValueHeads()).isEqualTo(keyValueHeads);
        }
    }

    @Test
    void should_find_the_tensors_of_a_sharded_model_in_their_shards() {
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.resource("checkpoints/llama-sharded"))) {
            assertThat(checkpoint.config().eosTokenIds()).containsExactly(2, 364, 260);
            assertThat(checkpoint.tensors().values().stream()
                            .map(tensor -> tensor.file().getFileName().toString())
                            .distinct())
                    .containsExactlyInAnyOrder(
                            "model-00001-of-00003.safetensors",
                            "model-00002-of-00003.safetensors",
                            "model-00003-of-00003.safetensors");
        }
    }

    @Test
    void should_name_a_model_in_a_hub_cache_by_its_repository() {
        Path snapshot = folder.resolve("models--some--tiny-llama/snapshots/0123abcd");

        try (Checkpoint checkpoint = Checkpoint.open(TestModels.copyOf(TestModels.stories(), snapshot))) {
            assertThat(checkpoint.name()).isEqualTo("tiny-llama");
        }
    }

    @Test
    void should_say_which_tensor_the_model_does_not_have() {
        try (Checkpoint checkpoint = Checkpoint.open(TestModels.stories())) {
            assertThatThrownBy(() -> checkpoint.tensor("lm_head.weight"))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage("stories260K: the model has no tensor lm_head.weight");
        }
    }

    @Test
    void should_refuse_a_path_where_nothing_is() {
        Path nothing = folder.resolve("nothing");
        assertThatThrownBy(() -> Checkpoint.open(nothing))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("nothing: no such file or directory; expected a directory with config.json or a .gguf"
                        + " file: " + nothing);
    }

    @Test
    void should_refuse_a_directory_without_configuration() {
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(folder.getFileName()
                        + ": no config.json in this directory; a GGUF model is opened by the path of its file");
    }

    @Test
    void should_refuse_a_file_that_is_no_model() throws IOException {
        Path file = Files.writeString(folder.resolve("notes.txt"), "Once upon a time");
        assertThatThrownBy(() -> Checkpoint.open(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("notes.txt: must start with the letters GGUF, but starts with: 0x4f6e6365");
    }

    @Test
    void should_free_the_tokenizer_once_and_refuse_to_encode_afterwards() {
        // given
        Checkpoint checkpoint = Checkpoint.open(TestModels.stories());

        // when
        checkpoint.close();
        checkpoint.close();

        // then
        assertThatThrownBy(() -> checkpoint.tokenizer().encode("x", false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the tokenizer is closed");
        assertThat(checkpoint.tokenizer().decode(403, 407)).isNotEmpty();
    }

    /** The stored bytes, read where the checkpoint says they lie. */
    private static byte[] bytes(TensorInfo tensor) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(tensor.file().toFile(), "r")) {
            byte[] bytes = new byte[(int) tensor.byteCount()];
            file.seek(tensor.offset());
            file.readFully(bytes);
            return bytes;
        }
    }
}
