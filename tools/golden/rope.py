"""Rotary frequencies and attention factors that transformers computes for the rope scalings of real models."""

import copy
from pathlib import Path

import torch
import transformers
from transformers import LlamaConfig, Phi3Config
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS
from transformers.models.llama.modeling_llama import LlamaRotaryEmbedding

import jsonfile

LLAMA_3_1 = {"rope_type": "llama3", "low_freq_factor": 1.0, "high_freq_factor": 4.0}
QWEN = {"hidden_size": 3584, "num_attention_heads": 28, "max_position_embeddings": 32768}
HEAD_64 = {"hidden_size": 512, "num_attention_heads": 8}
PHI = {"hidden_size": 64, "num_attention_heads": 4, "rope_theta": 10000.0, "original_max_position_embeddings": 4096}
# The first lists of Phi-3.5-mini, shortened from 48 to 8 entries.
PHI_3_5 = {
    "short_factor": [1.0, 1.02, 1.03, 1.05, 1.1, 1.5, 2.3, 2.8],
    "long_factor": [1.08, 1.11, 1.14, 1.34, 2.96, 15.3, 47.6, 64.8],
}

# name -> (class, config.json, longest sequence)
CASES = {
    "default, theta of Llama 3": (LlamaConfig, HEAD_64 | {"rope_theta": 500000.0}, 2048),
    "linear, old key": (LlamaConfig, HEAD_64 | {"rope_scaling": {"type": "linear", "factor": 4.0}}, 2048),
    "dynamic, up to the model's own context": (
        LlamaConfig,
        HEAD_64 | {"max_position_embeddings": 4096, "rope_scaling": {"rope_type": "dynamic", "factor": 2.0}},
        4096,
    ),
    "Llama 3.1 8B": (
        LlamaConfig,
        {"hidden_size": 4096, "num_attention_heads": 32, "max_position_embeddings": 131072, "rope_theta": 500000.0}
        | {"rope_scaling": LLAMA_3_1 | {"factor": 8.0, "original_max_position_embeddings": 8192}},
        131072,
    ),
    "Llama 3.2 1B, rope_parameters": (
        LlamaConfig,
        {"hidden_size": 2048, "num_attention_heads": 32, "head_dim": 64, "max_position_embeddings": 131072}
        | {
            "rope_parameters": LLAMA_3_1
            | {"factor": 32.0, "original_max_position_embeddings": 8192, "rope_theta": 500000.0}
        },
        131072,
    ),
    "Qwen2.5 7B, yarn": (
        LlamaConfig,
        QWEN
        | {"rope_theta": 1000000.0}
        | {"rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32768}},
        131072,
    ),
    "yarn, factor from the contexts": (
        LlamaConfig,
        QWEN
        | {"rope_theta": 1000000.0, "max_position_embeddings": 65536}
        | {"rope_scaling": {"rope_type": "yarn", "factor": None, "original_max_position_embeddings": 8192}},
        65536,
    ),
    "DeepSeek, yarn with mscale": (
        LlamaConfig,
        HEAD_64
        | {"rope_theta": 10000.0, "max_position_embeddings": 163840}
        | {
            "rope_scaling": {
                "beta_fast": 32,
                "beta_slow": 1,
                "factor": 40,
                "mscale": 1.0,
                "mscale_all_dim": 0.707,
                "original_max_position_embeddings": 4096,
                "type": "yarn",
            }
        },
        4096,
    ),
    "gpt-oss, yarn not truncated": (
        LlamaConfig,
        HEAD_64
        | {"rope_theta": 150000.0, "max_position_embeddings": 131072}
        | {
            "rope_scaling": {
                "beta_fast": 32.0,
                "beta_slow": 1.0,
                "factor": 32.0,
                "original_max_position_embeddings": 4096,
                "rope_type": "yarn",
                "truncate": False,
            }
        },
        131072,
    ),
    "yarn with its own betas and attention factor": (
        LlamaConfig,
        HEAD_64
        | {"rope_theta": 500000.0, "max_position_embeddings": 65536}
        | {
            "rope_scaling": {
                "attention_factor": 1.25,
                "beta_fast": 16.0,
                "beta_slow": 2.0,
                "factor": 8.0,
                "original_max_position_embeddings": 8192,
                "rope_type": "yarn",
            }
        },
        65536,
    ),
    "Phi-3.5-mini, long": (
        Phi3Config,
        PHI | {"max_position_embeddings": 131072, "rope_scaling": PHI_3_5 | {"type": "longrope"}},
        131072,
    ),
    "Phi-3.5-mini, short": (
        Phi3Config,
        PHI | {"max_position_embeddings": 131072, "rope_scaling": PHI_3_5 | {"type": "longrope"}},
        4096,
    ),
    "Phi-4-mini, three quarters of a head": (
        Phi3Config,
        PHI
        | {"hidden_size": 128, "max_position_embeddings": 131072, "partial_rotary_factor": 0.75}
        | {
            "rope_scaling": {
                "long_factor": [1, 1.118320672, 1.250641126, 1.398617824, 2.7, 5.3, 9.1, 14.2, 20.5, 26.6, 31.1, 32.3],
                "short_factor": [1.0] * 12,
                "type": "longrope",
            }
        },
        131072,
    ),
    "longrope with factor and attention factor": (
        LlamaConfig,
        PHI
        | {"max_position_embeddings": 32768}
        | {"rope_scaling": PHI_3_5 | {"rope_type": "longrope", "factor": 16.0, "attention_factor": 1.19}},
        32768,
    ),
}


def write_golden(resources: Path):
    cases = []
    for name, (kind, given, context) in CASES.items():
        config = kind(**copy.deepcopy(given))  # which changes what it is given
        frequencies, attention_factor = table(config, context)
        cases.append(
            {
                "name": name,
                "config": given,
                "rotary_dims": 2 * len(frequencies),
                "context": context,
                "inverse_frequencies": jsonfile.float32(frequencies),
                "attention_factor": float(attention_factor),
            }
        )
    check_dynamic()
    made_with = f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}, float32, CPU"
    jsonfile.write(resources / "golden" / "rope.json", {"made_with": made_with, "cases": cases})


def table(config, context):
    kind = config.rope_parameters["rope_type"]
    if kind == "default":
        return LlamaRotaryEmbedding.compute_default_rope_parameters(config)
    return ROPE_INIT_FUNCTIONS[kind](config, device="cpu", seq_len=context)


def check_dynamic():
    """Up to max_position_embeddings "dynamic" is "default", beyond it is not."""
    _, given, context = CASES["dynamic, up to the model's own context"]
    config = LlamaConfig(**copy.deepcopy(given))
    plain, _ = LlamaRotaryEmbedding.compute_default_rope_parameters(config)
    for length in (None, 1, context):
        assert torch.equal(table(config, length)[0], plain), length
    assert not torch.equal(table(config, context + 1)[0], plain)
