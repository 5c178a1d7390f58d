package io.github.ssd4j.checkpoint;

/** Llama 1 to 3, and the many models that are built like it: SmolLM2, TinyLlama, Vicuna, DeepSeek's Llama distillations. */
final class LlamaFamily extends Family {

    LlamaFamily() {
        super("llama", "LlamaForCausalLM", "llama");
    }

    @Override
    NetworkSpec network(JsonFields config, Sizes sizes) {
        return NetworkSpec.llama(sizes.headDim()).build();
    }

    /** GGUF files of Mistral have this architecture, too, so a window may be there. */
    @Override
    NetworkSpec network(GgufMetadata metadata, Sizes sizes) {
        return NetworkSpec.llama(sizes.headDim())
                .window(window(metadata, ggufArchitecture()), NetworkSpec.layers(sizes.layers(), layer -> true))
                .build();
    }

    @Override
    RotaryLayout ggufLayout() {
        return RotaryLayout.INTERLEAVED;
    }
}
