"""Seeded random Llama checkpoints, one for each flag of `config.json`, and their golden files."""

import json
import shutil
from pathlib import Path

import numpy as np
import torch
import transformers
from safetensors.torch import save_file

import jsonfile
from reference import Float64Decoder, draft, greedy, load_model, plain_logits, rope, skip_logits

PROMPT_TOKENS = 20
GREEDY_TOKENS = 32
DRAFT_TOKENS = 8
MIN_MARGIN = 0.01  # between the two best logits on every golden path: far above float32 rounding, so no near ties
STORIES_PROMPT = "Once upon a time, there was a little girl named Lily. She"

BASE = {
    "architectures": ["LlamaForCausalLM"],
    "attention_bias": False,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "hidden_act": "silu",
    "mlp_bias": False,
    "model_type": "llama",
    "num_hidden_layers": 3,
    "rms_norm_eps": 1e-05,
    "torch_dtype": "float32",
    "use_cache": True,
    "vocab_size": 512,
}
WIDE = {"hidden_size": 32, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 48}
NARROW = {"hidden_size": 24, "num_attention_heads": 3, "intermediate_size": 40}
COMMON = {"max_position_embeddings": 256, "rope_scaling": None, "rope_theta": 10000.0, "tie_word_embeddings": True}

# name -> (seed, config, options). Seeds were picked so that the golden paths have no near ties and few repetitions.
CHECKPOINTS = {
    # As in old checkpoints: num_key_value_heads, head_dim and rope_theta are absent.
    "llama-mha": (16, NARROW | {"max_position_embeddings": 256, "tie_word_embeddings": True}, {}),
    "llama-gqa": (1, COMMON | WIDE, {}),
    # Here num_attention_heads * head_dim (32) is not hidden_size (24); tie_word_embeddings is absent, hence false.
    "llama-mqa-untied": (
        7,
        NARROW
        | {"num_attention_heads": 4, "num_key_value_heads": 1, "head_dim": 8}
        | {"max_position_embeddings": 256, "rope_theta": 500000.0},
        {},
    ),
    # Wavelengths 6.3, 19.9, 62.8 and 198.7: the first is kept, the second blended, the others stretched.
    "llama-rope-llama3": (
        4,
        COMMON
        | WIDE
        | {
            "rope_theta": 100.0,
            "rope_scaling": {
                "factor": 8.0,
                "high_freq_factor": 4.0,
                "low_freq_factor": 1.0,
                "original_max_position_embeddings": 32,
                "rope_type": "llama3",
            },
        },
        {},
    ),
    # The older key "type" instead of "rope_type".
    "llama-rope-linear": (
        14,
        COMMON | NARROW | {"num_key_value_heads": 3, "rope_scaling": {"factor": 4.0, "type": "linear"}},
        {},
    ),
    # Frequencies as for llama-rope-llama3: of the four one is kept, one blended, two stretched; an attention factor.
    "llama-rope-yarn": (
        3,
        COMMON
        | WIDE
        | {
            "rope_theta": 100.0,
            "rope_scaling": {
                "beta_fast": 4.0,
                "factor": 8.0,
                "original_max_position_embeddings": 32,
                "rope_type": "yarn",
            },
        },
        {},
    ),
    # The prompt is longer than the original context: transformers, too, takes the long factors from its first token on.
    "llama-rope-longrope": (
        1,
        COMMON
        | WIDE
        | {
            "rope_scaling": {
                "long_factor": [1.0, 1.5, 4.0, 12.0],
                "original_max_position_embeddings": 16,
                "rope_type": "longrope",
                "short_factor": [1.0, 1.0, 1.0, 1.25],
            },
        },
        {},
    ),
    # Several end-of-sequence ids; generation_config.json has one more than config.json, and it is the one that counts.
    "llama-sharded": (5, COMMON | NARROW | {"num_key_value_heads": 1}, {"shards": 3, "eos_at": (11, 19)}),
    "llama-bf16": (1, COMMON | WIDE | {"torch_dtype": "bfloat16"}, {}),
    "llama-f16": (1, COMMON | WIDE | {"torch_dtype": "float16"}, {}),
}
SKIPS = [((1,), ()), ((), (1,)), ((0,), (2,)), ((2,), (2,)), ((0, 1, 2), (0, 1, 2))]
STORIES_SKIPS = [((1,), ()), ((2,), (3,)), ((1, 3), (2,)), ((), (4,)), ((0, 1, 2, 3, 4), (0, 1, 2, 3, 4))]


