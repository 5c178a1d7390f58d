package io.github.ssd4j.checkpoint;

import java.util.Optional;

/** Reads {@code rope_scaling} ({@code rope_parameters} since transformers 5) of a {@code config.json}. */
final class RopeScalingConfig {

    private RopeScalingConfig() {}

    static RopeScaling parse(JsonFields config) {
        Optional<JsonFields> fields = config.child("rope_parameters").or(() -> config.child("rope_scaling"));
        if (fields.isEmpty()) {
            return RopeScaling.NONE;
        }
        JsonFields scaling = fields.get();
        // the key was called "type" until transformers 4.43
        String type = scaling.text("rope_type").or(() -> scaling.text("type")).orElse("default");
        try {
            return switch (type) {
                case "default" -> RopeScaling.NONE;
                case "linear" -> RopeScaling.linear(scaling.number("factor"));
                case "llama3" ->
                    RopeScaling.llama3(
                            scaling.number("factor"),
                            scaling.number("low_freq_factor"),
                            scaling.number("high_freq_factor"),
                            scaling.integer("original_max_position_embeddings", 1, Limits.CONTEXT));
                default ->
                    throw new CheckpointException(
                            config.file(),
                            "rope scaling type %s is not supported; supported: default, linear, llama3"
                                    .formatted(type));
            };
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(config.file(), "rope scaling is not valid: " + e.getMessage(), e);
        }
    }
}
