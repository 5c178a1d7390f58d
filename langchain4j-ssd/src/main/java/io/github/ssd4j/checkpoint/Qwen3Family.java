package io.github.ssd4j.checkpoint;

import java.util.Set;

/** Qwen3, dense (arXiv 2505.09388): a norm of each head's query and key, heads of a width of their own. */
final class Qwen3Family extends Family {

    Qwen3Family() {
        super("qwen3", "Qwen3ForCausalLM", "qwen3");
    }

    @Override
    NetworkSpec network(JsonFields config, Sizes sizes) {
        return network(sizes)
                .window(Qwen2Family.qwenWindow(config), Qwen2Family.qwenWindowedLayers(config, sizes.layers()))
                .build();
    }

    @Override
    NetworkSpec network(GgufMetadata metadata, Sizes sizes) {
        return network(sizes).build();
    }

    private static NetworkSpec.Builder network(Sizes sizes) {
        return NetworkSpec.llama(sizes.headDim()).with(TensorRole.Q_NORM, TensorRole.K_NORM);
    }

    @Override
    int defaultHeadDim() {
        return 128;
    }

    @Override
    Set<String> understood() {
        return Set.of("sliding_window");
    }
}
