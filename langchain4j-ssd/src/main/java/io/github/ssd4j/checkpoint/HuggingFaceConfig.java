package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes a {@link ModelConfig} of {@code config.json} and {@code generation_config.json}. Keys that are absent have the
 * defaults of {@code transformers}; what the decoder cannot do is refused, never ignored.
 */
final class HuggingFaceConfig {

    private static final String MODEL_TYPE = "llama";
    private static final String ARCHITECTURE = "LlamaForCausalLM";

    private final JsonFields config;
    private final JsonFields generation;

    private HuggingFaceConfig(JsonFields config, JsonFields generation) {
        this.config = config;
        this.generation = generation;
    }

    static ModelConfig parse(JsonFields config, JsonFields generation) {
        return new HuggingFaceConfig(config, generation).parse();
    }

    private ModelConfig parse() {
        checkFamily();
        checkFeatures();
        int vocabSize = config.integer("vocab_size", 1, Limits.VOCABULARY);
        int hiddenSize = config.integer("hidden_size", 1, Limits.WIDTH);
        int heads = config.integer("num_attention_heads", 1, Limits.WIDTH);
        int keyValueHeads = config.integer("num_key_value_heads", 1, Limits.WIDTH, heads);
        Limits.checkHeads(config.file(), "num_attention_heads", heads, "num_key_value_heads", keyValueHeads);
        if (!config.has("head_dim")) {
            Limits.checkHeadWidth(config.file(), "hidden_size", hiddenSize, "num_attention_heads", heads);
        }
        int headDim = config.integer("head_dim", 2, Limits.WIDTH, hiddenSize / heads);
        Limits.checkEven(config.file(), "head_dim", headDim);
        int contextTokens = config.integer("max_position_embeddings", 1, Limits.CONTEXT, 2048);
        JsonFields rope = RopeScalingConfig.fields(config);
        double theta = RopeScalingConfig.theta(config, rope, 10_000);
        RopeScaling scaling = RopeScalingConfig.parse(config, rope, theta, headDim, contextTokens);
        return new ModelConfig(
                MODEL_TYPE,
                vocabSize,
                hiddenSize,
                config.integer("intermediate_size", 1, Limits.WIDTH),
                config.integer("num_hidden_layers", 1, Limits.LAYERS),
                heads,
                keyValueHeads,
                headDim,
                Limits.checkEps(config.file(), "rms_norm_eps", config.number("rms_norm_eps", 1e-6)),
                theta,
                scaling,
                scaling.contextTokens(contextTokens),
                config.flag("tie_word_embeddings", false),
                eosTokenIds(vocabSize));
    }

    private void checkFamily() {
        String modelType = config.text("model_type").orElse("(none)");
        if (!modelType.equals(MODEL_TYPE)) {
            throw unsupported("model_type", modelType, MODEL_TYPE);
        }
        JsonNode architectures = config.node("architectures");
        if (architectures != null) {
            String first = architectures.path(0).asText();
            if (architectures.size() != 1 || !first.equals(ARCHITECTURE)) {
                throw unsupported("architectures", architectures.toString(), "[\"" + ARCHITECTURE + "\"]");
            }
        }
    }

    private void checkFeatures() {
        refuse("attention_bias", config.flag("attention_bias", false), "false");
        refuse("mlp_bias", config.flag("mlp_bias", false), "false");
        String activation = config.text("hidden_act").orElse("silu");
        refuse("hidden_act", !activation.equals("silu") && !activation.equals("swish"), "silu");
        refuse("sliding_window", config.has("sliding_window") && config.flag("use_sliding_window", true), "null");
        refuse("quantization_config", config.has("quantization_config"), "null (or a quantised GGUF file)");
        double rotated = RopeScalingConfig.partialRotaryFactor(config, RopeScalingConfig.fields(config));
        if (rotated != 1) {
            throw unsupported("partial_rotary_factor", String.valueOf(rotated), "1");
        }
    }

    private void refuse(String key, boolean unsupported, String supported) {
        if (unsupported) {
            throw unsupported(key, JsonFields.shorten(config.object().path(key)), supported);
        }
    }

    private CheckpointException unsupported(String key, String found, String supported) {
        return new CheckpointException(
                config.file(), "%s %s is not supported; supported: %s".formatted(key, found, supported));
    }

    /** Those of both files, the model's own first; a file may give one id or a list. */
    private List<Integer> eosTokenIds(int vocabSize) {
        Set<Integer> ids = new LinkedHashSet<>();
        for (JsonFields fields : List.of(config, generation)) {
            JsonNode value = fields.node("eos_token_id");
            if (value == null) {
                continue;
            }
            for (JsonNode id : value.isArray() ? value : List.of(value)) {
                ids.add(fields.integer("eos_token_id", id, 0, vocabSize - 1));
            }
        }
        return List.copyOf(ids);
    }
}
