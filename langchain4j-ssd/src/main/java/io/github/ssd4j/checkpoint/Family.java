package io.github.ssd4j.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One family of models: what it is called in either format and what its layers do. A family is one class; nothing else
 * in the product knows its name.
 */
abstract class Family {

    /** Sizes that are read before a family is asked what its layers do. */
    record Sizes(int layers, int hiddenSize, int heads, int headDim) {}

    private final String modelType;
    private final String architecture;
    private final String ggufArchitecture;

    /**
     * @param modelType {@code model_type} of {@code config.json}
     * @param architecture the class of {@code transformers}, as {@code config.json} lists it
     * @param ggufArchitecture {@code general.architecture} of GGUF files, and the beginning of their keys
     */
    Family(String modelType, String architecture, String ggufArchitecture) {
        this.modelType = modelType;
        this.architecture = architecture;
        this.ggufArchitecture = ggufArchitecture;
    }

    final String modelType() {
        return modelType;
    }

    final String architecture() {
        return architecture;
    }

    final String ggufArchitecture() {
        return ggufArchitecture;
    }

    /** What the layers do, by a {@code config.json}; what the decoder cannot do is refused. */
    abstract NetworkSpec network(JsonFields config, Sizes sizes);

    /** What the layers do, by the metadata of a GGUF file. */
    abstract NetworkSpec network(GgufMetadata metadata, Sizes sizes);

    /** Whether {@code config.json} means one matrix for embedding and head where it says nothing. */
    boolean isTiedByDefault() {
        return false;
    }

    /** Width of a head where {@code config.json} says nothing; 0: hidden size by heads. */
    int defaultHeadDim() {
        return 0;
    }

    /** Base of the rotary frequencies where {@code config.json} says nothing. */
    double defaultTheta() {
        return 10_000;
    }

    /** Names that {@code config.json} may give the family's activation. */
    Set<String> activations() {
        return Set.of("silu", "swish");
    }

    /** Keys of {@code config.json} that change what layers do and that this family reads; others refuse them. */
    Set<String> understood() {
        return Set.of();
    }

    /** How GGUF files of this family order the rows of query and key projections. */
    RotaryLayout ggufLayout() {
        return RotaryLayout.HALF_SPLIT;
    }

    /** What norms of safetensors files lack: 1 where they are stored as what is added to 1. GGUF files have it added. */
    double normOffset() {
        return 0;
    }

    /** {@code sliding_window} of a {@code config.json}; 0 if there is none. */
    static int window(JsonFields config) {
        return config.integer("sliding_window", 0, Integer.MAX_VALUE, 0);
    }

    static int window(GgufMetadata metadata, String prefix) {
        return metadata.integer(prefix + ".attention.sliding_window", 0, Integer.MAX_VALUE, 0);
    }

    /** The windowed layers by {@code layer_types}, if the file has that. */
    static Optional<Set<Integer>> windowedLayers(JsonFields config, int layers) {
        if (!config.has("layer_types")) {
            return Optional.empty();
        }
        List<String> types = config.texts("layer_types");
        if (types.size() != layers) {
            throw new CheckpointException(
                    config.file(),
                    "layer_types must have an entry for each of %s layers, but has: %s"
                            .formatted(layers, types.size()));
        }
        for (String type : types) {
            if (!type.equals("full_attention") && !type.equals("sliding_attention")) {
                throw new CheckpointException(
                        config.file(),
                        "layer_types %s is not supported; supported: full_attention, sliding_attention"
                                .formatted(type));
            }
        }
        return Optional.of(NetworkSpec.layers(layers, layer -> types.get(layer).equals("sliding_attention")));
    }
}
