package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What the layers of a network do, beside the sizes in {@link ModelConfig}: all that tells one family from another. Layers
 * count from 0. Immutable.
 *
 * @param roles the tensors that every layer has, in network order
 * @param activation between gate and up projection
 * @param window how many positions a token of a windowed layer sees, itself included; 0 if no layer is windowed
 * @param windowedLayers those whose tokens see {@code window} positions, the others see all
 * @param unturnedLayers those whose queries and keys are not turned by position (NoPE, arXiv 2305.19466)
 * @param rotaryDims how many of the elements of a head turn, the first ones; even
 * @param localRopeTheta base of the rotary frequencies of windowed layers, without scaling; 0 for that of all layers
 * @param embeddingScale what embeddings are multiplied by
 * @param queryScalar scores are divided by its square root; the width of a head in most families
 * @param scoreCap soft cap of attention scores, 0 for none (Gemma 2, arXiv 2408.00118)
 * @param logitCap soft cap of logits, 0 for none
 */
public record NetworkSpec(
        List<TensorRole> roles,
        Activation activation,
        int window,
        Set<Integer> windowedLayers,
        Set<Integer> unturnedLayers,
        int rotaryDims,
        double localRopeTheta,
        double embeddingScale,
        double queryScalar,
        double scoreCap,
        double logitCap) {

    /** The function between gate and up projection. */
    public enum Activation {
        /** {@code x * sigmoid(x)}. */
        SILU,
        /** GELU by its tanh formula. */
        GELU_TANH
    }

    public static final String EMBEDDING = "model.embed_tokens.weight";
    public static final String NORM = "model.norm.weight";
    public static final String HEAD = "lm_head.weight";

    private static final List<TensorRole> LLAMA = List.of(
            TensorRole.ATTENTION_NORM,
            TensorRole.Q,
            TensorRole.K,
            TensorRole.V,
            TensorRole.O,
            TensorRole.MLP_NORM,
            TensorRole.GATE,
            TensorRole.UP,
            TensorRole.DOWN);

    public NetworkSpec {
        roles = List.copyOf(roles);
        windowedLayers = Set.copyOf(windowedLayers);
        unturnedLayers = Set.copyOf(unturnedLayers);
        Ensure.notNull(activation, "activation");
        Ensure.that(
                windowedLayers.isEmpty() || window > 0,
                "window must be positive where layers are windowed, but is: %s",
                window);
        Ensure.that(
                rotaryDims > 0 && rotaryDims % 2 == 0, "rotaryDims must be positive and even, but is: %s", rotaryDims);
        Ensure.that(
                queryScalar > 0 && Double.isFinite(queryScalar),
                "queryScalar must be positive, but is: %s",
                queryScalar);
        Ensure.that(scoreCap >= 0 && logitCap >= 0, "caps must not be negative, but are: %s, %s", scoreCap, logitCap);
    }

    /** Begins with the layers of Llama, with heads of so many elements. */
    static Builder llama(int headDim) {
        return new Builder(headDim);
    }

    /** Those of layers 0 to {@code layers - 1} that {@code condition} holds for. */
    static Set<Integer> layers(int layers, IntPredicate condition) {
        return IntStream.range(0, layers).filter(condition).boxed().collect(Collectors.toUnmodifiableSet());
    }

    /** The Hugging Face name of a layer's tensor. */
    public String tensorName(int layer, TensorRole role) {
        return role.huggingFaceName(layer, roles);
    }

    /** Says in what a network differs from Llama's. */
    static final class Builder {
        private final Set<TensorRole> roles = EnumSet.copyOf(LLAMA);
        private Activation activation = Activation.SILU;
        private int window;
        private Set<Integer> windowedLayers = Set.of();
        private Set<Integer> unturnedLayers = Set.of();
        private int rotaryDims;
        private double localRopeTheta;
        private double embeddingScale = 1;
        private double queryScalar;
        private double scoreCap;
        private double logitCap;

        private Builder(int headDim) {
            rotaryDims = headDim;
            queryScalar = headDim;
        }

        Builder with(TensorRole... more) {
            roles.addAll(List.of(more));
            return this;
        }

        Builder without(TensorRole... fewer) {
            List.of(fewer).forEach(roles::remove);
            return this;
        }

        Builder activation(Activation function) {
            activation = function;
            return this;
        }

        /** A window of 0 is none. */
        Builder window(int positions, Set<Integer> layers) {
            window = positions;
            windowedLayers = positions > 0 ? layers : Set.of();
            return this;
        }

        Builder unturnedLayers(Set<Integer> layers) {
            unturnedLayers = layers;
            return this;
        }

        Builder rotaryDims(int dims) {
            rotaryDims = dims;
            return this;
        }

        Builder localRopeTheta(double theta) {
            localRopeTheta = theta;
            return this;
        }

        Builder embeddingScale(double scale) {
            embeddingScale = scale;
            return this;
        }

        Builder queryScalar(double scalar) {
            queryScalar = scalar;
            return this;
        }

        Builder caps(double scores, double logits) {
            scoreCap = scores;
            logitCap = logits;
            return this;
        }

        NetworkSpec build() {
            return new NetworkSpec(
                    List.copyOf(roles),
                    activation,
                    window,
                    windowedLayers,
                    unturnedLayers,
                    rotaryDims,
                    localRopeTheta,
                    embeddingScale,
                    queryScalar,
                    scoreCap,
                    logitCap);
        }
    }
}
