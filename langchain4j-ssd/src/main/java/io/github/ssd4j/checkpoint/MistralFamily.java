package io.github.ssd4j.checkpoint;

import java.util.Set;

/** Mistral 7B, Nemo, Small (arXiv 2310.06825): Llama, the first of them with a sliding window. */
final class MistralFamily extends Family {

    MistralFamily() {
        super("mistral", "MistralForCausalLM", "llama");
    }

    @Override
    NetworkSpec network(JsonFields config, Sizes sizes) {
        return NetworkSpec.llama(sizes.headDim())
                .window(window(config), NetworkSpec.layers(sizes.layers(), layer -> true))
                .build();
    }

    @Override
    NetworkSpec network(GgufMetadata metadata, Sizes sizes) {
        throw new IllegalStateException("GGUF files of Mistral have the architecture of Llama");
    }

    @Override
    Set<String> understood() {
        return Set.of("sliding_window");
    }
}
