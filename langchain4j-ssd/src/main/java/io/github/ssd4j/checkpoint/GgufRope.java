package io.github.ssd4j.checkpoint;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads how positions are encoded from a GGUF file: the keys {@code ARCHITECTURE.rope.*} and the tensors of factors,
 * with the meaning and the defaults that llama.cpp gives them.
 */
final class GgufRope {

    private static final String FACTORS = "rope_freqs.weight";
    private static final String LONG_FACTORS = "rope_factors_long.weight";
    private static final String SHORT_FACTORS = "rope_factors_short.weight";

    /** Behind {@code ARCHITECTURE.rope.}; the first four are read by whoever knows the shape of the network. */
    private static final Set<String> KNOWN = Set.of(
            "dimension_count",
            "dimension_count_swa",
            "freq_base",
            "freq_base_swa",
            "scale_linear",
            "scaling.type",
            "scaling.factor",
            "scaling.attn_factor",
            "scaling.original_context_length",
            "scaling.finetuned", // where the weights come from
            "scaling.yarn_log_multiplier",
            "scaling.yarn_ext_factor",
            "scaling.yarn_attn_factor",
            "scaling.yarn_beta_fast",
            "scaling.yarn_beta_slow");

    private final GgufMetadata metadata;
    private final Map<String, StoredTensor> tensors;
    private final String prefix;
    private final int rotaryDims;
    private final int contextTokens;

    private GgufRope(
            GgufMetadata metadata,
            Map<String, StoredTensor> tensors,
            String architecture,
            int rotaryDims,
            int contextTokens) {
        this.metadata = metadata;
        this.tensors = tensors;
        this.prefix = architecture + ".rope.";
        this.rotaryDims = rotaryDims;
        this.contextTokens = contextTokens;
    }

    /**
     * @param architecture {@code general.architecture}, which begins the keys
     * @param theta base of the frequencies
     * @param rotaryDims how many dimensions of a head are turned
     * @param contextTokens {@code ARCHITECTURE.context_length}
     */
    static RopeScaling read(
            GgufMetadata metadata,
            Map<String, StoredTensor> tensors,
            String architecture,
            double theta,
            int rotaryDims,
            int contextTokens) {
        try {
            GgufRope reader = new GgufRope(metadata, tensors, architecture, rotaryDims, contextTokens);
            reader.checkKeys();
            RopeScaling scaling = reader.scaling();
            scaling.check(theta, rotaryDims);
            return scaling;
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(metadata.file(), "rope scaling is not valid: " + e.getMessage(), e);
        }
    }

    private void checkKeys() {
        List<String> unknown = metadata.values().keySet().stream()
                .filter(key -> key.startsWith(prefix) && !KNOWN.contains(key.substring(prefix.length())))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw unsupported("metadata key " + unknown.get(0), "files without it");
        }
    }

    private RopeScaling scaling() {
        String key = prefix + "scaling.type";
        // a factor without a type is linear
        String type = metadata.text(key).orElse("linear");
        return switch (type) {
            case "none" -> longRopeOr(1);
            case "linear" -> longRopeOr(factor());
            case "longrope" -> longRope();
            case "yarn" -> yarn();
            default -> throw unsupported(key + " " + type, "none, linear, yarn, longrope");
        };
    }

    /** 1 where there is none: 0 stands for that too. */
    private double factor() {
        String key = prefix + "scaling.factor";
        double factor = metadata.number(metadata.has(key) ? key : prefix + "scale_linear", 1);
        return factor == 0 ? 1 : shortest(factor);
    }

    /** Converters leave out the type of Phi-3's scaling. */
    private RopeScaling longRopeOr(double linearFactor) {
        return tensors.containsKey(LONG_FACTORS) || tensors.containsKey(SHORT_FACTORS)
                ? longRope()
                : linear(linearFactor);
    }

    private RopeScaling linear(double factor) {
        RopeScaling linear = RopeScaling.linear(factor);
        double attentionFactor = attentionFactor();
        List<Double> factors = factors(FACTORS);
        if (factors == null && attentionFactor == 1) {
            return factor == 1 ? RopeScaling.NONE : linear;
        }
        List<Double> own = factors == null ? Collections.nCopies(rotaryDims / 2, 1.0) : factors;
        List<Double> all = own.stream().map(each -> each * factor).toList();
        return attentionFactor == 1 && all.stream().allMatch(each -> each == 1)
                ? RopeScaling.NONE
                : new FactorScaling(all, attentionFactor);
    }

    private RopeScaling longRope() {
        refuseFactors("longrope", FACTORS);
        if (factor() != 1) {
            throw unsupported(prefix + "scaling.factor " + factor() + " with factors for each frequency", "1");
        }
        return new LongRopeScaling(
                requireFactors(SHORT_FACTORS),
                requireFactors(LONG_FACTORS),
                originalContextTokens(),
                attentionFactor());
    }

    private RopeScaling yarn() {
        refuseFactors("yarn", FACTORS);
        refuseFactors("yarn", LONG_FACTORS);
        refuseFactors("yarn", SHORT_FACTORS);
        String extrapolation = prefix + "scaling.yarn_ext_factor";
        double share = metadata.number(extrapolation, 1);
        if (share >= 0 && share != 1) { // a negative one means "not given"
            throw unsupported(extrapolation + " " + share, "1");
        }
        double factor = factor();
        // what config.json calls mscale_all_dim; mscale is 1 where this is given
        double log = shortest(metadata.number(prefix + "scaling.yarn_log_multiplier", 0));
        double computed =
                YarnScaling.attentionFactor(factor) / (log == 0 ? 1 : YarnScaling.attentionFactor(factor, log));
        return new YarnScaling(
                factor,
                originalContextTokens(),
                orDefault("scaling.yarn_beta_fast", YarnScaling.BETA_FAST),
                orDefault("scaling.yarn_beta_slow", YarnScaling.BETA_SLOW),
                true,
                orDefault("scaling.yarn_attn_factor", computed) * attentionFactor());
    }

    /** Not a positive number: "not given". */
    private double orDefault(String key, double defaultValue) {
        double value = metadata.number(prefix + key, defaultValue);
        return value > 0 ? (value == defaultValue ? value : shortest(value)) : defaultValue;
    }

    private double attentionFactor() {
        return shortest(metadata.number(prefix + "scaling.attn_factor", 1));
    }

    private int originalContextTokens() {
        return metadata.integer(prefix + "scaling.original_context_length", 1, Limits.CONTEXT, contextTokens);
    }

    private List<Double> requireFactors(String name) {
        List<Double> factors = factors(name);
        if (factors == null) {
            throw new CheckpointException(metadata.file(), "tensor %s is missing".formatted(name));
        }
        return factors;
    }

    private void refuseFactors(String type, String name) {
        if (tensors.containsKey(name)) {
            throw unsupported("tensor " + name + " with rope scaling " + type, "one of the two");
        }
    }

    private @Nullable List<Double> factors(String name) {
        StoredTensor tensor = tensors.get(name);
        return tensor == null ? null : GgufRopeFactors.read(tensor, rotaryDims);
    }

    /** 1e-5 is stored as a float; its shortest decimal is the number that {@code config.json} had. */
    static double shortest(double value) {
        return Double.parseDouble(Float.toString((float) value));
    }

    private CheckpointException unsupported(String what, String supported) {
        return new CheckpointException(
                metadata.file(), "%s is not supported; supported: %s".formatted(what, supported));
    }
}
