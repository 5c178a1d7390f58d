package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.SkipProfile;

/**
 * How many weights a pass reads. The embedding is left out, of which a pass reads one row a token; where it is also the
 * output head, it is counted as the head.
 *
 * @param attentionPerLayer weights of one layer's query, key, value and output projections
 * @param mlpPerLayer weights of one layer's gate, up and down projections
 * @param norm weights of one norm: one before each sub-layer, one before the head
 * @param head weights of the output head
 * @param layers number of layers
 */
record WeightCosts(long attentionPerLayer, long mlpPerLayer, long norm, long head, int layers) {

    static WeightCosts of(ModelConfig config) {
        long hidden = config.hiddenSize();
        return new WeightCosts(
                config.attentionParameters(),
                config.mlpParameters(),
                hidden,
                hidden * config.vocabSize(),
                config.layers());
    }

    /** Weights of a pass of the full model. */
    long full() {
        return layers * (attentionPerLayer + mlpPerLayer + 2 * norm) + norm + head;
    }

    /** Weights that every token of a prefill is multiplied with: the matrices, but not the head, as it has no logits. */
    long prefillMatrices() {
        return layers * (attentionPerLayer + mlpPerLayer);
    }

    /** Weights of a draft step; a skipped sub-layer's norm is skipped too. */
    long draft(SkipProfile profile) {
        return full()
                - profile.attention().size() * (attentionPerLayer + norm)
                - profile.mlp().size() * (mlpPerLayer + norm);
    }
}
