package io.github.ssd4j.checkpoint;

import io.github.ssd4j.checkpoint.NetworkSpec.Activation;
import java.util.Set;

/** What Gemma 2 and 3 have in common: norms before and behind each sub-layer, scaled embeddings, GELU, local and global layers. */
abstract class GemmaFamily extends Family {

    /** The largest of each generation divides scores by the square root of hidden size by heads, the others by that of a head. */
    private final int layersOfLargest;

    private final int defaultWindow;

    GemmaFamily(
            String modelType, String architecture, String ggufArchitecture, int layersOfLargest, int defaultWindow) {
        super(modelType, architecture, ggufArchitecture);
        this.layersOfLargest = layersOfLargest;
        this.defaultWindow = defaultWindow;
    }

    /** Whether a layer is local where the file does not say. */
    abstract boolean isLocal(int layer);

    /** Embeddings are scaled by a float32, as {@code transformers} does. */
    final NetworkSpec.Builder gemma(JsonFields config, Sizes sizes) {
        Set<Integer> local = windowedLayers(config, sizes.layers())
                .orElseGet(() -> NetworkSpec.layers(sizes.layers(), this::isLocal));
        int window = config.has("sliding_window") ? window(config) : defaultWindow;
        return common(sizes, window, local)
                .queryScalar(Limits.checkPositive(
                        config.file(), "query_pre_attn_scalar", config.number("query_pre_attn_scalar", 256)));
    }

    final NetworkSpec.Builder gemma(GgufMetadata metadata, Sizes sizes) {
        int window =
                metadata.integer(ggufArchitecture() + ".attention.sliding_window", 0, Integer.MAX_VALUE, defaultWindow);
        double scalar =
                sizes.layers() == layersOfLargest ? (double) sizes.hiddenSize() / sizes.heads() : sizes.headDim();
        return common(sizes, window, NetworkSpec.layers(sizes.layers(), this::isLocal))
                .queryScalar(scalar);
    }

    private static NetworkSpec.Builder common(Sizes sizes, int window, Set<Integer> local) {
        return NetworkSpec.llama(sizes.headDim())
                .with(TensorRole.ATTENTION_OUT_NORM, TensorRole.MLP_OUT_NORM)
                .activation(Activation.GELU_TANH)
                .embeddingScale((float) Math.sqrt(sizes.hiddenSize()))
                .window(window, local);
    }

    @Override
    boolean isTiedByDefault() {
        return true;
    }

    @Override
    int defaultHeadDim() {
        return 256;
    }

    @Override
    Set<String> activations() {
        return Set.of("gelu_pytorch_tanh");
    }

    @Override
    double normOffset() {
        return 1;
    }
}
