package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.Campaign;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The readers on damaged files: a {@link CheckpointException} or a sound result, and nothing else. */
class CheckpointFuzzTest {

    private static final int HEADERS = 2000;
    private static final int MODELS = 200;
    private static final long SEED = 20261124;

    /** The files have a few kilobytes; the buffers and the messages of a reader need less than this. */
    private static final long MAX_ALLOCATION = 4L << 20;

    /** The tokenizer too: it has 512 tokens, and a damaged id makes a table of two million. */
    private static final long MAX_MODEL_ALLOCATION = 64L << 20;

    /** Values that tend to break readers when they stand where a length, a count or an offset is expected. */
    private static final long[] NASTY = {
        0,
        1,
        -1,
        7,
        255,
        1 << 16,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        1L << 40,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);

    @Test
    void gguf_reader_should_only_fail_with_a_checkpoint_exception() throws IOException {
        byte[] sound = GgufWriter.tinyLlama()
                .with("llama.rope.scaling.type", "yarn")
                .with("llama.rope.scaling.factor", 4f)
                .with("llama.rope.scaling.original_context_length", 32)
                .with("llama.rope.scaling.yarn_beta_fast", 16f)
                .bytes();
        int header = sound.length - 13_056;

        fuzz("GGUF headers", sound, header, folder.resolve("fuzz.gguf"), file -> {
            GgufFile gguf = GgufFile.read(file);
            ModelConfig config = GgufConfig.parse(gguf.metadata(), gguf.tensors());
            TensorTable.select(file, NetworkTensors.of(config), true, gguf.tensors());
        });
    }

    @Test
    void gguf_files_with_every_type_should_only_fail_with_a_checkpoint_exception() throws IOException {
        GgufWriter writer = GgufWriter.everyType();
        byte[] sound = writer.bytes();
        int header = sound.length - (int) writer.dataBytes();
        assertThat(typesIn(GgufWriter.everyType().writeTo(folder.resolve("types.gguf"))))
                .containsExactlyInAnyOrder(TensorType.values());

        fuzz("GGUF headers with every type", sound, header, folder.resolve("fuzz.gguf"), file -> {
            GgufFile gguf = GgufParts.read(file);
            ModelConfig config = GgufConfig.parse(gguf.metadata(), gguf.tensors());
            TensorTable.select(file, NetworkTensors.of(config), true, gguf.tensors());
        });
    }

    private static Set<TensorType> typesIn(Path file) {
        return GgufFile.read(file).tensors().values().stream()
                .map(StoredTensor::type)
                .collect(Collectors.toSet());
    }

    @Test
    void safetensors_reader_should_only_fail_with_a_checkpoint_exception() throws IOException {
        String header = """
                {"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[4,8],"data_offsets":[0,128]},
                "b":{"dtype":"BF16","shape":[3],"data_offsets":[128,134]}}""";
        byte[] sound = SafetensorsWriter.bytes(header, 134);

        fuzz(
                "safetensors headers",
                sound,
                sound.length - 134,
                folder.resolve("fuzz.safetensors"),
                SafetensorsFile::read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                """
                "rope_type":"llama3","factor":8.0,"low_freq_factor":1.0,"high_freq_factor":4.0""",
                """
                "rope_type":"yarn","factor":4.0,"beta_fast":32,"beta_slow":1,"mscale":1.0,"mscale_all_dim":0.5,"truncate":false""",
                """
                "type":"longrope","short_factor":[1,1,1.5,2],"long_factor":[1,2,4.5,8]""",
            })
    void configuration_reader_should_only_fail_with_a_checkpoint_exception(String scaling) throws IOException {
        byte[] sound = """
                {"model_type":"llama","vocab_size":100,"hidden_size":32,"num_attention_heads":4,"intermediate_size":128,
                "num_hidden_layers":3,"eos_token_id":[1,2],"max_position_embeddings":16384,
                "rope_scaling":{%s,"original_max_position_embeddings":8192}}""".formatted(scaling).getBytes(StandardCharsets.UTF_8);

        fuzz("configurations", sound, sound.length, folder.resolve("config.json"), file -> {
            JsonFields config = JsonFields.read(file);
            NetworkTensors.of(HuggingFaceConfig.parse(config, config));
        });
    }

