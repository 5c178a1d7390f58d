"""The decoder computed twice: with the modules of transformers in float32, and from scratch in float64.

Both can leave out sub-layers: a skipped attention or MLP adds nothing, the residual passes through unchanged. Goldens
come from transformers; the float64 pass checks them and gives the rounding error that a float32 engine may have.

Dimensions: S tokens of this call, T = start + S tokens seen so far, E hidden size, H query heads, G key/value heads,
D head size, V vocabulary.
"""

import copy
import json
import math
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM, DynamicCache

NO_SKIP = ((), ())  # (attention layers left out, MLP layers left out)


def load_model(checkpoint: Path):
    """The checkpoint in float32 (whatever dtype it is stored in), with eager attention, for inference."""
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.float32, attn_implementation="eager")
    return model.eval()


@torch.inference_mode()
def plain_logits(model, ids):
    """[S] -> [S, V], transformers' own forward."""
    return model(torch.tensor([ids])).logits[0]


@torch.inference_mode()
def skip_logits(model, ids, skip=NO_SKIP, cache=None, start=0):
    """[S] -> [S, V], the layers of transformers one by one, without the sub-layers in `skip`.

    With a cache, its first `start` positions are the past, and the layers that run append to it.
    """
    attention, mlp = skip
    end = start + len(ids)
    position_ids = torch.arange(start, end)[None]
    hidden = model.model.embed_tokens(torch.tensor([ids]))  # [1, S, E]
    position_embeddings = model.model.rotary_emb(hidden, position_ids)
    mask = torch.full((len(ids), end), torch.finfo(torch.float32).min).triu(start + 1)[None, None]  # [1, 1, S, T]
    for index, layer in enumerate(model.model.layers):
        if index not in attention:
            attended, _ = layer.self_attn(
                hidden_states=layer.input_layernorm(hidden),
                position_embeddings=position_embeddings,
                attention_mask=mask,
                past_key_values=cache,
                cache_position=position_ids[0],
            )
            hidden = hidden + attended
        if index not in mlp:
            hidden = hidden + layer.mlp(layer.post_attention_layernorm(hidden))
    return model.lm_head(model.model.norm(hidden))[0]


def draft(model, prompt_ids, skip, steps):
    """Drafts `steps` tokens after the full model's first one: the prompt is prefilled by the full model, and each
    step runs without the sub-layers in `skip` on the full model's cache. Returns (ids, smallest top-2 margin)."""
    cache = DynamicCache()
    token = int(skip_logits(model, prompt_ids, cache=cache)[-1].argmax())
    ids, margins = [], []
    for position in range(len(prompt_ids), len(prompt_ids) + steps):
        logits = skip_logits(model, [token], skip, cache, position)[-1]
        token = int(logits.argmax())
        ids.append(token)
        margins.append(top2_margin(logits))
    return ids, min(margins)


@torch.inference_mode()
def greedy(model, prompt_ids, max_new_tokens, ignore_eos):
    """transformers' `generate`, greedy. Returns (new ids, top-2 margin of every step). An end-of-sequence token that
    stopped the generation is the last id."""
    inputs = torch.tensor([prompt_ids])
    checkpoint_config = model.generation_config
    # `generate` fills what is None in a given configuration from the model's, so the model's own is replaced.
    model.generation_config = copy.deepcopy(checkpoint_config)
    if ignore_eos:
        model.generation_config.eos_token_id = None
    output = model.generate(
        inputs,
        attention_mask=torch.ones_like(inputs),
        do_sample=False,
        max_new_tokens=max_new_tokens,
        pad_token_id=0,
        return_dict_in_generate=True,
        output_logits=True,
    )
    model.generation_config = checkpoint_config
    return output.sequences[0, len(prompt_ids) :].tolist(), [top2_margin(step[0]) for step in output.logits]


def top2_margin(logits):
    best, second = torch.topk(logits, 2).values.tolist()
    return best - second


