package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Makes a {@link ModelConfig} of {@code config.json} and {@code generation_config.json}. Keys that are absent have the
 * defaults of {@code transformers}; what the decoder cannot do is refused, never ignored.
 */
final class HuggingFaceConfig {

    private static final String PARTIAL_ROTARY = "partial_rotary_factor";

    /** Keys that change what layers do, and what they are where they change nothing. A family may read some of them. */
    private static final Map<String, Predicate<JsonNode>> HARMLESS = Map.of(
            "attention_bias", HuggingFaceConfig::isFalse,
            "mlp_bias", HuggingFaceConfig::isFalse,
            "attn_logit_softcapping", value -> false,
            "final_logit_softcapping", value -> false,
            "quantization_config", value -> false);

    private static final Map<String, String> HARMLESS_IN_WORDS = Map.of(
            "attention_bias", "false",
            "mlp_bias", "false",
            "quantization_config", "null (or a quantised GGUF file)");

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
        Family family =
                Families.ofModelType(config.file(), config.text("model_type").orElse("(none)"));
        checkArchitecture(family);
        checkFeatures(family);
        int vocabSize = config.integer("vocab_size", 1, Limits.VOCABULARY);
        int hiddenSize = config.integer("hidden_size", 1, Limits.WIDTH);
        int heads = config.integer("num_attention_heads", 1, Limits.WIDTH);
        int keyValueHeads = config.integer("num_key_value_heads", 1, Limits.WIDTH, heads);
        Limits.checkHeads(config.file(), "num_attention_heads", heads, "num_key_value_heads", keyValueHeads);
        if (!config.has("head_dim") && family.defaultHeadDim() == 0) {
            Limits.checkHeadWidth(config.file(), "hidden_size", hiddenSize, "num_attention_heads", heads);
        }
        int defaultHeadDim = family.defaultHeadDim() == 0 ? hiddenSize / heads : family.defaultHeadDim();
        int headDim = config.integer("head_dim", 2, Limits.WIDTH, defaultHeadDim);
        Limits.checkEven(config.file(), "head_dim", headDim);
        int layers = config.integer("num_hidden_layers", 1, Limits.LAYERS);
        NetworkSpec network = family.network(config, new Family.Sizes(layers, hiddenSize, heads, headDim));
        int contextTokens = config.integer("max_position_embeddings", 1, Limits.CONTEXT, 2048);
        JsonFields rope = RopeScalingConfig.fields(config);
        double theta = RopeScalingConfig.theta(config, rope, family.defaultTheta());
        RopeScaling scaling = RopeScalingConfig.parse(config, rope, theta, network.rotaryDims(), contextTokens);
        return new ModelConfig(
                family.modelType(),
                vocabSize,
                hiddenSize,
                config.integer("intermediate_size", 1, Limits.WIDTH),
                layers,
                heads,
                keyValueHeads,
                headDim,
                Limits.checkEps(config.file(), "rms_norm_eps", config.number("rms_norm_eps", 1e-6)),
                theta,
                scaling,
                scaling.contextTokens(contextTokens),
                config.flag("tie_word_embeddings", family.isTiedByDefault()),
                eosTokenIds(vocabSize),
                network);
    }

    private void checkArchitecture(Family family) {
        JsonNode architectures = config.node("architectures");
        if (architectures != null) {
            String first = architectures.path(0).asText();
            if (architectures.size() != 1 || !first.equals(family.architecture())) {
                throw unsupported("architectures", architectures.toString(), "[\"" + family.architecture() + "\"]");
            }
        }
    }

    private void checkFeatures(Family family) {
        for (String key : List.of("hidden_act", "hidden_activation")) {
            Optional<String> activation = config.text(key);
            if (activation.isPresent() && !family.activations().contains(activation.get())) {
                throw unsupported(
                        key,
                        activation.get(),
                        family.activations().stream().sorted().findFirst().orElseThrow());
            }
        }
        HARMLESS.forEach((key, harmless) -> {
            JsonNode value = config.node(key);
            if (value != null && !family.understood().contains(key) && !harmless.test(value)) {
                throw unsupported(key, JsonFields.shorten(value), HARMLESS_IN_WORDS.getOrDefault(key, "null"));
            }
        });
        boolean windowed = config.has("sliding_window") && config.flag("use_sliding_window", true);
        if (windowed && !family.understood().contains("sliding_window")) {
            throw unsupported(
                    "sliding_window", JsonFields.shorten(config.object().path("sliding_window")), "null");
        }
        double turning = RopeScalingConfig.partialRotaryFactor(config, RopeScalingConfig.fields(config));
        if (turning != 1 && !family.understood().contains(PARTIAL_ROTARY)) {
            throw unsupported(PARTIAL_ROTARY, String.valueOf(turning), "1");
        }
    }

    private static boolean isFalse(JsonNode value) {
        return value.isBoolean() && !value.booleanValue();
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
