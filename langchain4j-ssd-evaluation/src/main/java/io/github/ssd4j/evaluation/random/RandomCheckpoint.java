package io.github.ssd4j.evaluation.random;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.evaluation.random.ModelShape.Tensor;
import io.github.ssd4j.measurement.report.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * A Hugging Face directory with random weights of a given shape, made to be loaded by the ordinary loader: {@code
 * config.json}, one or several safetensors files, and a byte-level tokenizer. It measures like the published model of
 * that shape and answers nonsense. Closing it deletes the directory; an orderly end of the JVM does so too.
 */
public final class RandomCheckpoint implements AutoCloseable {

    /** Bytes of weights a file may hold before the next one is begun, as on the hub. */
    static final long SHARD_BYTES = 4_000_000_000L;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Thread removal;

    private RandomCheckpoint(Path directory) {
        this.directory = directory;
        this.removal = new Thread(() -> deleteQuietly(directory), "ssd-eval-cleanup");
        Runtime.getRuntime().addShutdownHook(removal);
    }

    /** Bytes of the weights of this shape in this format. */
    public static long weightBytes(ModelShape shape, WeightFormat format) {
        return shape.parameters() * format.bytes();
    }

    /**
     * Writes the checkpoint into a new directory inside {@code parent}.
     *
     * @param seed equal shapes, formats and seeds give equal files
     * @param progress hears the bytes of each piece of weights that was written, {@link #weightBytes} in all
     * @throws IOException when the disk has too little room (nothing is written then), or writing fails (what was
     *     written is deleted)
     */
    public static RandomCheckpoint write(
            Path parent, ModelShape shape, WeightFormat format, long seed, LongConsumer progress) throws IOException {
        return write(parent, shape, format, seed, SHARD_BYTES, progress);
    }

    static RandomCheckpoint write(
            Path parent, ModelShape shape, WeightFormat format, long seed, long shardBytes, LongConsumer progress)
            throws IOException {
        Files.createDirectories(parent);
        requireRoom(parent, weightBytes(shape, format));
        String name = shape.name().replaceAll("[^A-Za-z0-9.]+", "-");
        RandomCheckpoint checkpoint = new RandomCheckpoint(Files.createTempDirectory(parent, "ssd-eval-" + name + "-"));
        try {
            JSON.writeValue(checkpoint.file("config.json"), config(shape, format));
            JSON.writeValue(checkpoint.file("tokenizer.json"), ByteLevelTokenizer.tokenizer());
            JSON.writeValue(checkpoint.file("tokenizer_config.json"), ByteLevelTokenizer.config());
            checkpoint.writeWeights(shape.tensors(), format, seed, shardBytes, progress);
            return checkpoint;
        } catch (IOException | RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    /** The directory to open; gone after {@link #close()}. */
    public Path directory() {
        return directory;
    }

    /** Leaves the files where they are: neither {@link #close()} nor the end of the JVM deletes them any more. */
    public void keep() {
        Runtime.getRuntime().removeShutdownHook(removal);
    }

    /** Deletes the directory, unless {@link #keep()} was called. Close what has the files open first. */
    @Override
    public void close() {
        if (Runtime.getRuntime().removeShutdownHook(removal)) {
            deleteQuietly(directory);
        }
    }

    private java.io.File file(String name) {
        return directory.resolve(name).toFile();
    }

    private void writeWeights(
            List<Tensor> tensors, WeightFormat format, long seed, long shardBytes, LongConsumer progress)
            throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter(format, seed);
        List<List<Tensor>> shards = shards(tensors, format, shardBytes);
        if (shards.size() == 1) {
            writer.write(directory.resolve("model.safetensors"), tensors, progress);
            return;
        }
        ObjectNode index = JSON.createObjectNode();
        ObjectNode weightMap = index.putObject("weight_map");
        long total = 0;
        for (int i = 0; i < shards.size(); i++) {
            String file = String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            writer.write(directory.resolve(file), shards.get(i), progress);
            for (Tensor tensor : shards.get(i)) {
                weightMap.put(tensor.name(), file);
                total += tensor.elements() * format.bytes();
            }
        }
        index.putObject("metadata").put("total_size", total);
        JSON.writeValue(file("model.safetensors.index.json"), index);
    }

    private static List<List<Tensor>> shards(List<Tensor> tensors, WeightFormat format, long shardBytes) {
        List<List<Tensor>> shards = new ArrayList<>();
        List<Tensor> shard = new ArrayList<>();
        long bytes = 0;
        for (Tensor tensor : tensors) {
            long size = tensor.elements() * format.bytes();
            if (!shard.isEmpty() && bytes + size > shardBytes) {
                shards.add(shard);
                shard = new ArrayList<>();
                bytes = 0;
            }
            shard.add(tensor);
            bytes += size;
        }
        shards.add(shard);
        return shards;
    }

    private static ObjectNode config(ModelShape shape, WeightFormat format) {
        ObjectNode config = JSON.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        return config.put("model_type", "llama")
                .put("hidden_act", "silu")
                .put("hidden_size", shape.hidden())
                .put("intermediate_size", shape.intermediate())
                .put("num_hidden_layers", shape.layers())
                .put("num_attention_heads", shape.heads())
                .put("num_key_value_heads", shape.kvHeads())
                .put("head_dim", shape.headDim())
                .put("vocab_size", shape.vocab())
                .put("max_position_embeddings", shape.context())
                .put("rope_theta", shape.ropeTheta())
                .put("rms_norm_eps", 1e-5)
                .put("attention_bias", false)
                .put("mlp_bias", false)
                .put("tie_word_embeddings", shape.tied())
                .put("bos_token_id", ByteLevelTokenizer.BOS_ID)
                .put("eos_token_id", ByteLevelTokenizer.EOS_ID)
                .put("torch_dtype", format.dtype());
    }

    private static void requireRoom(Path parent, long bytes) throws IOException {
        long usable = Files.getFileStore(parent).getUsableSpace();
        if (usable < bytes) {
            throw new IOException("the random checkpoint needs " + Figures.bytes(bytes) + " in " + parent
                    + ", but only " + Figures.bytes(usable)
                    + " are free: choose another folder with --work-dir or a smaller --shape");
        }
    }

    /** Deletes what can be deleted: a leftover in a temporary folder must not hide the result or the first error. */
    private static void deleteQuietly(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (NoSuchFileException e) {
            // Gone already.
        } catch (IOException e) {
            System.getLogger(RandomCheckpoint.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot delete {0}: {1}", directory, e.toString());
        }
    }
}
