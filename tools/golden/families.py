"""Seeded random checkpoints of each family in both formats, and what transformers answers to them.

The weights are float16 numbers in either file, so that both have one golden file. GGUF files are written as llama.cpp's
converters do it: rows of rotary pairs side by side for Llama's nearest relatives, Gemma's norms with 1 added.
"""

import json
import shutil
from itertools import count
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter
from safetensors.torch import save_file

import jsonfile
from reference import greedy, load_model, plain_logits
from tiny import MIN_MARGIN, made_with, write_json

PROMPT_TOKENS = 150  # several blocks of positions, and several windows
GREEDY_TOKENS = 24
WINDOW = 40

SMALL = {
    "bos_token_id": 1,
    "eos_token_id": 2,
    "hidden_size": 32,
    "intermediate_size": 48,
    "max_position_embeddings": 256,
    "num_attention_heads": 4,
    "num_hidden_layers": 3,
    "num_key_value_heads": 2,
    "pad_token_id": 0,
    "rms_norm_eps": 1e-05,
    "rope_theta": 10000.0,
    "tie_word_embeddings": False,
    "torch_dtype": "float16",
    "use_cache": True,
    "vocab_size": 512,
}
SILU = {"hidden_act": "silu"}
GEMMA = {"hidden_activation": "gelu_pytorch_tanh", "head_dim": 16, "query_pre_attn_scalar": 16, "sliding_window": WINDOW}
LONG_ROPE = {
    "type": "longrope",
    "short_factor": [1.0, 1.1, 1.2, 1.3, 1.4, 1.5],
    "long_factor": [1.0, 1.5, 2.0, 2.5, 3.0, 4.0],
}
# name -> (class, GGUF architecture, config beside SMALL). Keys as in published files.
FAMILIES = {
    "mistral": ("MistralForCausalLM", "llama", SILU | {"model_type": "mistral", "sliding_window": WINDOW}),
    "qwen2": (
        "Qwen2ForCausalLM",
        "qwen2",
        SILU
        | {"model_type": "qwen2", "use_sliding_window": False, "sliding_window": WINDOW, "max_window_layers": 2}
        | {"tie_word_embeddings": True},
    ),
    "qwen2-window": (
        "Qwen2ForCausalLM",
        None,
        SILU
        | {"model_type": "qwen2", "use_sliding_window": True, "sliding_window": WINDOW, "max_window_layers": 1},
    ),
    "qwen3": (
        "Qwen3ForCausalLM",
        "qwen3",
        SILU
        | {"model_type": "qwen3", "head_dim": 16, "attention_bias": False, "rope_theta": 1000000.0}
        | {"tie_word_embeddings": True, "use_sliding_window": False, "sliding_window": None},
    ),
    "smollm3": (
        "SmolLM3ForCausalLM",
        "smollm3",
        SILU
        | {"model_type": "smollm3", "num_hidden_layers": 4, "no_rope_layers": [1, 1, 1, 0]}
        | {"no_rope_layer_interval": 4, "rope_theta": 50000.0, "tie_word_embeddings": True}
        | {"use_sliding_window": False, "sliding_window": None, "attention_bias": False, "mlp_bias": False},
    ),
    "phi3": (
        "Phi3ForCausalLM",
        "phi3",
        SILU | {"model_type": "phi3", "sliding_window": WINDOW, "original_max_position_embeddings": 256},
    ),
    "phi4-mini": (
        "Phi3ForCausalLM",
        "phi3",
        SILU
        | {"model_type": "phi3", "num_attention_heads": 2, "num_key_value_heads": 1, "partial_rotary_factor": 0.75, "rope_scaling": LONG_ROPE}
        | {"original_max_position_embeddings": 64, "sliding_window": 262144, "tie_word_embeddings": True},
    ),
    "gemma2": (
        "Gemma2ForCausalLM",
        "gemma2",
        GEMMA
        | {"model_type": "gemma2", "num_hidden_layers": 4, "attn_logit_softcapping": 3.0}
        | {"final_logit_softcapping": 2.0, "tie_word_embeddings": True},
    ),
    "gemma3": (
        "Gemma3ForCausalLM",
        "gemma3",
        GEMMA
        | {"model_type": "gemma3_text", "num_hidden_layers": 7, "rope_local_base_freq": 10000.0}
        | {"rope_theta": 1000000.0, "rope_scaling": {"factor": 8.0, "rope_type": "linear"}}
        | {"sliding_window_pattern": 6, "tie_word_embeddings": True},
    ),
}
GGUF_LAYER = {
    "input_layernorm.weight": "attn_norm.weight",
    "self_attn.q_proj.weight": "attn_q.weight",
    "self_attn.k_proj.weight": "attn_k.weight",
    "self_attn.v_proj.weight": "attn_v.weight",
    "self_attn.q_proj.bias": "attn_q.bias",
    "self_attn.k_proj.bias": "attn_k.bias",
    "self_attn.v_proj.bias": "attn_v.bias",
    "self_attn.qkv_proj.weight": "attn_qkv.weight",
    "self_attn.q_norm.weight": "attn_q_norm.weight",
    "self_attn.k_norm.weight": "attn_k_norm.weight",
    "self_attn.o_proj.weight": "attn_output.weight",
    "post_attention_layernorm.weight": "ffn_norm.weight",
    "pre_feedforward_layernorm.weight": "ffn_norm.weight",
    "post_feedforward_layernorm.weight": "post_ffw_norm.weight",
    "mlp.gate_proj.weight": "ffn_gate.weight",
    "mlp.up_proj.weight": "ffn_up.weight",
    "mlp.gate_up_proj.weight": "ffn_up.weight",
    "mlp.down_proj.weight": "ffn_down.weight",
}


