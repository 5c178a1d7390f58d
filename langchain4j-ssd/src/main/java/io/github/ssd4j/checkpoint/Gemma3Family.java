package io.github.ssd4j.checkpoint;

import java.util.Set;

/** Gemma 3, text (arXiv 2503.19786): five local layers to a global one, each kind with rotary frequencies of its own. */
final class Gemma3Family extends GemmaFamily {

    private static final double LOCAL_THETA = 10_000;
    private static final int PATTERN = 6;

    Gemma3Family() {
        super("gemma3_text", "Gemma3ForCausalLM", "gemma3", 62, 4096);
    }

    @Override
    boolean isLocal(int layer) {
        return (layer + 1) % PATTERN != 0;
    }

    @Override
    NetworkSpec network(JsonFields config, Sizes sizes) {
        int pattern = config.integer("sliding_window_pattern", 1, Limits.LAYERS, PATTERN);
        if (pattern != PATTERN && !config.has("layer_types")) {
            throw new CheckpointException(
                    config.file(),
                    "sliding_window_pattern %s is not supported; supported: %s, or layer_types"
                            .formatted(pattern, PATTERN));
        }
        // transformers 5 has the frequencies of each kind of layers under its name
        double theta = config.child("rope_parameters")
                .flatMap(fields -> fields.child("sliding_attention"))
                .map(fields -> fields.number("rope_theta", LOCAL_THETA))
                .orElseGet(() -> config.number("rope_local_base_freq", LOCAL_THETA));
        return gemma(config, sizes)
                .with(TensorRole.Q_NORM, TensorRole.K_NORM)
                .localRopeTheta(Limits.checkTheta(config.file(), "rope_local_base_freq", theta))
                .build();
    }

    @Override
    NetworkSpec network(GgufMetadata metadata, Sizes sizes) {
        String key = "gemma3.rope.freq_base_swa";
        return gemma(metadata, sizes)
                .with(TensorRole.Q_NORM, TensorRole.K_NORM)
                .localRopeTheta(Limits.checkTheta(metadata.file(), key, metadata.number(key, LOCAL_THETA)))
                .build();
    }

    @Override
    double defaultTheta() {
        return 1_000_000;
    }

    @Override
    Set<String> understood() {
        return Set.of("sliding_window");
    }
}