class Float64Decoder:
    """A Llama decoder in float64 NumPy, written from the paper's formulas, sharing no code with transformers."""

    @classmethod
    def load(cls, checkpoint: Path):
        config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
        shards = sorted(checkpoint.glob("*.safetensors"))
        tensors = {name: tensor for shard in shards for name, tensor in load_file(shard).items()}
        return cls(config, {name: tensor.to(torch.float64).numpy() for name, tensor in tensors.items()})

    def __init__(self, config, weights):
        """`config` as in config.json, `weights` as named in a safetensors checkpoint."""
        self.layers = config["num_hidden_layers"]
        self.heads = config["num_attention_heads"]
        self.kv_heads = config.get("num_key_value_heads", self.heads)
        self.head_dim = config.get("head_dim", config["hidden_size"] // self.heads)
        self.eps = config["rms_norm_eps"]
        self.inverse_frequencies, self.attention_factor = rope(config, self.head_dim)
        self.weights = weights
        tied = config.get("tie_word_embeddings", False)
        self.head = self.weights["model.embed_tokens.weight" if tied else "lm_head.weight"]  # [V, E]

    def new_cache(self):
        empty = np.zeros((self.kv_heads, 0, self.head_dim))
        return [(empty, empty) for _ in range(self.layers)]

    def logits(self, ids, skip=NO_SKIP, cache=None, start=0):
        """[S] -> [S, V]."""
        attention, mlp = skip
        cache = self.new_cache() if cache is None else cache
        hidden = self.weights["model.embed_tokens.weight"][ids]  # [S, E]
        for layer in range(self.layers):
            if layer not in attention:
                hidden = hidden + self._attention(layer, hidden, cache, start)
            if layer not in mlp:
                hidden = hidden + self._mlp(layer, hidden)
        return self._norm(hidden, "model.norm") @ self.head.T

    def draft(self, prompt_ids, skip, steps):
        cache = self.new_cache()
        token = int(self.logits(prompt_ids, cache=cache)[-1].argmax())
        ids = []
        for position in range(len(prompt_ids), len(prompt_ids) + steps):
            token = int(self.logits([token], skip, cache, position)[-1].argmax())
            ids.append(token)
        return ids

    def _attention(self, layer, hidden, cache, start):
        prefix = f"model.layers.{layer}"
        normed = self._norm(hidden, f"{prefix}.input_layernorm")
        angles = np.outer(np.arange(start, start + len(hidden)), self.inverse_frequencies)  # [S, D / 2]
        query = rotate(self._heads(normed, f"{prefix}.self_attn.q_proj", self.heads), angles, self.attention_factor)  # [H, S, D]
        key = rotate(self._heads(normed, f"{prefix}.self_attn.k_proj", self.kv_heads), angles, self.attention_factor)  # [G, S, D]
        value = self._heads(normed, f"{prefix}.self_attn.v_proj", self.kv_heads)
        key = np.concatenate([cache[layer][0][:, :start], key], axis=1)  # [G, T, D]
        value = np.concatenate([cache[layer][1][:, :start], value], axis=1)
        cache[layer] = (key, value)
        group = self.heads // self.kv_heads
        scores = query @ np.repeat(key, group, axis=0).transpose(0, 2, 1) / math.sqrt(self.head_dim)  # [H, S, T]
        future = np.triu(np.ones(scores.shape[1:], dtype=bool), start + 1)
        scores[:, future] = -np.inf
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        mixed = weights @ np.repeat(value, group, axis=0)  # [H, S, D]
        mixed = mixed.transpose(1, 0, 2).reshape(len(hidden), -1)  # [S, H * D]
        return mixed @ self.weights[f"{prefix}.self_attn.o_proj.weight"].T

    def _mlp(self, layer, hidden):
        prefix = f"model.layers.{layer}"
        normed = self._norm(hidden, f"{prefix}.post_attention_layernorm")
        gate = normed @ self.weights[f"{prefix}.mlp.gate_proj.weight"].T
        up = normed @ self.weights[f"{prefix}.mlp.up_proj.weight"].T
        return (gate / (1 + np.exp(-gate)) * up) @ self.weights[f"{prefix}.mlp.down_proj.weight"].T

    def _heads(self, normed, name, count):
        return (normed @ self.weights[f"{name}.weight"].T).reshape(len(normed), count, -1).transpose(1, 0, 2)

    def _norm(self, hidden, name):
        scale = 1 / np.sqrt((hidden**2).mean(axis=-1, keepdims=True) + self.eps)
        return hidden * scale * self.weights[f"{name}.weight"]


def rotate(x, angles, factor):
    """Half-split rotary embedding: [heads, S, D] with angles [S, D / 2], cosine and sine multiplied by the factor."""
    first, second = np.split(x, 2, axis=-1)
    cos, sin = factor * np.cos(angles), factor * np.sin(angles)
    return np.concatenate([first * cos - second * sin, second * cos + first * sin], axis=-1)


def rope(config, head_dim):
    """[D / 2] radians per position, after rope scaling, and the attention factor."""
    frequencies = config.get("rope_theta", 10000.0) ** (-np.arange(0, head_dim, 2) / head_dim)
    scaling = config.get("rope_scaling")
    if not scaling:
        return frequencies, 1
    kind = scaling.get("rope_type", scaling.get("type"))
    if kind == "longrope":  # for sequences beyond the original context
        original = scaling["original_max_position_embeddings"]
        longer = math.log(config["max_position_embeddings"] / original)
        return frequencies / np.array(scaling["long_factor"]), math.sqrt(1 + longer / math.log(original))
    factor = scaling["factor"]
    if kind == "linear":
        return frequencies / factor, 1
    if kind == "yarn":
        return yarn(frequencies, scaling, config["rope_theta"]), 0.1 * math.log(factor) + 1
    if kind != "llama3":
        raise ValueError(f"rope_scaling type must be linear, llama3, yarn or longrope, but is: {kind}")
    # Long waves are stretched by the factor, short ones kept, those between blended.
    low, high = scaling["low_freq_factor"], scaling["high_freq_factor"]
    turns = scaling["original_max_position_embeddings"] * frequencies / (2 * math.pi)
    keep = np.clip((turns - low) / (high - low), 0, 1)
    return keep * frequencies + (1 - keep) * frequencies / factor, 1


def yarn(frequencies, scaling, theta):
    """Kept where a frequency turns more than beta_fast times within the original context, divided by the factor where it
    turns less than beta_slow times (default 1); between, in even steps from frequency to frequency."""
    count = len(frequencies)

    def index(turns):
        wavelength = scaling["original_max_position_embeddings"] / turns
        return count * math.log(wavelength / (2 * math.pi)) / math.log(theta)

    first = max(math.floor(index(scaling["beta_fast"])), 0)
    last = min(math.ceil(index(scaling.get("beta_slow", 1.0))), 2 * count - 1)
    keep = 1 - np.clip((np.arange(count) - first) / (last - first), 0, 1)
    return keep * frequencies + (1 - keep) * frequencies / scaling["factor"]
