package io.github.ssd4j.evaluation.random;

import java.util.ArrayList;
import java.util.List;

/**
 * The sizes of a Llama-family model: everything its cost depends on. A rope scaling is left out; it changes the values
 * of the rotary embedding, not the work.
 *
 * @param name the name shown in reports: a preset's, or {@code custom}
 * @param source the published model whose {@code config.json} has these sizes, or {@code custom}
 * @param hidden width of the residual stream ({@code hidden_size})
 * @param intermediate width inside an MLP ({@code intermediate_size})
 * @param layers number of layers ({@code num_hidden_layers})
 * @param heads number of query heads ({@code num_attention_heads})
 * @param kvHeads number of key and value heads, a divisor of {@code heads} ({@code num_key_value_heads})
 * @param headDim width of one head, even ({@code head_dim})
 * @param vocab number of tokens ({@code vocab_size}), at least 259: 256 bytes and three special tokens
 * @param context positions the model was trained for ({@code max_position_embeddings})
 * @param ropeTheta base of the rotary embedding ({@code rope_theta})
 * @param tied whether the embedding is also the output head ({@code tie_word_embeddings})
 */
public record ModelShape(
        String name,
        String source,
        int hidden,
        int intermediate,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int vocab,
        int context,
        double ropeTheta,
        boolean tied) {

    /** The shapes that {@code --shape} knows by name, the smallest first. */
    public static final List<ModelShape> PRESETS = List.of(
            new ModelShape("135m", "SmolLM2-135M", 576, 1536, 30, 9, 3, 64, 49152, 8192, 100000, true),
            new ModelShape("360m", "SmolLM2-360M", 960, 2560, 32, 15, 5, 64, 49152, 8192, 100000, true),
            new ModelShape("1.1b", "TinyLlama-1.1B", 2048, 5632, 22, 32, 4, 64, 32000, 2048, 10000, false),
            new ModelShape("1.7b", "SmolLM2-1.7B", 2048, 8192, 24, 32, 32, 64, 49152, 8192, 130000, true),
            new ModelShape("3b", "Llama-3.2-3B", 3072, 8192, 28, 24, 8, 128, 128256, 131072, 500000, true),
            new ModelShape("7b", "Llama-2-7B", 4096, 11008, 32, 32, 32, 128, 32000, 4096, 10000, false));

    /** The fewest tokens a byte-level vocabulary can have: 256 bytes and three special tokens. */
    static final int MIN_VOCAB = 259;

    public ModelShape {
        requirePositive("hidden", hidden);
        requirePositive("intermediate", intermediate);
        requirePositive("layers", layers);
        requirePositive("heads", heads);
        requirePositive("kv-heads", kvHeads);
        requirePositive("head-dim", headDim);
        requirePositive("context", context);
        require(vocab >= MIN_VOCAB, "vocab must be at least " + MIN_VOCAB + ", but is: " + vocab);
        require(heads % kvHeads == 0, "heads must be divisible by kv-heads, but are: " + heads + " and " + kvHeads);
        require(headDim % 2 == 0, "head-dim must be even, but is: " + headDim);
        require(ropeTheta > 1, "rope-theta must be greater than 1, but is: " + ropeTheta);
    }

    /**
     * Reads {@code NAME[,KEY=VALUE...]}: a preset, some of its sizes changed, or {@code custom} with all of them, as in
     * {@code 7b,layers=4} or {@code custom,hidden=512,intermediate=1408,layers=8,heads=8,vocab=4096}.
     *
     * @throws IllegalArgumentException for an unknown name or key, a bad value, or sizes that do not fit together
     */
    public static ModelShape parse(String text) {
        return ShapeParser.parse(text);
    }

    /** This shape for at least {@code positions} positions. */
    public ModelShape withContextOfAtLeast(int positions) {
        return positions <= context
                ? this
                : new ModelShape(
                        name,
                        source,
                        hidden,
                        intermediate,
                        layers,
                        heads,
                        kvHeads,
                        headDim,
                        vocab,
                        positions,
                        ropeTheta,
                        tied);
    }

    /** Number of weights of the whole model, a tied embedding counted once. */
    public long parameters() {
        return tensors().stream().mapToLong(Tensor::elements).sum();
    }

    /** All tensors under their Hugging Face names, in the order of the forward pass. */
    List<Tensor> tensors() {
        int queries = heads * headDim;
        int keys = kvHeads * headDim;
        List<Tensor> tensors = new ArrayList<>();
        tensors.add(new Tensor("model.embed_tokens.weight", List.of(vocab, hidden)));
        for (int layer = 0; layer < layers; layer++) {
            String prefix = "model.layers." + layer + ".";
            tensors.add(new Tensor(prefix + "input_layernorm.weight", List.of(hidden)));
            tensors.add(new Tensor(prefix + "self_attn.q_proj.weight", List.of(queries, hidden)));
            tensors.add(new Tensor(prefix + "self_attn.k_proj.weight", List.of(keys, hidden)));
            tensors.add(new Tensor(prefix + "self_attn.v_proj.weight", List.of(keys, hidden)));
            tensors.add(new Tensor(prefix + "self_attn.o_proj.weight", List.of(hidden, queries)));
            tensors.add(new Tensor(prefix + "post_attention_layernorm.weight", List.of(hidden)));
            tensors.add(new Tensor(prefix + "mlp.gate_proj.weight", List.of(intermediate, hidden)));
            tensors.add(new Tensor(prefix + "mlp.up_proj.weight", List.of(intermediate, hidden)));
            tensors.add(new Tensor(prefix + "mlp.down_proj.weight", List.of(hidden, intermediate)));
        }
        tensors.add(new Tensor("model.norm.weight", List.of(hidden)));
        if (!tied) {
            tensors.add(new Tensor("lm_head.weight", List.of(vocab, hidden)));
        }
        return tensors;
    }

    private static void requirePositive(String key, int value) {
        require(value > 0, key + " must be greater than 0, but is: " + value);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** A weight: a matrix {@code [out, in]}, or the vector of a norm. */
    record Tensor(String name, List<Integer> shape) {

        long elements() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, (left, right) -> left * right);
        }

        /** The standard deviation that keeps unit variance through the matrix; 0 for a norm, whose weights are all 1. */
        double deviation() {
            return shape.size() == 1 ? 0 : 1 / Math.sqrt(shape.get(1));
        }
    }
}