    @Test
    void a_gguf_file_should_open_whole_or_fail_with_a_checkpoint_exception() throws IOException {
        byte[] sound = Files.readAllBytes(TestModels.resource("stories260K/stories260K-Q4_0.gguf"));
        Path file = folder.resolve("whole.gguf");

        fuzz("GGUF files", MODELS, MAX_MODEL_ALLOCATION, sound, 22_000, file, CheckpointFuzzTest::use);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_split_model_should_open_whole_or_fail_with_a_checkpoint_exception(int part) throws IOException {
        TestModels.copyOf(TestModels.resource("gguf/split"), folder);
        Path damaged = folder.resolve("stories260K-Q4_0-0000%d-of-00003.gguf".formatted(part));
        Path opened = folder.resolve("stories260K-Q4_0-0000%d-of-00003.gguf".formatted(1 + random.nextInt(3)));
        byte[] sound = Files.readAllBytes(damaged);
        int header = (int) GgufFile.read(damaged).tensors().values().stream()
                .mapToLong(StoredTensor::offset)
                .min()
                .orElseThrow();

        fuzz(
                "models in three parts, by part " + part,
                MODELS,
                MAX_MODEL_ALLOCATION,
                sound,
                // weights too: where the header has little beside its tensors, no change of it is harmless
                2 * header,
                damaged,
                file -> use(opened));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "tokenizer_config.json", "tokenizer.json", "model.safetensors"})
    void a_directory_should_open_whole_or_fail_with_a_checkpoint_exception(String name) throws IOException {
        try (Stream<Path> files = Files.list(TestModels.resource("checkpoints/llama-gqa"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        byte[] sound = Files.readAllBytes(folder.resolve(name));
        int header = name.endsWith(".safetensors")
                ? 8 + ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getInt()
                : sound.length;

        fuzz(
                "directories with " + name,
                MODELS,
                MAX_MODEL_ALLOCATION,
                sound,
                header,
                folder.resolve(name),
                file -> use(folder));
    }

    /** Opens a model and goes from a text to tokens and back. */
    private static void use(Path model) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            Tokenizer tokenizer = checkpoint.tokenizer();
            try {
                int[] ids = tokenizer.encode("Once upon a time, ü🦙.", true);
                assertThat(tokenizer.decode(ids)).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).startsWith("text must not hold the token ");
            }
        }
    }

    private void fuzz(String name, byte[] sound, int headerBytes, Path file, Consumer<Path> reader) throws IOException {
        fuzz(name, HEADERS, MAX_ALLOCATION, sound, headerBytes, file, reader);
    }

    private void fuzz(
            String name, int cases, long maxAllocation, byte[] sound, int headerBytes, Path file, Consumer<Path> reader)
            throws IOException {
        // the first reading also loads classes
        Files.write(file, sound);
        reader.accept(file);
        Campaign campaign = new Campaign(name, cases, maxAllocation);

        int refused = campaign.run(number -> {
            overwrite(file, damage(sound, headerBytes));
            try {
                reader.accept(file);
                return false;
            } catch (CheckpointException e) {
                return true;
            }
        });

        assertThat(refused).isBetween(campaign.cases() / 10, campaign.cases() - 1);
    }

    /** Without emptying the file first, after which some file systems wait for the disk at every writing. */
    private static void overwrite(Path file, byte[] bytes) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), 0);
            channel.truncate(bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] damage(byte[] sound, int headerBytes) {
        byte[] bytes = sound.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(headerBytes);
            switch (random.nextInt(5)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> putNasty(bytes, at);
                case 3 -> {
                    int from = random.nextInt(headerBytes);
                    int length = Math.min(8, bytes.length - Math.max(at, from));
                    System.arraycopy(sound, from, bytes, at, length);
                }
                default -> bytes[at] = (byte) "0123456789-.,:[]{}\"".charAt(random.nextInt(19));
            }
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    private void putNasty(byte[] bytes, int at) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long value = NASTY[random.nextInt(NASTY.length)];
        if (at + Long.BYTES <= bytes.length) {
            buffer.putLong(at, value);
        }
    }
}
