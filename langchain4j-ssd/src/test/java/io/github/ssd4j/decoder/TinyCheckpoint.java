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
 * Writes a Llama checkpoint of three layers with seeded random weights: as few tokens as a test wants to enumerate. Its
 * tokens are the letters from {@code a} on; none ends the text.
 */
public final class TinyCheckpoint {

    private static final int HIDDEN = 16;
    private static final int FEED_FORWARD = 24;
    private static final int LAYERS = 3;
    private static final int HEAD_DIM = 8;

    private final Random random;
    private final Map<String, float[]> tensors = new LinkedHashMap<>();
    private final ObjectNode header = Json.mapper().createObjectNode();
    private int bytes;

    private TinyCheckpoint(long seed) {
        random = new Random(seed);
    }

    /** Writes it into {@code directory} and returns that. */
    public static Path write(Path directory, int vocabSize, int contextTokens, long seed) throws IOException {
        Files.writeString(directory.resolve("config.json"), config(vocabSize, contextTokens));
        Files.writeString(directory.resolve("tokenizer.json"), tokenizer(vocabSize));
        Files.write(directory.resolve("model.safetensors"), new TinyCheckpoint(seed).weights(vocabSize));
        return directory;
    }

    private static String config(int vocabSize, int contextTokens) {
        return """
                {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": %d, "hidden_size": %d,
                 "intermediate_size": %d, "num_hidden_layers": %d, "num_attention_heads": 2, "num_key_value_heads": 1,
                 "head_dim": %d, "rms_norm_eps": 1e-5, "rope_theta": 10000, "max_position_embeddings": %d,
                 "tie_word_embeddings": false}
                """.formatted(vocabSize, HIDDEN, FEED_FORWARD, LAYERS, HEAD_DIM, contextTokens);
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
        add("model.embed_tokens.weight", 1, vocabSize, HIDDEN);
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "model.layers." + layer + ".";
            addOnes(prefix + "input_layernorm.weight");
            add(prefix + "self_attn.q_proj.weight", 0.4f, 2 * HEAD_DIM, HIDDEN);
            add(prefix + "self_attn.k_proj.weight", 0.4f, HEAD_DIM, HIDDEN);
            add(prefix + "self_attn.v_proj.weight", 0.25f, HEAD_DIM, HIDDEN);
            add(prefix + "self_attn.o_proj.weight", 0.25f, HIDDEN, 2 * HEAD_DIM);
            addOnes(prefix + "post_attention_layernorm.weight");
            add(prefix + "mlp.gate_proj.weight", 0.25f, FEED_FORWARD, HIDDEN);
            add(prefix + "mlp.up_proj.weight", 0.25f, FEED_FORWARD, HIDDEN);
            add(prefix + "mlp.down_proj.weight", 0.25f, HIDDEN, FEED_FORWARD);
        }
        addOnes("model.norm.weight");
        // The final norm gives rows of length 4: logits spread by about 1.2.
        add("lm_head.weight", 0.3f, vocabSize, HIDDEN);
        return safetensors();
    }

    private void add(String name, float deviation, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * deviation;
        }
        put(name, values, rows, columns);
    }

    private void addOnes(String name) {
        float[] values = new float[HIDDEN];
        Arrays.fill(values, 1);
        put(name, values, HIDDEN);
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