def write_checkpoints(resources: Path, tokenizer: Path, names):
    for name in names:
        seed, config, options = CHECKPOINTS[name]
        directory = resources / "checkpoints" / name
        shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True)
        write_checkpoint(directory, seed, BASE | config, options)
        # The indentation of the shared tokenizer would double the size of the file.
        text = json.dumps(json.loads((tokenizer / "tokenizer.json").read_text("utf-8")), ensure_ascii=False)
        (directory / "tokenizer.json").write_text(text + "\n", encoding="utf-8")
        shutil.copyfile(tokenizer / "tokenizer_config.json", directory / "tokenizer_config.json")
        print(f"{name}: {sum(file.stat().st_size for file in directory.iterdir())} bytes")


def write_checkpoint(directory, seed, config, options):
    write_json(directory / "config.json", config)
    eos_ids = config["eos_token_id"]
    write_json(directory / "generation_config.json", generation_config(eos_ids))
    weights = random_weights(seed, config)
    shards = options.get("shards", 1)
    if shards == 1:
        save_file(weights, directory / "model.safetensors", metadata={"format": "pt"})
    else:
        write_shards(directory, weights, shards)
    if "eos_at" in options:
        add_eos_ids(directory, config, options["eos_at"])


def random_weights(seed, config):
    """Normal values wide enough for clear decisions; norms away from 1, so that a forgotten one shows."""
    random = np.random.Generator(np.random.PCG64(seed))
    hidden, heads, intermediate = config["hidden_size"], config["num_attention_heads"], config["intermediate_size"]
    head_dim = config.get("head_dim", hidden // heads)
    kv_heads = config.get("num_key_value_heads", heads)
    weights = {}

    def normal(name, rows, columns, deviation):
        weights[name] = random.standard_normal((rows, columns)) * deviation

    def norm(name):
        weights[name] = random.uniform(0.5, 1.5, hidden)

    normal("model.embed_tokens.weight", config["vocab_size"], hidden, 0.5)
    for layer in range(config["num_hidden_layers"]):
        prefix = f"model.layers.{layer}"
        norm(f"{prefix}.input_layernorm.weight")
        normal(f"{prefix}.self_attn.q_proj.weight", heads * head_dim, hidden, 0.4)
        normal(f"{prefix}.self_attn.k_proj.weight", kv_heads * head_dim, hidden, 0.4)
        normal(f"{prefix}.self_attn.v_proj.weight", kv_heads * head_dim, hidden, 0.4)
        normal(f"{prefix}.self_attn.o_proj.weight", hidden, heads * head_dim, 0.4)
        norm(f"{prefix}.post_attention_layernorm.weight")
        normal(f"{prefix}.mlp.gate_proj.weight", intermediate, hidden, 0.3)
        normal(f"{prefix}.mlp.up_proj.weight", intermediate, hidden, 0.3)
        normal(f"{prefix}.mlp.down_proj.weight", hidden, intermediate, 0.3)
    norm("model.norm.weight")
    if not config.get("tie_word_embeddings", False):
        normal("lm_head.weight", config["vocab_size"], hidden, 0.5)
    dtype = getattr(torch, config["torch_dtype"])
    return {name: torch.from_numpy(value.astype(np.float32)).to(dtype) for name, value in weights.items()}


def write_shards(directory, weights, count):
    names = sorted(weights)
    weight_map = {}
    for index in range(count):
        shard = f"model-{index + 1:05}-of-{count:05}.safetensors"
        part = names[index * len(names) // count : (index + 1) * len(names) // count]
        save_file({name: weights[name] for name in part}, directory / shard, metadata={"format": "pt"})
        weight_map |= dict.fromkeys(part, shard)
    total = sum(tensor.numel() * tensor.element_size() for tensor in weights.values())
    write_json(
        directory / "model.safetensors.index.json", {"metadata": {"total_size": total}, "weight_map": weight_map}
    )


def add_eos_ids(directory, config, steps):
    """Makes end-of-sequence ids of what the model says at the two steps: both in generation_config.json (so that the
    golden generation ends at the earlier one), only the later one in config.json."""
    ids, _ = greedy(load_model(directory), prompt_ids(), GREEDY_TOKENS, ignore_eos=True)
    early, late = (ids[step] for step in steps)
    assert ids.index(early) == steps[0] and ids.index(late) == steps[1], "pick steps with new tokens"
    write_json(directory / "config.json", config | {"eos_token_id": [2, late]})
    write_json(directory / "generation_config.json", generation_config([2, late, early]))


def generation_config(eos_ids):
    return {"bos_token_id": 1, "do_sample": False, "eos_token_id": eos_ids}


def prompt_ids():
    """A beginning-of-sequence token and random ordinary ones."""
    random = np.random.Generator(np.random.PCG64(20))
    return [1] + random.integers(3, 512, PROMPT_TOKENS - 1).tolist()


def write_goldens(resources: Path, names, stories):
    for name in names:
        golden = golden_file(resources / "checkpoints" / name, prompt_ids(), SKIPS)
        assert len(set(golden["greedy_ids"])) >= 12, f"{name}: the greedy path repeats itself, pick another seed"
        jsonfile.write(resources / "golden" / f"{name}.json", {"checkpoint": f"checkpoints/{name}"} | golden)
    check_flags_matter(resources)
    if stories:
        write_stories(resources)


def write_stories(resources: Path):
    stories = resources / "stories260K" / "stories260K"
    ids = transformers.AutoTokenizer.from_pretrained(stories)(STORIES_PROMPT)["input_ids"]
    golden = golden_file(stories, ids, STORIES_SKIPS)
    document = {"checkpoint": "stories260K/stories260K", "prompt": STORIES_PROMPT} | golden
    jsonfile.write(resources / "golden" / "stories260K.json", document)


def golden_file(checkpoint, ids, skips):
    model, exact = load_model(checkpoint), Float64Decoder.load(checkpoint)
    logits = plain_logits(model, ids)
    assert torch.equal(logits, skip_logits(model, ids)), f"{checkpoint.name}: no skips must be the plain forward"
    deviation = difference(logits, exact.logits(ids))

    greedy_ids, margins = greedy(model, ids, GREEDY_TOKENS, ignore_eos=True)
    until_eos, _ = greedy(model, ids, GREEDY_TOKENS, ignore_eos=False)
    smallest = min(margins)
    assert smallest > MIN_MARGIN, f"{checkpoint.name}: top-2 margin {smallest}, pick another seed"
    path = ids + greedy_ids[:-1]
    whole = exact.logits(path)  # one pass over everything, as a verification does
    assert whole[len(ids) - 1 :].argmax(axis=-1).tolist() == greedy_ids, f"{checkpoint.name}: float64 decides otherwise"
    deviation = max(deviation, difference(plain_logits(model, path), whole))
    assert deviation < MIN_MARGIN / 10, f"{checkpoint.name}: differs from float64 by {deviation}"

    entries = []
    for skip in skips:
        skipped = skip_logits(model, ids, skip)[-1]
        deviation = max(deviation, difference(skipped, exact.logits(ids, skip)[-1]))
        draft_ids, draft_margin = draft(model, ids, skip, DRAFT_TOKENS)
        assert draft_ids == exact.draft(ids, skip, DRAFT_TOKENS), f"{checkpoint.name} {skip}: float64 drafts otherwise"
        assert draft_margin > MIN_MARGIN / 10, f"{checkpoint.name} {skip}: top-2 margin {draft_margin}"
        entries.append(
            {
                "attention": list(skip[0]),
                "mlp": list(skip[1]),
                "logits": jsonfile.float32(skipped),
                "draft_ids": draft_ids,
                "smallest_top2_margin": jsonfile.rounded(draft_margin),
            }
        )
    print(f"{checkpoint.name}: smallest margin {smallest:.3g}, largest deviation from float64 {deviation:.3g}")
    best = logits.max(dim=-1)
    return {
        "made_with": made_with(),
        "prompt_ids": ids,
        "logits": jsonfile.float32(logits[-1]),
        "positions": {
            "argmax": best.indices.tolist(),
            "max": jsonfile.float32(best.values),
            "logsumexp": jsonfile.float32(logits.logsumexp(dim=-1)),
        },
        "greedy_ids": greedy_ids,
        "greedy_ids_until_eos": until_eos,
        "smallest_top2_margin": jsonfile.rounded(smallest),
        "largest_deviation_from_float64": jsonfile.rounded(deviation),
        "skip": entries,
    }


def check_flags_matter(resources):
    """A reader that overlooks a flag must fail by far more than rounding."""
    for name, overlooked in {
        "llama-rope-llama3": {"rope_scaling": None},
        "llama-rope-linear": {"rope_scaling": None},
        "llama-rope-yarn": {"rope_scaling": None},
        "llama-rope-longrope": {"rope_scaling": None},
        "llama-mqa-untied": {"rope_theta": 10000.0},
    }.items():
        checkpoint = resources / "checkpoints" / name
        right = Float64Decoder.load(checkpoint)
        logits = right.logits(prompt_ids())[-1]
        config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8")) | overlooked
        attention_factor = right.attention_factor
        right.inverse_frequencies, right.attention_factor = rope(config, right.head_dim)
        change = difference(logits, right.logits(prompt_ids())[-1])
        if attention_factor != 1:
            other = Float64Decoder.load(checkpoint)
            other.attention_factor = 1
            change = min(change, difference(logits, other.logits(prompt_ids())[-1]))
        assert change > 0.5, f"{name}: {overlooked} changes the logits by {change} only"


def difference(one, other):
    return float(np.abs(np.asarray(one, dtype=np.float64) - np.asarray(other, dtype=np.float64)).max())


def made_with():
    version = torch.__version__.split("+")[0]
    return f"transformers {transformers.__version__}, torch {version}, float32, CPU, eager attention"


def write_json(path, document):
    path.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n", encoding="utf-8")
