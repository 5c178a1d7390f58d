package io.github.ssd4j.checkpoint;

import java.util.Set;

/** Phi-3 and Phi-4-mini (arXiv 2404.14219): two matrices of Llama in one; only some of a head's elements may turn. */
final class Phi3Family extends Family {

    Phi3Family() {
        super("phi3", "Phi3ForCausalLM", "phi3");
    }

    @Override
    NetworkSpec network(JsonFields config, Sizes sizes) {
        double share = RopeScalingConfig.partialRotaryFactor(config, RopeScalingConfig.fields(config));
        int dims = (int) (sizes.headDim() * share);
        if (!(share > 0 && share <= 1) || dims % 2 != 0) {
            throw new CheckpointException(
                    config.file(),
                    "partial_rotary_factor must take an even part of the %s elements of a head, but is: %s"
                            .formatted(sizes.headDim(), share));
        }
        return network(sizes)
                .rotaryDims(dims)
                .window(window(config), NetworkSpec.layers(sizes.layers(), layer -> true))
                .build();
    }

    @Override
    NetworkSpec network(GgufMetadata metadata, Sizes sizes) {
        int dims = metadata.integer("phi3.rope.dimension_count", 2, sizes.headDim(), sizes.headDim());
        Limits.checkEven(metadata.file(), "phi3.rope.dimension_count", dims);
        return network(sizes)
                .rotaryDims(dims)
                .window(window(metadata, ggufArchitecture()), NetworkSpec.layers(sizes.layers(), layer -> true))
                .build();
    }

    private static NetworkSpec.Builder network(Sizes sizes) {
        return NetworkSpec.llama(sizes.headDim())
                .without(TensorRole.Q, TensorRole.K, TensorRole.V, TensorRole.GATE, TensorRole.UP)
                .with(TensorRole.QKV, TensorRole.GATE_UP);
    }

    @Override
    Set<String> understood() {
        return Set.of("sliding_window", "partial_rotary_factor");
    }
}
