package io.github.ssd4j.evaluation.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.TensorInfo;
import io.github.ssd4j.checkpoint.TensorType;
import io.github.ssd4j.checkpoint.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomCheckpointTest {

    private static final ModelShape SHAPE =
            ModelShape.parse("custom,hidden=64,intermediate=96,layers=3,heads=4,kv-heads=2,vocab=300,context=77");

    @TempDir
    private Path parent;

    @ParameterizedTest
    @EnumSource(WeightFormat.class)
    void should_be_opened_by_the_ordinary_loader(WeightFormat format) throws IOException {
        try (RandomCheckpoint random = write(format, 1);
                Checkpoint checkpoint = Checkpoint.open(random.directory())) {
            ModelConfig config = checkpoint.config();
            assertThat(config.hiddenSize()).isEqualTo(64);
            assertThat(config.intermediateSize()).isEqualTo(96);
            assertThat(config.layers()).isEqualTo(3);
            assertThat(config.attentionHeads()).isEqualTo(4);
            assertThat(config.keyValueHeads()).isEqualTo(2);
            assertThat(config.headDim()).isEqualTo(16);
            assertThat(config.vocabSize()).isEqualTo(300);
            assertThat(config.contextTokens()).isEqualTo(77);
            assertThat(config.tiedEmbeddings()).isFalse();
            assertThat(config.eosTokenIds()).containsExactly(2);

            TensorInfo tensor = checkpoint.tensor("model.layers.2.mlp.down_proj.weight");
            assertThat(tensor.type()).isEqualTo(TensorType.valueOf(format.name()));
            assertThat(tensor.shape()).containsExactly(64L, 96L);
            assertThat(tensor.byteCount()).isEqualTo(64L * 96 * format.bytes());
        }
    }

    @Test
    void should_have_a_tokenizer_with_a_token_for_every_byte() throws IOException {
        try (RandomCheckpoint random = write(WeightFormat.BF16, 1);
                Checkpoint checkpoint = Checkpoint.open(random.directory())) {
            Tokenizer tokenizer = checkpoint.tokenizer();
            String text = "Hello, w\u00F6rld \u2603!\n";

            int[] ids = tokenizer.encode(text, false);

            assertThat(ids).hasSize(text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length);
            assertThat(ids[0]).isEqualTo(3 + 'H');
            assertThat(tokenizer.decode(ids)).isEqualTo(text);
            assertThat(tokenizer.tokenId("</s>")).hasValue(ByteLevelTokenizer.EOS_ID);
        }
    }

    @Test
    void should_write_the_same_weights_into_one_file_and_into_shards() throws IOException {
        try (RandomCheckpoint whole = write(WeightFormat.BF16, 5);
                RandomCheckpoint sharded =
                        RandomCheckpoint.write(parent, SHAPE, WeightFormat.BF16, 5, 50_000, bytes -> {});
                RandomCheckpoint other = write(WeightFormat.BF16, 6)) {
            assertThat(fileNames(sharded)).contains("model.safetensors.index.json", "model-00001-of-00006.safetensors");
            assertThat(weights(sharded)).isEqualTo(weights(whole));
            assertThat(weights(other)).isNotEqualTo(weights(whole));
        }
    }

    @Test
    void should_give_every_tensor_weights_of_its_own() throws IOException {
        try (RandomCheckpoint random = write(WeightFormat.F32, 1)) {
            Map<String, List<Byte>> weights = weights(random);

            assertThat(weights.get("model.layers.0.mlp.gate_proj.weight"))
                    .isNotEqualTo(weights.get("model.layers.1.mlp.gate_proj.weight"))
                    .isNotEqualTo(weights.get("model.layers.0.mlp.up_proj.weight"));
        }
    }

    @Test
    void should_tell_how_far_it_is() throws IOException {
        List<Long> pieces = new ArrayList<>();
        try (RandomCheckpoint random = RandomCheckpoint.write(parent, SHAPE, WeightFormat.BF16, 1, pieces::add)) {
            assertThat(random.directory()).isDirectory();
        }

        assertThat(pieces.stream().mapToLong(Long::longValue).sum())
                .isEqualTo(RandomCheckpoint.weightBytes(SHAPE, WeightFormat.BF16))
                .isEqualTo(SHAPE.parameters() * 2);
    }

    @Test
    void should_delete_its_files_when_closed_unless_kept() throws IOException {
        RandomCheckpoint deleted = write(WeightFormat.BF16, 1);
        RandomCheckpoint kept = write(WeightFormat.BF16, 1);
        kept.keep();

        deleted.close();
        kept.close();

        assertThat(deleted.directory()).doesNotExist();
        assertThat(kept.directory().resolve("model.safetensors")).exists();
    }

    @Test
    void should_write_nothing_when_the_disk_has_too_little_room() {
        ModelShape huge =
                ModelShape.parse("custom,hidden=1048576,intermediate=1048576,layers=1000,heads=8192,vocab=300");

        assertThatThrownBy(() -> RandomCheckpoint.write(parent, huge, WeightFormat.F32, 1, bytes -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("the random checkpoint needs 30\\d\\d\\d TB in \\Q" + parent
                        + "\\E, but only .* are free: choose another folder with --work-dir or a smaller --shape");
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void should_leave_nothing_behind_when_writing_fails() {
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> RandomCheckpoint.write(parent, SHAPE, WeightFormat.BF16, 1, bytes -> {
                    throw new UncheckedIOException(new IOException("disk on fire"));
                }))
                .withMessageContaining("disk on fire");
        assertThat(parent).isEmptyDirectory();
    }

    private RandomCheckpoint write(WeightFormat format, long seed) throws IOException {
        return RandomCheckpoint.write(parent, SHAPE, format, seed, bytes -> {});
    }

    private static List<String> fileNames(RandomCheckpoint random) throws IOException {
        try (Stream<Path> files = Files.list(random.directory())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static Map<String, List<Byte>> weights(RandomCheckpoint random) throws IOException {
        Map<String, List<Byte>> weights = new TreeMap<>();
        try (Checkpoint checkpoint = Checkpoint.open(random.directory())) {
            for (TensorInfo tensor : checkpoint.tensors().values()) {
                byte[] file = Files.readAllBytes(tensor.file());
                int start = Math.toIntExact(tensor.offset());
                byte[] bytes = Arrays.copyOfRange(file, start, start + Math.toIntExact(tensor.byteCount()));
                List<Byte> boxed = new ArrayList<>();
                for (byte value : bytes) {
                    boxed.add(value);
                }
                weights.put(tensor.name(), boxed);
            }
        }
        return weights;
    }
}
