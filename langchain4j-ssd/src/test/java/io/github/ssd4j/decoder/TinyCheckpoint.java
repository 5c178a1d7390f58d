package io.github.ssd4j.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Writes a Llama checkpoint with seeded random weights: as few tokens as a test wants to enumerate. Its tokens are the
 * letters from {@code a} on; none ends the text.
 */
public final class TinyCheckpoint {

    /**
     * The sizes of a network.
     *
     * @param sharpness standard deviation of a query's or key's projection of a row of length 4: attention looks at few
     *     positions when it is large
     */
    record Shape(int hidden, int feedForward, int layers, int heads, int keyValueHeads, int headDim, float sharpness) {
        private static final Shape SMALLEST = new Shape(16, 24, 3, 2, 1, 8, 0.4f);
    }

    private final Random random;
    private final Shape shape;
    private final Map<String, float[]> tensors = new LinkedHashMap<>();
    private final ObjectNode header = Json.mapper().createObjectNode();
    private int bytes;

    private TinyCheckpoint(Shape shape, long seed) {
        this.shape = shape;
        random = new Random(seed);
    }

    /** Writes one of three layers and one key head into {@code directory} and returns that. */
    public static Path write(Path directory, int vocabSize, int contextTokens, long seed) throws IOException {
        return write(directory, Shape.SMALLEST, vocabSize, contextTokens, seed);
    }

    /** Writes one of {@code shape} into {@code directory} and returns that. */
    static Path write(Path directory, Shape shape, int vocabSize, int contextTokens, long seed) throws IOException {
        Files.writeString(directory.resolve("config.json"), config(shape, vocabSize, contextTokens));
        Files.writeString(directory.resolve("tokenizer.json"), tokenizer(vocabSize));
        Files.write(directory.resolve("model.safetensors"), new TinyCheckpoint(shape, seed).weights(vocabSize));
        return directory;
    }

    private static String config(Shape shape, int vocabSize, int contextTokens) {
        return """
                {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": %d, "hidden_size": %d,
                 "intermediate_size": %d, "num_hidden_layers": %d, "num_attention_heads": %d, "num_key_value_heads": %d,
                 "head_dim": %d, "rms_norm_eps": 1e-5, "rope_theta": 10000, "max_position_embeddings": %d,
                 "tie_word_embeddings": false}
                """.formatted(
                        vocabSize,
                        shape.hidden,
                        shape.feedForward,
                        shape.layers,
                        shape.heads,
                        shape.keyValueHeads,
                        shape.headDim,
                        contextTokens);
    }

    private static String tokenizer(int vocabSize) throws IOException {
        JsonNode tokenizer = Json.mapper().readTree("""
                        {"version": "1.0", "added_tokens": [], "normalizer": null, "pre_tokenizer": null,
                         "post_processor": null, "decoder": {"type": "Fuse"},
                         "model": {"type": "BPE", "vocab": {}, "merges": []}}
                        """);
        ObjectNode vocab = (ObjectNode) tokenizer.at("/model/vocab");
        for (int id = 0; id < vocabSize; id++) {
            vocab.put(Character.toString('a' + id), id);
        }
        return tokenizer.toString();
    }

    private byte[] weights(int vocabSize) {
        int hidden = shape.hidden;
        int feedForward = shape.feedForward;
        int queries = shape.heads * shape.headDim;
        int keys = shape.keyValueHeads * shape.headDim;
        add("model.embed_tokens.weight", 1, vocabSize, hidden);
        for (int layer = 0; layer < shape.layers; layer++) {
            String prefix = "model.layers." + layer + ".";
            addOnes(prefix + "input_layernorm.weight");
            add(prefix + "self_attn.q_proj.weight", scaled(shape.sharpness), queries, hidden);
            add(prefix + "self_attn.k_proj.weight", scaled(shape.sharpness), keys, hidden);
            add(prefix + "self_attn.v_proj.weight", scaled(0.25f), keys, hidden);
            add(prefix + "self_attn.o_proj.weight", scaled(0.25f), hidden, queries);
            addOnes(prefix + "post_attention_layernorm.weight");
            add(prefix + "mlp.gate_proj.weight", scaled(0.25f), feedForward, hidden);
            add(prefix + "mlp.up_proj.weight", scaled(0.25f), feedForward, hidden);
            add(prefix + "mlp.down_proj.weight", scaled(0.25f), hidden, feedForward);
        }
        addOnes("model.norm.weight");
        // Logits spread by about 1.2.
        add("lm_head.weight", scaled(0.3f), vocabSize, hidden);
        return safetensors();
    }

    /** A norm gives rows of length sqrt(hidden): the deviation that has the same effect as on rows of length 4. */
    private float scaled(float deviation) {
        return deviation * (float) (4 / Math.sqrt(shape.hidden));
    }

    private void add(String name, float deviation, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * deviation;
        }
        put(name, values, rows, columns);
    }

    private void addOnes(String name) {
        float[] values = new float[shape.hidden];
        Arrays.fill(values, 1);
        put(name, values, shape.hidden);
    }

    private void put(String name, float[] values, int... shape) {
        tensors.put(name, values);
        ObjectNode entry = header.putObject(name).put("dtype", "F32");
        for (int size : shape) {
            entry.withArray("/shape").add(size);
        }
        int end = bytes + Float.BYTES * values.length;
        entry.withArray("/data_offsets").add(bytes).add(end);
        bytes = end;
    }

    private byte[] safetensors() {
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(Long.BYTES + json.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        tensors.values().forEach(values -> {
            for (float value : values) {
                file.putFloat(value);
            }
        });
        return file.array();
    }
}
