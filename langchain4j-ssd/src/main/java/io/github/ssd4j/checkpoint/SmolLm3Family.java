package io.github.ssd4j.checkpoint;

import java.util.List;

/** SmolLM3: Llama in which every fourth layer does not turn queries and keys. */
final class SmolLm3Family extends Family {

    private static final int INTERVAL = 4;

    SmolLm3Family() {
        super("smollm3", "SmolLM3ForCausalLM", "smollm3");
    }

    @Override
    NetworkSpec network(JsonFields config, Sizes sizes) {
        if (config.flag("use_sliding_window", false)) {
            throw new CheckpointException(config.file(), "use_sliding_window true is not supported; supported: false");
        }
        int interval = config.integer("no_rope_layer_interval", 1, Limits.LAYERS, INTERVAL);
        if (!config.has("no_rope_layers")) {
            return network(sizes, interval);
        }
        // 1 where a layer turns, in spite of the name
        List<Integer> turned = config.integers("no_rope_layers", 0, 1);
        if (turned.size() != sizes.layers()) {
            throw new CheckpointException(
                    config.file(),
                    "no_rope_layers must have an entry for each of %s layers, but has: %s"
                            .formatted(sizes.layers(), turned.size()));
        }
        return NetworkSpec.llama(sizes.headDim())
                .unturnedLayers(NetworkSpec.layers(sizes.layers(), layer -> turned.get(layer) == 0))
                .build();
    }

    @Override
    NetworkSpec network(GgufMetadata metadata, Sizes sizes) {
        return network(sizes, INTERVAL);
    }

    private static NetworkSpec network(Sizes sizes, int interval) {
        return NetworkSpec.llama(sizes.headDim())
                .unturnedLayers(NetworkSpec.layers(sizes.layers(), layer -> (layer + 1) % interval == 0))
                .build();
    }

    @Override
    boolean isTiedByDefault() {
        return true;
    }

    @Override
    double defaultTheta() {
        return 2_000_000;
    }

    @Override
    RotaryLayout ggufLayout() {
        return RotaryLayout.INTERLEAVED;
    }
}
