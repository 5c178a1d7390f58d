package io.github.ssd4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights of a Llama network, under the names of Hugging Face's {@code LlamaForCausalLM}. */
final class LlamaTensors {

    static final String OUTPUT = "lm_head.weight";

    private LlamaTensors() {}

    /** Name and shape ({@code [out, in]} for matrices) of every weight, in network order. */
    static Map<String, List<Long>> shapes(ModelConfig config) {
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        long queries = (long) config.attentionHeads() * config.headDim();
        long keys = (long) config.keyValueHeads() * config.headDim();
        long vocab = config.vocabSize();

        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", List.of(vocab, hidden));
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            shapes.put(prefix + "input_layernorm.weight", List.of(hidden));
            shapes.put(prefix + "self_attn.q_proj.weight", List.of(queries, hidden));
            shapes.put(prefix + "self_attn.k_proj.weight", List.of(keys, hidden));
            shapes.put(prefix + "self_attn.v_proj.weight", List.of(keys, hidden));
            shapes.put(prefix + "self_attn.o_proj.weight", List.of(hidden, queries));
            shapes.put(prefix + "post_attention_layernorm.weight", List.of(hidden));
            shapes.put(prefix + "mlp.gate_proj.weight", List.of(inner, hidden));
            shapes.put(prefix + "mlp.up_proj.weight", List.of(inner, hidden));
            shapes.put(prefix + "mlp.down_proj.weight", List.of(hidden, inner));
        }
        shapes.put("model.norm.weight", List.of(hidden));
        if (!config.tiedEmbeddings()) {
            shapes.put(OUTPUT, List.of(vocab, hidden));
        }
        return shapes;
    }
}
