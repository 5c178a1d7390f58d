"""Group 2: passes of real shapes with random bfloat16 weights, and what they are of the card's bandwidth."""

import torch
from program import Program, flags
from shapes import cache_bytes, parameters, shape, skip_set
from timing import Clock, as_graph, copy_bandwidth, is_cuda, launches, passes, queued, together
from torch.nn.attention.bias import causal_lower_right

DTYPE = "bfloat16"
NAMES = ["1.1B", "7B", "13B"]
CONTEXTS = [512, 8_192]
PROMPTS = [512, 4_096]
CHUNK = 1024  # Decoder.prefillChunk
PASSES = [2, 3, 4, 5, 6, 8, 9, 12, 16, 17, 24, 32]
SMALL_PASSES = [2, 5, 13, 32]
ROOM = 64


def run(report, options, clock):
    device, small = options.device, options.small
    bandwidth = None
    with report.attempt("copy bandwidth", clock):
        bandwidth = copy_bandwidth(device, (1 << 22) if small else (1 << 31))
        report.row("copy bandwidth", GB_per_s=bandwidth)
    for number, name in enumerate(NAMES):
        with report.attempt(name, clock) as go:
            if go:
                if number == 1 and "out-of-memory" in options.plant:
                    torch.empty(1 << 50, dtype=torch.uint8, device=device)
                share = Clock(clock.left() / (len(NAMES) - number))
                one_shape(report, options, name, bandwidth, share)


def contexts(small):
    return [32, 64] if small else CONTEXTS


def one_shape(report, options, name, bandwidth, clock):
    device, small = options.device, options.small
    sizes = shape(name, small)
    capacity = contexts(small)[-1] + ROOM
    program = Program(options.folder, device, DTYPE, sizes, capacity).fill()
    program.new_slot(0, capacity, fill=True)
    skipped = skip_flags(options.folder, name, sizes["layers"])
    for context in contexts(small):
        check = f"{name}, context {context}"
        read = 2 * parameters(sizes) + cache_bytes(sizes, context)
        with report.attempt(check, clock) as go:
            if go:
                figures = costs(program, context, skipped, options)
                step = figures["decode"]["ms"]
                report.row(check, **figures, **bandwidths(read, step, bandwidth))
        with report.attempt(f"{check}, as a graph", clock) as go:
            if go:
                figures = graph_costs(program, context, skipped, options)
                report.row(f"{check}, as a graph", **figures, **bandwidths(read, figures["decode_ms"], bandwidth))
    with report.attempt(f"{name}, launches", clock) as go:
        if go:
            count_launches(report, program, name, contexts(small)[0])
    for prompt in [24, 48] if small else PROMPTS:
        with report.attempt(f"{name}, prefill {prompt}", clock) as go:
            if go:
                prefill(report, program, name, prompt, options.seconds_each)
    with report.attempt(f"{name}, a chunk behind others", clock) as go:
        if go:
            chunk_behind(report, program, name, contexts(small)[-1], options.seconds_each)


def bandwidths(read, ms, copy):
    found = {"GB_per_s": read / ms / 1e6}
    if copy:
        found["share_of_copy"] = found["GB_per_s"] / copy
    return found


def skip_flags(folder, name, layers):
    _, attention, mlp = skip_set(folder, name, layers)
    return flags(layers, attention), flags(layers, mlp)


def costs(program, context, skipped, options):
    """Times in ms and, as v and c, in plain passes. The passes end before the context's last position."""
    counts = SMALL_PASSES if options.small else PASSES
    ids = [5 + i % 300 for i in range(max(counts))]
    calls = {
        "draft": lambda: program.draft(0, ids[0], context, 0, skipped),
        "draft pass": lambda: program.forward(0, ids[:1], context, 1, skipped),
    }
    for count in [1, *counts]:
        calls["step", count] = lambda c=count: program.verify(0, ids[:c], context, c - 1)
        calls["pass", count] = lambda c=count: program.forward(0, ids[:c], context, c)
    times = together(program.device, calls, options.seconds_each)
    decode, step = times["pass", 1], times["step", 1]["wall"]
    return {
        "decode": decode,
        "step": step,
        "tokens_per_s": 1e3 / step,
        "draft": times["draft"]["wall"],
        "c": times["draft"]["wall"] / step,
        "c_of_passes": times["draft pass"]["ms"] / decode["ms"],
        "v": {count: times["step", count]["wall"] / step for count in counts},
        "v_of_passes": {count: times["pass", count]["ms"] / decode["ms"] for count in counts},
    }


def graph_time(program, context, count, skip=None):
    """Milliseconds of a pass's layers and logits as one CUDA graph: what is left when launches cost nothing."""
    call = as_graph(program.device, program.layers_alone(0, count, context, skip))
    return queued(program.device, call, 5)


def graph_costs(program, context, skipped, options):
    counts = SMALL_PASSES if options.small else PASSES
    decode = graph_time(program, context, 1)
    draft = graph_time(program, context, 1, skipped)
    verify = {count: graph_time(program, context, count) / decode for count in counts}
    return {"decode_ms": decode, "draft_ms": draft, "c": draft / decode, "v": verify}


def count_launches(report, program, name, context):
    layers = program.shape["layers"]

    def one(skip=None):
        return launches(program.device, lambda: program.forward(0, [7], context, 1, skip))

    taken = passes(program.device, lambda: program.forward(0, [7], context, 1), 0.2)
    full, empty = one(), one((program.all, program.all))
    no_attention, no_mlp = one((program.all, program.none)), one((program.none, program.all))
    unit = "kernels" if is_cuda(program.device) else "operators"
    report.row(
        f"{name}, {unit} of a pass",
        all=full[0],
        copies=full[1],
        a_layer=(full[0] - empty[0]) / layers,
        attention=(full[0] - no_attention[0]) / layers,
        mlp=(full[0] - no_mlp[0]) / layers,
        outside_of_layers=empty[0],
        pass_ms=taken["ms"],
        busy_ms=full[2],
        note="the host bounds it" if is_cuda(program.device) and full[2] < 0.9 * taken["ms"] else "",
    )


def prefill(report, program, name, prompt, seconds):
    tokens = [5 + i % 300 for i in range(prompt)]

    def read():
        for first in range(0, prompt, CHUNK):
            program.prefill(0, tokens[first : first + CHUNK], first)

    time = passes(program.device, read, 2 * seconds, most=10)
    report.row(f"{name}, prefill {prompt}", ms=time["ms"], host=time["host"], tokens_per_s=1e3 * prompt / time["ms"])


def chunk_behind(report, program, name, context, seconds):
    """The last chunk of a long prompt, and its attention as one fused operator a layer, G = 1."""
    sizes, device = program.shape, program.device
    chunk = min(CHUNK, context // 2)
    tokens = [5 + i % 300 for i in range(chunk)]
    whole = passes(device, lambda: program.prefill(0, tokens, context - chunk), seconds, most=10)
    q = torch.randn(1, sizes["heads"], chunk, sizes["head_dim"], device=device, dtype=torch.bfloat16)
    kv = torch.randn(2, 1, sizes["heads"], context, sizes["head_dim"], device=device, dtype=torch.bfloat16)
    mask = causal_lower_right(chunk, context)
    attend = torch.nn.functional.scaled_dot_product_attention
    fused = queued(device, lambda: attend(q, kv[0], kv[1], attn_mask=mask), 3)
    report.row(
        f"{name}, {chunk} tokens behind {context - chunk}", ms=whole["ms"], fused_attention_ms=fused * sizes["layers"]
    )
