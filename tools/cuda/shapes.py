"""Real shapes with random weights, and what the published skip sets leave of them."""

import json

SHAPES = {
    "1.1B": {"layers": 22, "heads": 32, "kv_heads": 4, "head_dim": 64, "hidden": 2048, "feed_forward": 5632},
    "7B": {"layers": 32, "heads": 32, "kv_heads": 32, "head_dim": 128, "hidden": 4096, "feed_forward": 11008},
    "13B": {"layers": 40, "heads": 40, "kv_heads": 40, "head_dim": 128, "hidden": 5120, "feed_forward": 13824},
    "70B": {"layers": 80, "heads": 64, "kv_heads": 8, "head_dim": 128, "hidden": 8192, "feed_forward": 28672},
}
SMALL = {"layers": 4, "heads": 4, "kv_heads": 2, "head_dim": 32, "hidden": 128, "feed_forward": 256}

# The shapes without a published set take this one's shares, spread over their middle layers.
PUBLISHED = {"13B": "llama-2-13b", "70B": "llama-2-70b"}


def shape(name, small=False, layers=None):
    found = dict(SMALL if small else SHAPES[name])
    found["vocabulary"] = 512 if small else 32_000
    if layers is not None:
        found["layers"] = min(layers, found["layers"])
    found["norm_eps"] = 1e-5
    half = found["head_dim"] // 2
    found["ropes"] = [{"inverse_frequencies": [10_000.0 ** (-i / half) for i in range(half)], "factor": 1.0}]
    found["network"] = llama(found["layers"], found["head_dim"])
    found["stored_as"] = {"norm_offset": 0.0, "split_pairs": 0}
    return found


def llama(layers, head_dim):
    """What `describe` is told of a network with Llama's layers."""
    return {
        "windows": [0] * layers,
        "ropes": [0] * layers,
        "gelu": False,
        "embedding_scale": 1.0,
        "query_scalar": float(head_dim),
        "score_cap": 0.0,
        "logit_cap": 0.0,
    }


def skip_set(folder, name, layers):
    """(source, attention layers, MLP layers) of a shape with that many layers."""
    sets = json.loads((folder / "skip_layers.json").read_text(encoding="utf-8"))
    source = PUBLISHED.get(name, "llama-2-13b")
    published = sets[source]
    of = published["model"]["layers"]
    if of == layers:
        return source, published["attention"], published["mlp"]
    scaled = [sorted({i * layers // of for i in published[part]}) for part in ("attention", "mlp")]
    shares = [round(len(published[part]) * layers / of) for part in ("attention", "mlp")]
    return f"scaled from {source}", *(part[:share] for part, share in zip(scaled, shares))


def parameters(shape, head=True):
    """Weights that one pass reads."""
    width = (2 * shape["heads"] + 2 * shape["kv_heads"]) * shape["head_dim"]
    layer = shape["hidden"] * (width + 3 * shape["feed_forward"])
    return shape["layers"] * layer + (shape["vocabulary"] * shape["hidden"] if head else 0)


def cache_bytes(shape, positions, bytes_per_number=2):
    return 2 * shape["layers"] * shape["kv_heads"] * shape["head_dim"] * positions * bytes_per_number


def products(shape):
    """The four linear layers of a layer: name -> [out, in]."""
    hidden, wide, dim = shape["hidden"], shape["feed_forward"], shape["head_dim"]
    return {
        "qkv": ((shape["heads"] + 2 * shape["kv_heads"]) * dim, hidden),
        "o": (hidden, shape["heads"] * dim),
        "gate_up": (2 * wide, hidden),
        "down": (hidden, wide),
    }