def write(resources: Path, names):
    tokenizer = resources / "stories260K" / "stories260K"
    for name, (architecture, gguf_architecture, config) in FAMILIES.items():
        if names and name not in names:
            continue
        directory = resources / "families" / name
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        config = SMALL | config | {"architectures": [architecture]}
        write_json(directory / "config.json", config)
        write_json(directory / "generation_config.json", {"bos_token_id": 1, "eos_token_id": 2})
        text = json.dumps(json.loads((tokenizer / "tokenizer.json").read_text("utf-8")), ensure_ascii=False)
        (directory / "tokenizer.json").write_text(text + "\n", encoding="utf-8")
        shutil.copyfile(tokenizer / "tokenizer_config.json", directory / "tokenizer_config.json")
        golden, weights = first_clear(directory)
        files = [f"families/{name}"]
        if gguf_architecture:
            files.append(f"families/{name}.gguf")
            write_gguf(resources, resources / files[1], gguf_architecture, config, weights)
        jsonfile.write(resources / "golden" / f"family-{name}.json", {"checkpoints": files} | golden)
        print(f"{name}: smallest margin {golden['smallest_top2_margin']}")


def first_clear(directory):
    """Weights of the first seed with clear decisions on the whole greedy path and few repetitions."""
    ids = prompt_ids()
    shapes = parameter_shapes(directory)
    for seed in count(1):
        weights = random_weights(seed, shapes, "gemma" in directory.name)
        save_file(weights, directory / "model.safetensors", metadata={"format": "pt"})
        model = load_model(directory)
        greedy_ids, margins = greedy(model, ids, GREEDY_TOKENS, ignore_eos=True)
        if min(margins) > MIN_MARGIN and len(set(greedy_ids)) >= 10:
            break
    logits = plain_logits(model, ids)
    return {
        "made_with": made_with(),
        "seed": seed,
        "prompt_ids": ids,
        "logits": jsonfile.float32(logits[-1]),
        "positions": {
            "argmax": logits.argmax(dim=-1).tolist(),
            "logsumexp": jsonfile.float32(logits.logsumexp(dim=-1)),
        },
        "greedy_ids": greedy_ids,
        "smallest_top2_margin": jsonfile.rounded(min(margins)),
    }, weights


def parameter_shapes(directory):
    from transformers import AutoConfig, AutoModelForCausalLM

    model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(directory))
    tied = model.config.tie_word_embeddings
    return {
        name: tuple(tensor.shape)
        for name, tensor in sorted(model.state_dict().items())
        if not (tied and name == "lm_head.weight")
    }


