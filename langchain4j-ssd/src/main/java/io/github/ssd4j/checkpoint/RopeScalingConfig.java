package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Reads how positions are encoded from a {@code config.json}: {@code rope_scaling}, {@code rope_parameters} of
 * transformers 5, and the keys that may stand in either or beside them. Where a key is given twice, the one counts that
 * counts in transformers.
 */
final class RopeScalingConfig {

    private static final String ORIGINAL_CONTEXT = "original_max_position_embeddings";
    private static final String SUPPORTED = "default, linear, dynamic, llama3, yarn, longrope (also called su)";

    /** Those that some kind of scaling reads, and {@code finetuned}, which says where the weights come from. */
    private static final Set<String> KNOWN = Set.of(
            "rope_type",
            "type",
            "rope_theta",
            "partial_rotary_factor",
            "factor",
            ORIGINAL_CONTEXT,
            "low_freq_factor",
            "high_freq_factor",
            "attention_factor",
            "mscale",
            "mscale_all_dim",
            "beta_fast",
            "beta_slow",
            "truncate",
            "short_factor",
            "long_factor",
            "finetuned");

    /** Keys of the YaRN paper's own code, which transformers does not read; 1 means that nothing changes. */
    private static final Set<String> ONE = Set.of("attn_factor", "extrapolation_factor");

    private final JsonFields config;
    private final JsonFields rope;
    private final int contextTokens;

    private RopeScalingConfig(JsonFields config, JsonFields rope, int contextTokens) {
        this.config = config;
        this.rope = rope;
        this.contextTokens = contextTokens;
    }

    /** The object that the scaling stands in, empty where there is none; of layers that see all, where kinds of layers differ. */
    static JsonFields fields(JsonFields config) {
        return config.child("rope_scaling")
                .filter(fields -> !fields.object().isEmpty())
                .or(() -> config.child("rope_parameters"))
                .map(fields -> fields.child("full_attention").orElse(fields))
                .orElseGet(() -> new JsonFields(config.file(), JsonNodeFactory.instance.objectNode()));
    }

    static double theta(JsonFields config, JsonFields rope, double defaultValue) {
        return Limits.checkTheta(
                config.file(), "rope_theta", rope.number("rope_theta", config.number("rope_theta", defaultValue)));
    }

    /** Which part of a head is turned. */
    static double partialRotaryFactor(JsonFields config, JsonFields rope) {
        return rope.number("partial_rotary_factor", config.number("partial_rotary_factor", 1));
    }

    /**
     * @param rope see {@link #fields}; or the object of one kind of layers, where there are several
     * @param theta see {@link #theta}
     * @param rotaryDims how many dimensions of a head are turned
     * @param contextTokens {@code max_position_embeddings}
     */
    static RopeScaling parse(JsonFields config, JsonFields rope, double theta, int rotaryDims, int contextTokens) {
        try {
            RopeScalingConfig reader = new RopeScalingConfig(config, rope, contextTokens);
            reader.checkKeys();
            RopeScaling scaling = reader.parse();
            scaling.check(theta, rotaryDims);
            return scaling;
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(config.file(), "rope scaling is not valid: " + e.getMessage(), e);
        }
    }

    private void checkKeys() {
        for (Iterator<String> keys = rope.object().fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            boolean harmless = !rope.has(key) || (ONE.contains(key) && rope.number(key) == 1);
            if (!KNOWN.contains(key) && !harmless) {
                throw new CheckpointException(
                        config.file(),
                        "rope scaling has %s %s, which is not supported"
                                .formatted(key, JsonFields.shorten(rope.object().get(key))));
            }
        }
    }

    private RopeScaling parse() {
        // the key was called "type" until transformers 4.43
        String type = rope.text("rope_type").or(() -> rope.text("type")).orElse("default");
        return switch (type) {
            case "default" -> unscaled();
            // Changes the frequencies of sequences beyond max_position_embeddings only, which no decoder here holds.
            case "dynamic" -> RopeScaling.NONE;
            case "linear" -> RopeScaling.linear(rope.number("factor"));
            case "llama3" ->
                RopeScaling.llama3(
                        rope.number("factor"),
                        rope.number("low_freq_factor"),
                        rope.number("high_freq_factor"),
                        originalContextTokens());
            // early files of Phi-3 call theirs "su", or "yarn" with the factors of longrope
            case "yarn" -> rope.has("short_factor") ? longRope() : yarn();
            case "longrope", "su" -> longRope();
            default ->
                throw new CheckpointException(
                        config.file(),
                        "rope scaling type %s is not supported; supported: %s".formatted(type, SUPPORTED));
        };
    }

    private RopeScaling unscaled() {
        boolean typeless = !rope.has("rope_type") && !rope.has("type");
        if (typeless && rope.has("factor")) {
            throw new CheckpointException(
                    config.file(), "rope scaling has a factor but no rope_type; supported: " + SUPPORTED);
        }
        return RopeScaling.NONE;
    }

    private RopeScaling yarn() {
        double factor = factor();
        double mscale = rope.number("mscale", 0);
        double mscaleAllDim = rope.number("mscale_all_dim", 0);
        double computed = mscale != 0 && mscaleAllDim != 0
                ? YarnScaling.attentionFactor(factor, mscale) / YarnScaling.attentionFactor(factor, mscaleAllDim)
                : YarnScaling.attentionFactor(factor);
        return new YarnScaling(
                factor,
                originalContextTokens(),
                orDefault(rope.number("beta_fast", 0), YarnScaling.BETA_FAST),
                orDefault(rope.number("beta_slow", 0), YarnScaling.BETA_SLOW),
                rope.flag("truncate", true),
                rope.number("attention_factor", computed));
    }

    /** 0 stands for "not given", as in transformers. */
    private static double orDefault(double value, double defaultValue) {
        return value == 0 ? defaultValue : value;
    }

    private RopeScaling longRope() {
        int original = originalContextTokens();
        return new LongRopeScaling(
                numbers("short_factor"),
                numbers("long_factor"),
                original,
                rope.number("attention_factor", LongRopeScaling.attentionFactor(factor(), original)));
    }

    private double factor() {
        return rope.number("factor", (double) contextTokens / originalContextTokens());
    }

    /** The model's own key goes first: Phi-3 has it beside the scaling. */
    private int originalContextTokens() {
        JsonFields owner = config.has(ORIGINAL_CONTEXT) ? config : rope;
        return owner.integer(ORIGINAL_CONTEXT, 1, Limits.CONTEXT, contextTokens);
    }

    private List<Double> numbers(String key) {
        JsonNode list = rope.node(key);
        if (list == null) {
            throw new CheckpointException(config.file(), key + " is missing");
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode number : list) {
            if (!number.isNumber()) {
                throw rope.wrong(key, "a list of numbers", list);
            }
            numbers.add(number.doubleValue());
        }
        return numbers;
    }
}
