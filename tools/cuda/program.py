"""Every call into decoder.py, as DecoderLoader and Decoder make it. A changed signature is adapted here only."""

import json
import warnings

import torch

DTYPES = {"float16": 5, "float32": 6, "bfloat16": 15}
TORCH_DTYPES = {"float16": torch.float16, "float32": torch.float32, "bfloat16": torch.bfloat16}

# Arguments that a caller here never varies, by the program's own names: greedy, no penalties, no masks.
GREEDY = [0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0]
FIXED = {"sampling": GREEDY, "history": [], "answer": 0, "key": 0, "masks": [], "seed": 0, "workers": 1}
# roles of a layer of Llama, by which random weights are handed over
ROLES = ["attention_norm", "q", "k", "v", "o", "mlp_norm", "gate", "up", "down"]
EMBEDDING = "embedding"
# tokens of the passes that are compared with shorter ones, as in InvarianceCheck
CHECKED = 32


class Program:
    """One object of the program with its weights. Slots are numbers, as in Java."""

    def __init__(self, folder, device, dtype, shape, context):
        # libtorch keeps the switch per thread; Java sets it before every call (design/01-decoder.md).
        torch._C._set_graph_executor_optimize(False)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.module = torch.jit.load(str(folder / "decoder.pt"))
        self.device, self.dtype, self.shape, self.context = device, dtype, shape, context
        self.none = [False] * shape["layers"]
        self.all = [True] * shape["layers"]
        self._names = {}
        self._call(
            "configure",
            sizes=[shape["layers"], shape["heads"], shape["kv_heads"], shape["head_dim"]],
            norm_eps=shape["norm_eps"],
            context=context,
            device=str(device),
            weight_dtype=DTYPES[dtype],
            kernel="plain",
        )
        self._call("describe", **shape["network"])
        for rope in shape["ropes"]:
            self._call("add_rope", **rope)
        self._call("stored_as", **shape["stored_as"])
        self.flash = device != "cpu" and self._use_flash()

    def _use_flash(self):
        """Lets the program use FlashAttention, as DecoderLoader does; whether it can."""
        try:
            return bool(self._call("use_flash"))
        except RuntimeError:
            return False

    def _call(self, method, **given):
        function = getattr(self.module, method)
        if method not in self._names:
            self._names[method] = [argument.name for argument in function.schema.arguments[1:]]
        return function(*[given[name] if name in given else FIXED[name] for name in self._names[method]])

    # ---- loading

    def load(self, folder, name, manifest):
        """The weights of a prepared checkpoint."""
        file = str(folder / "models" / f"{name}.bin")
        size = (folder / "models" / f"{name}.bin").stat().st_size
        self._call("map_file", file=file, size=size)

        def stage(layer):
            for tensor in manifest["tensors"]:
                if tensor["layer"] == layer and tensor["role"] != EMBEDDING:
                    self._call("stage", worker=0, file=file, **tensor)

        for i in range(manifest["layers"]):
            stage(i)
            self._call("load_layer", worker=0, i=i)
        stage(-1)
        self._call("load_head", worker=0)
        embedding = next(tensor for tensor in manifest["tensors"] if tensor["role"] == EMBEDDING)
        where = {key: embedding[key] for key in ("type", "offset", "bytes")}
        self._call("load_embedding", file=file, size=size, rows=manifest["vocabulary"], **where)
        return self

    def fill(self):
        """Random weights, made on the device, handed over where `stage` would have put them."""
        shape, dtype = self.shape, TORCH_DTYPES[self.dtype]
        heads, kv, dim, hidden, wide = (shape[k] for k in ("heads", "kv_heads", "head_dim", "hidden", "feed_forward"))
        sizes = [(hidden,), (heads * dim, hidden), (kv * dim, hidden), (kv * dim, hidden), (hidden, heads * dim)]
        sizes += [(hidden,), (wide, hidden), (wide, hidden), (hidden, wide)]

        def weight(size):
            if len(size) == 1:
                return torch.ones(size, dtype=dtype, device=self.device)
            return torch.empty(size, dtype=dtype, device=self.device).normal_(0.0, size[1] ** -0.5)

        torch.manual_seed(1)
        for i in range(shape["layers"]):
            self.module.staged = [{name: weight(size) for name, size in zip(ROLES, sizes)}]
            self._call("load_layer", worker=0, i=i)
        self.module.staged = [{"norm": weight((hidden,)), "head": weight((shape["vocabulary"], hidden))}]
        self._call("load_head", worker=0)
        rows = torch.randn(min(1024, shape["vocabulary"]), hidden).to(dtype)
        self.module.embed_rows = rows.view(torch.uint8)
        self.module.embed_type = {"float32": "F32", "float16": "F16", "bfloat16": "BF16"}[self.dtype]
        return self

    # ---- slots

    def new_slot(self, slot, capacity, fill=False):
        self._call("new_slot", slot=slot, capacity=capacity)
        if fill:
            for layer in self.module.cache[slot]:
                layer.normal_()

    def free_slot(self, slot):
        self._call("free_slot", slot=slot)

    # ---- passes

    def check(self):
        """Whether the program finds itself bit-exact, as InvarianceCheck asks."""
        return bool(self._call("check_attention", rows=CHECKED) and self._call("check_products", rows=CHECKED))

    def forward(self, slot, tokens, pos, rows, skip=None):
        """Float32 logits [rows, V] of the last rows."""
        return self.forward_all([[slot, pos, len(tokens), rows]], tokens, skip)

    def forward_all(self, segments, tokens, skip=None):
        """As forward, of several conversations: segments as decoder.py wants them."""
        attention, mlp = skip or (self.none, self.none)
        return self._call("forward", segments=segments, tokens=tokens, skip_attention=attention, skip_mlp=mlp)

    def layers_alone(self, slot, count, pos, skip=None):
        """A call that computes the layers and logits of a pass from random rows. It copies nothing from the host, so
        a CUDA graph can hold it; `forward` copies the embedding and builds the mask."""
        attention, mlp = skip or (self.none, self.none)
        layers, module = self.shape["layers"], self.module
        last = module.norm
        first, second = module.attention_norm, module.mlp_norm
        rows = torch.randn(max(count, module.linear_rows), self.shape["hidden"], device=self.device).to(module.weights[0].dtype)
        segments = [[slot, pos, count, count]]
        turn = self._call("turn", rope=0, segments=segments)
        groups, masks = self._call("plan", segments=segments, window=0)
        where = {"segments": segments, "turn": turn, "groups": groups, "masks": masks}

        none = torch.zeros(0)

        def norm(x, weight):
            return self._call("rms_norm", x=x, weight=weight)

        def call():
            x = rows.clone()
            for i in range(layers):
                if not attention[i]:
                    mixed = self._call("attention", x=norm(x, first[i]), i=i, **where)
                    x = self._call("onto", x=x, rows=mixed, i=4 * i + 1, norm=none)
                if not mlp[i]:
                    x = self._call("onto", x=x, rows=self._call("mlp", x=norm(x, second[i]), i=i), i=4 * i + 3, norm=none)
            return self._call("linear", x=norm(x, last), i=4 * layers)

        return call

    def prefill(self, slot, tokens, pos):
        self._verify([slot, pos, len(tokens), 0], tokens)

    def draft(self, slot, token, pos, index, skip):
        """The token that the model without the skipped sub-layers writes, greedily."""
        attention, mlp = skip
        drafted = self._call(
            "draft",
            parts=[slot, pos, 1, 1, 0, 0, 0],
            tokens=[token],
            skip_attention=attention,
            skip_mlp=mlp,
            options=GREEDY,
            keys=[0],
        )
        return int(drafted[0])

    def verify(self, slot, tokens, pos, drafted):
        """How many drafts the full model accepts, and its token after them."""
        verdict = self._verify([slot, pos, len(tokens), drafted + 1], tokens)
        return int(verdict[0]), int(verdict[1])

    def _verify(self, segment, tokens):
        return self._call("verify", parts=segment + [0, 0, 0], tokens=tokens, options=GREEDY, keys=[0] * segment[3])

    # ---- filling of passes over few tokens

    def fill_rows(self, linear, attention):
        """Passes compute at least so many rows in linear layers and in attention; for experiments only."""
        self.module.linear_rows = linear
        if hasattr(self.module, "attention_rows"):
            self.module.attention_rows = attention


def flags(layers, skipped):
    return [i in skipped for i in range(layers)]


def manifest(folder, name):
    return json.loads((folder / "models" / f"{name}.json").read_text(encoding="utf-8"))


def open_model(folder, name, device, dtype):
    described = manifest(folder, name)
    return Program(folder, device, dtype, described, described["context"]).load(folder, name, described)
