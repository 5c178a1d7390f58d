package io.github.ssd4j.checkpoint;

import java.util.Set;

/** Qwen2, Qwen2.5 (arXiv 2407.10671) and distillations into them: queries, keys and values have a bias. */
final class Qwen2Family extends Family {

    Qwen2Family() {
        super("qwen2", "Qwen2ForCausalLM", "qwen2");
    }

    @Override
    NetworkSpec network(JsonFields config, Sizes sizes) {
        return network(sizes)
                .window(qwenWindow(config), qwenWindowedLayers(config, sizes.layers()))
                .build();
    }

    @Override
    NetworkSpec network(GgufMetadata metadata, Sizes sizes) {
        return network(sizes).build();
    }

    private static NetworkSpec.Builder network(Sizes sizes) {
        return NetworkSpec.llama(sizes.headDim()).with(TensorRole.Q_BIAS, TensorRole.K_BIAS, TensorRole.V_BIAS);
    }

    /** Published files have a window and switch it off. */
    static int qwenWindow(JsonFields config) {
        return config.flag("use_sliding_window", false) ? window(config) : 0;
    }

    static Set<Integer> qwenWindowedLayers(JsonFields config, int layers) {
        int first = config.integer("max_window_layers", 0, Integer.MAX_VALUE, 28);
        return windowedLayers(config, layers).orElseGet(() -> NetworkSpec.layers(layers, layer -> layer >= first));
    }

    @Override
    Set<String> understood() {
        return Set.of("sliding_window");
    }
}
