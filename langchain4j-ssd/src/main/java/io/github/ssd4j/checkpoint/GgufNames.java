package io.github.ssd4j.checkpoint;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the Hugging Face names of a Llama network's weights to those in GGUF files. */
final class GgufNames {

    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)\\.weight");

    private static final Map<String, String> OUTER = Map.of(
            "model.embed_tokens.weight",
            "token_embd.weight",
            "model.norm.weight",
            "output_norm.weight",
            LlamaTensors.OUTPUT,
            "output.weight");

    private static final Map<String, String> INNER = Map.of(
            "input_layernorm", "attn_norm",
            "self_attn.q_proj", "attn_q",
            "self_attn.k_proj", "attn_k",
            "self_attn.v_proj", "attn_v",
            "self_attn.o_proj", "attn_output",
            "post_attention_layernorm", "ffn_norm",
            "mlp.gate_proj", "ffn_gate",
            "mlp.up_proj", "ffn_up",
            "mlp.down_proj", "ffn_down");

    private GgufNames() {}

    static String of(String huggingFaceName) {
        Matcher layer = LAYER.matcher(huggingFaceName);
        String name = layer.matches() ? INNER.get(layer.group(2)) : OUTER.get(huggingFaceName);
        if (name == null) {
            throw new IllegalArgumentException("no GGUF name for tensor " + huggingFaceName);
        }
        return layer.matches() ? "blk." + layer.group(1) + "." + name + ".weight" : name;
    }
}
