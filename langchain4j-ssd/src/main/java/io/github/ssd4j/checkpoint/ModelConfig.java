package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import java.util.List;
import java.util.Locale;

/**
 * The shape of the network and its numeric constants, as the checkpoint gives them (in brackets the key of
 * {@code config.json}).
 *
 * @param architecture name of the family, {@code llama}, {@code qwen3} and so on ({@code model_type}), in GGUF files too
 * @param vocabSize rows of the embedding ({@code vocab_size}); may exceed the tokenizer's vocabulary
 * @param hiddenSize width of the residual stream ({@code hidden_size})
 * @param intermediateSize width inside the MLP ({@code intermediate_size})
 * @param layers number of decoder layers ({@code num_hidden_layers})
 * @param attentionHeads query heads ({@code num_attention_heads})
 * @param keyValueHeads key and value heads, a divisor of the query heads ({@code num_key_value_heads})
 * @param headDim width of one head, even ({@code head_dim})
 * @param rmsNormEps added to the mean square in every norm ({@code rms_norm_eps})
 * @param ropeTheta base of the rotary frequencies ({@code rope_theta})
 * @param ropeScaling stretching of those frequencies ({@code rope_scaling})
 * @param contextTokens longest sequence the model was made for ({@code max_position_embeddings})
 * @param tiedEmbeddings whether the output projection is the embedding ({@code tie_word_embeddings})
 * @param eosTokenIds tokens that end an answer, without repetition, possibly none: those that are declared ({@code
 *     eos_token_id}) and those whose name says it
 * @param network what the layers do
 */
public record ModelConfig(
        String architecture,
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int attentionHeads,
        int keyValueHeads,
        int headDim,
        double rmsNormEps,
        double ropeTheta,
        RopeScaling ropeScaling,
        int contextTokens,
        boolean tiedEmbeddings,
        List<Integer> eosTokenIds,
        NetworkSpec network) {

    /** A network with Llama's layers. */
    public ModelConfig(
            String architecture,
            int vocabSize,
            int hiddenSize,
            int intermediateSize,
            int layers,
            int attentionHeads,
            int keyValueHeads,
            int headDim,
            double rmsNormEps,
            double ropeTheta,
            RopeScaling ropeScaling,
            int contextTokens,
            boolean tiedEmbeddings,
            List<Integer> eosTokenIds) {
        this(
                architecture,
                vocabSize,
                hiddenSize,
                intermediateSize,
                layers,
                attentionHeads,
                keyValueHeads,
                headDim,
                rmsNormEps,
                ropeTheta,
                ropeScaling,
                contextTokens,
                tiedEmbeddings,
                eosTokenIds,
                network(headDim));
    }

    /** Before anything else of the canonical constructor, so it says what is wrong with the head itself. */
    private static NetworkSpec network(int headDim) {
        checkHeadDim(headDim);
        return NetworkSpec.llama(headDim).build();
    }

    private static void checkHeadDim(int headDim) {
        Ensure.that(headDim > 0 && headDim % 2 == 0, "headDim must be positive and even, but is: %s", headDim);
    }

    public ModelConfig {
        Ensure.notBlank(architecture, "architecture");
        Ensure.positive(vocabSize, "vocabSize");
        Ensure.positive(hiddenSize, "hiddenSize");
        Ensure.positive(intermediateSize, "intermediateSize");
        Ensure.positive(layers, "layers");
        Ensure.positive(attentionHeads, "attentionHeads");
        Ensure.positive(keyValueHeads, "keyValueHeads");
        Ensure.that(
                attentionHeads % keyValueHeads == 0,
                "attentionHeads must be divisible by keyValueHeads, but is: %s and %s",
                attentionHeads,
                keyValueHeads);
        checkHeadDim(headDim);
        Ensure.that(rmsNormEps > 0 && rmsNormEps < 1, "rmsNormEps must lie between 0 and 1, but is: %s", rmsNormEps);
        Ensure.that(ropeTheta > 0 && Double.isFinite(ropeTheta), "ropeTheta must be positive, but is: %s", ropeTheta);
        Ensure.notNull(ropeScaling, "ropeScaling");
        Ensure.positive(contextTokens, "contextTokens");
        ropeScaling.check(ropeTheta, network.rotaryDims());
        eosTokenIds = List.copyOf(eosTokenIds);
        for (int id : eosTokenIds) {
            Ensure.that(
                    id >= 0 && id < vocabSize,
                    "eosTokenIds must lie between 0 and vocabSize - 1 = %s, but is: %s",
                    vocabSize - 1,
                    eosTokenIds);
        }
    }

    /** How many weights the network has, norms included; tied embeddings are counted once. */
    public long parameters() {
        long sum = 0;
        for (NetworkTensors.Needed tensor : NetworkTensors.of(this).values()) {
            sum += tensor.shape().stream().reduce(1L, Math::multiplyExact);
        }
        return sum;
    }

    /** Weights of one layer's query, key, value and output projections. */
    public long attentionParameters() {
        return 2L * hiddenSize * headDim * (attentionHeads + keyValueHeads);
    }

    /** Weights of one layer's gate, up and down projections. */
    public long mlpParameters() {
        return 3L * hiddenSize * intermediateSize;
    }

    /** {@link #parameters} as people say it: {@code 135M}, {@code 1.1B}. */
    public String parametersInWords() {
        double count = parameters();
        if (count >= 1e9) {
            return String.format(Locale.ROOT, "%.1fB", count / 1e9);
        }
        return count >= 1e6
                ? String.format(Locale.ROOT, "%.0fM", count / 1e6)
                : String.format(Locale.ROOT, "%.0fK", count / 1e3);
    }

    ModelConfig withEosTokenIds(List<Integer> ids) {
        return new ModelConfig(
                architecture,
                vocabSize,
                hiddenSize,
                intermediateSize,
                layers,
                attentionHeads,
                keyValueHeads,
                headDim,
                rmsNormEps,
                ropeTheta,
                ropeScaling,
                contextTokens,
                tiedEmbeddings,
                ids,
                network);
    }

    /**
     * How positions are encoded, with {@link #ropeScaling} applied.
     *
     * @param contextTokens the longest sequence that the decoder will hold
     */
    public RopeTable ropeTable(int contextTokens) {
        return ropeScaling.table(ropeTheta, network.rotaryDims(), contextTokens);
    }

    /** As {@link #ropeTable}, in windowed layers that have a base of their own. */
    public RopeTable localRopeTable() {
        return RopeScaling.NONE.table(network.localRopeTheta(), network.rotaryDims(), contextTokens);
    }
}