def random_weights(seed, shapes, gemma):
    """Normal values wide enough for clear decisions; norms and biases far from doing nothing, so that a forgotten one shows."""
    random = np.random.Generator(np.random.PCG64(seed))
    weights = {}
    for name, shape in shapes.items():
        if name.endswith("norm.weight"):
            values = random.uniform(0.5, 1.5, shape) - (1 if gemma else 0)
        elif name.endswith("bias"):
            values = random.standard_normal(shape)
        elif "embed" in name or "lm_head" in name:
            # Gemma multiplies embeddings; if they outweighed what layers add, a tied model would repeat its last token
            values = random.standard_normal(shape) * (0.12 if gemma else 0.5)
        else:
            values = random.standard_normal(shape) * (0.4 if "attn" in name else 0.3)
        weights[name] = torch.from_numpy(values).to(torch.float16)
    return weights


def prompt_ids():
    random = np.random.Generator(np.random.PCG64(20))
    return [1] + random.integers(3, 512, PROMPT_TOKENS - 1).tolist()


def write_gguf(resources, target, architecture, config, weights):
    writer = GGUFWriter(target, architecture)
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config["rope_theta"])
    head_dim = config.get("head_dim", config["hidden_size"] // config["num_attention_heads"])
    if "head_dim" in config:
        writer.add_key_length(head_dim)
        writer.add_value_length(head_dim)
    if config.get("sliding_window") and config.get("use_sliding_window", True):
        writer.add_sliding_window(config["sliding_window"])
    if "attn_logit_softcapping" in config:
        writer.add_attn_logit_softcapping(config["attn_logit_softcapping"])
        writer.add_final_logit_softcapping(config["final_logit_softcapping"])
    write_rope(writer, config, head_dim)
    for key, field in GGUFReader(resources / "stories260K" / "stories260K.gguf").fields.items():
        if key.startswith("tokenizer."):
            kind, *of = field.types
            writer.add_key_value(key, field.contents(), kind, *of[:1])
    paired = architecture in ("llama", "smollm3")
    for name, tensor in weights.items():
        values = tensor.to(torch.float32).numpy()
        if architecture.startswith("gemma") and name.endswith("norm.weight"):
            values = values + 1
        if paired and name.endswith(("q_proj.weight", "k_proj.weight")):
            values = pairs_together(values, values.shape[0] // head_dim)
        add_tensor(writer, gguf_name(name, architecture), values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_rope(writer, config, head_dim):
    scaling = config.get("rope_scaling") or {}
    if scaling.get("rope_type") == "linear":
        writer.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        writer.add_rope_scaling_factor(scaling["factor"])
    if config["model_type"] == "phi3":
        writer.add_rope_dimension_count(int(head_dim * config.get("partial_rotary_factor", 1.0)))
        writer.add_rope_scaling_orig_ctx_len(config["original_max_position_embeddings"])
    if scaling.get("type") == "longrope":
        factor = config["max_position_embeddings"] / config["original_max_position_embeddings"]
        attention = np.sqrt(1 + np.log(factor) / np.log(config["original_max_position_embeddings"]))
        writer.add_rope_scaling_attn_factors(float(attention))
        for kind in ("short", "long"):
            factors = np.array(scaling[f"{kind}_factor"], dtype=np.float32)
            writer.add_tensor(f"rope_factors_{kind}.weight", factors)


def gguf_name(name, architecture):
    if not name.startswith("model.layers."):
        return {
            "model.embed_tokens.weight": "token_embd.weight",
            "model.norm.weight": "output_norm.weight",
            "lm_head.weight": "output.weight",
        }[name]
    layer, part = name.removeprefix("model.layers.").split(".", 1)
    if architecture.startswith("gemma") and part == "post_attention_layernorm.weight":
        return f"blk.{layer}.post_attention_norm.weight"
    return f"blk.{layer}.{GGUF_LAYER[part]}"


def pairs_together(rows, heads):
    """Element j of a head, which turns with j + D/2, and that one: from [2, D/2] to [D/2, 2]."""
    return rows.reshape(heads, 2, -1, rows.shape[1]).swapaxes(1, 2).reshape(rows.shape)


def add_tensor(writer, name, values):
    if values.ndim == 1:
        writer.add_tensor(name, values.astype(np.float32))
    else:
        writer.add_tensor(name, values.astype(np.float16), raw_dtype=GGMLQuantizationType.F16)
