package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.SkipProfile;

/**
 * How many weights a pass reads. Norms are left out (less than 0.1 %), and so is the embedding, of which a pass reads one
 * row a token; where the embedding is also the output head, it is counted as the head.
 *
 * @param attentionPerLayer weights of one layer's query, key, value and output projections
 * @param mlpPerLayer weights of one layer's gate, up and down projections
 * @param head weights of the output head
 * @param layers number of layers
 */
record WeightCosts(long attentionPerLayer, long mlpPerLayer, long head, int layers) {

    static WeightCosts of(ModelConfig config) {
        long hidden = config.hiddenSize();
        long queries = (long) config.attentionHeads() * config.headDim();
        long keys = (long) config.keyValueHeads() * config.headDim();
        return new WeightCosts(
                hidden * (2 * queries + 2 * keys),
                3 * hidden * config.intermediateSize(),
                hidden * config.vocabSize(),
                config.layers());
    }

    /** Weights of a pass of the full model. */
    long full() {
        return layers * (attentionPerLayer + mlpPerLayer) + head;
    }

    /** Weights of a prefill, which has no logits. */
    long withoutHead() {
        return full() - head;
    }

    /** Weights of a draft step. */
    long draft(SkipProfile profile) {
        return full()
                - profile.attention().size() * attentionPerLayer
                - profile.mlp().size() * mlpPerLayer;
    }
}
