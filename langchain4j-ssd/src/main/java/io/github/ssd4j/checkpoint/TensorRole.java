package io.github.ssd4j.checkpoint;

import java.util.List;
import java.util.Locale;

/**
 * What one tensor of a layer is for, whatever its family calls it. Shapes: H hidden size, F width inside the MLP, N query
 * heads, M key heads, D width of a head; matrices are {@code [out, in]}.
 */
public enum TensorRole {
    /** Norm before attention, [H]. */
    ATTENTION_NORM("input_layernorm.weight", "attn_norm.weight"),
    /** Query projection, [N*D, H]. */
    Q("self_attn.q_proj.weight", "attn_q.weight"),
    /** Key projection, [M*D, H]. */
    K("self_attn.k_proj.weight", "attn_k.weight"),
    /** Value projection, [M*D, H]. */
    V("self_attn.v_proj.weight", "attn_v.weight"),
    /** The three in one, [(N+2M)*D, H]. */
    QKV("self_attn.qkv_proj.weight", "attn_qkv.weight"),
    /** Added to the queries, [N*D]. */
    Q_BIAS("self_attn.q_proj.bias", "attn_q.bias"),
    /** Added to the keys, [M*D]. */
    K_BIAS("self_attn.k_proj.bias", "attn_k.bias"),
    /** Added to the values, [M*D]. */
    V_BIAS("self_attn.v_proj.bias", "attn_v.bias"),
    /** Norm of each head's query, [D]. */
    Q_NORM("self_attn.q_norm.weight", "attn_q_norm.weight"),
    /** Norm of each head's key, [D]. */
    K_NORM("self_attn.k_norm.weight", "attn_k_norm.weight"),
    /** Output projection of attention, [H, N*D]. */
    O("self_attn.o_proj.weight", "attn_output.weight"),
    /** Norm behind attention, before it is added to the residual stream, [H]. */
    ATTENTION_OUT_NORM("post_attention_layernorm.weight", "post_attention_norm.weight"),
    /** Norm before the MLP, [H]. */
    MLP_NORM("post_attention_layernorm.weight", "ffn_norm.weight"),
    /** Gate projection, [F, H]. */
    GATE("mlp.gate_proj.weight", "ffn_gate.weight"),
    /** Up projection, [F, H]. */
    UP("mlp.up_proj.weight", "ffn_up.weight"),
    /** The two in one, gate first, [2F, H]. */
    GATE_UP("mlp.gate_up_proj.weight", "ffn_up.weight"),
    /** Down projection, [H, F]. */
    DOWN("mlp.down_proj.weight", "ffn_down.weight"),
    /** Norm behind the MLP, before it is added to the residual stream, [H]. */
    MLP_OUT_NORM("post_feedforward_layernorm.weight", "post_ffw_norm.weight");

    private static final String PRE_FEEDFORWARD_NORM = "pre_feedforward_layernorm.weight";

    private final String huggingFaceName;
    private final String ggufName;

    TensorRole(String huggingFaceName, String ggufName) {
        this.huggingFaceName = huggingFaceName;
        this.ggufName = ggufName;
    }

    /** The name in Hugging Face files; where there is a norm behind attention, that one has the name of Llama's before the MLP. */
    String huggingFaceName(int layer, List<TensorRole> roles) {
        boolean renamed = this == MLP_NORM && roles.contains(ATTENTION_OUT_NORM);
        return "model.layers." + layer + "." + (renamed ? PRE_FEEDFORWARD_NORM : huggingFaceName);
    }

    String ggufName(int layer) {
        return "blk." + layer + "." + ggufName;
    }

    List<Long> shape(ModelConfig config) {
        long hidden = config.hiddenSize();
        long inner = config.intermediateSize();
        long queries = (long) config.attentionHeads() * config.headDim();
        long keys = (long) config.keyValueHeads() * config.headDim();
        return switch (this) {
            case ATTENTION_NORM, ATTENTION_OUT_NORM, MLP_NORM, MLP_OUT_NORM -> List.of(hidden);
            case Q -> List.of(queries, hidden);
            case K, V -> List.of(keys, hidden);
            case QKV -> List.of(queries + 2 * keys, hidden);
            case Q_BIAS -> List.of(queries);
            case K_BIAS, V_BIAS -> List.of(keys);
            case Q_NORM, K_NORM -> List.of((long) config.headDim());
            case O -> List.of(hidden, queries);
            case GATE, UP -> List.of(inner, hidden);
            case GATE_UP -> List.of(2 * inner, hidden);
            case DOWN -> List.of(hidden, inner);
        };
    }

    /** The name that {@code decoder.py} knows. */
    public String inProgram() {
        return name().toLowerCase(Locale.ROOT);
    }
}
