"""Group 3: several conversations, and 4-bit weights. Each row says what it is."""

import torch
from program import Program
from shapes import products, shape
from speed import DTYPE
from timing import is_cuda, queued, together

CONVERSATIONS = [1, 2, 4, 8, 16, 32]
ROWS = [1, 2, 3, 4, 6, 8, 12, 16]
GROUP = 64
TILES = 8


def run(report, options, clock):
    int4(report, options, clock)
    with report.attempt("conversations", clock) as go:
        if go:
            conversations(report, options, clock)


# ---- conversations


def conversations(report, options, clock):
    small, device = options.small, options.device
    name, context = "7B", 24 if small else 512
    sizes = shape(name, small)
    numbers = CONVERSATIONS[:3] if small else CONVERSATIONS
    program = Program(options.folder, device, DTYPE, sizes, context + 64).fill()
    for slot in range(numbers[-1]):
        program.new_slot(slot, context + 2, fill=True)
    ways = {
        "one after the other": one_after_the_other,
        "one pass for all": shared_pass,
        "B rows of one conversation (linear layers)": rows_of_one,
        "attention alone, fused, all at once": fused_attention,
    }
    for way, measure in ways.items():
        check = f"{name}, context {context}, {way}"
        with report.attempt(check, clock) as go:
            if go:
                calls = {count: measure(program, count, context) for count in numbers}
                times = {count: time["ms"] for count, time in together(device, calls, options.seconds_each).items()}
                report.row(check, ms=times, tokens_per_s={count: 1e3 * count / ms for count, ms in times.items()})


def one_after_the_other(program, count, context):
    def call():
        for slot in range(count):
            program.forward(slot, [7], context, 1)

    return call


def shared_pass(program, count, context):
    """What the engine does: linear layers over all rows, attention in a loop."""
    segments = [[slot, context, 1, 1] for slot in range(count)]
    return lambda: program.forward_all(segments, [7] * count)


def rows_of_one(program, count, context):
    return lambda: program.forward(0, list(range(7, 7 + count)), 0, count)


def fused_attention(program, count, context):
    """scaled_dot_product_attention of one query each, in all layers, over a cache laid out for it."""
    sizes, device = program.shape, program.device
    dtype = torch.bfloat16
    q = torch.randn(count, sizes["heads"], 1, sizes["head_dim"], device=device, dtype=dtype)
    kv = [
        torch.randn(count, sizes["kv_heads"], context, sizes["head_dim"], device=device, dtype=dtype) for _ in range(2)
    ]
    attend = torch.nn.functional.scaled_dot_product_attention

    def call():
        for _ in range(sizes["layers"]):
            attend(q, kv[0], kv[1], enable_gqa=sizes["heads"] != sizes["kv_heads"])

    return call


# ---- 4-bit weights


def pack(weight, device):
    """[out, in] numbers 0..15 -> the layout of this device's kernel."""
    if is_cuda(device):
        halves = (weight[:, ::2] << 4 | weight[:, 1::2]).to(torch.uint8)
        return torch.ops.aten._convert_weight_to_int4pack(halves, TILES)
    return torch.ops.aten._convert_weight_to_int4pack_for_cpu(weight, TILES)


def multiply(device):
    if is_cuda(device):
        return torch.ops.aten._weight_int4pack_mm.default
    return torch.ops.aten._weight_int4pack_mm_for_cpu.default


def int4(report, options, clock):
    device = options.device
    found = False
    with report.attempt("int4 product", clock) as go:
        if go:
            if "missing-kernel" in options.plant:
                _ = torch.ops.aten._weight_int4pack_mm.planted
            product_is_right(report, device)
            found = True
    if not found:
        return
    for name in ["1.1B", "7B", "13B"]:
        check = f"int4 and bfloat16, linear layers of {name}"
        with report.attempt(check, clock) as go:
            if go:
                linear_layers(report, check, options, shape(name, options.small))


def product_is_right(report, device):
    torch.manual_seed(1)
    out, width = 256, 512
    weight = torch.randint(0, 16, (out, width), dtype=torch.int32, device=device)
    scales = torch.rand(width // GROUP, out, 2, device=device).to(torch.bfloat16)
    x = torch.randn(5, width, device=device).to(torch.bfloat16)
    got = multiply(device)(x, pack(weight, device), GROUP, scales).float()
    scale, zero = (scales[:, :, part].float().t().repeat_interleave(GROUP, 1) for part in range(2))
    wanted = x.float() @ ((weight.float() - 8) * scale + zero).t()
    error = float((got - wanted).norm() / wanted.norm())
    report.row("int4 product", relative_error=error, note="right" if error < 0.01 else "WRONG layout or kernel")


def linear_layers(report, check, options, sizes):
    """One layer's four products. Copies of them, more than the card's cache holds, are used in turn."""
    device, dtype = options.device, torch.bfloat16
    shapes = products(sizes)
    layer_bytes = sum(out * width for out, width in shapes.values()) // 2
    copies = 2 if options.small else max(2, -(-200_000_000 // layer_bytes))
    plain, packed = [], []
    for _ in range(copies):
        for out, width in shapes.values():
            plain.append(torch.empty(out, width, dtype=dtype, device=device).normal_(0.0, width**-0.5))
            weight = torch.randint(0, 16, (out, width), dtype=torch.int32, device=device)
            scales = torch.full((width // GROUP, out, 2), 0.01, dtype=dtype, device=device)
            packed.append((width, pack(weight, device), scales))
    product = multiply(device)
    times = {"int4": {}, "bf16": {}}
    for rows in ROWS[:4] if options.small else ROWS:
        x = {width: torch.randn(rows, width, device=device).to(dtype) for _, width in shapes.values()}

        def bf16(x=x):
            for weight in plain:
                torch.nn.functional.linear(x[weight.size(1)], weight)

        def int4(x=x):
            for width, weight, scales in packed:
                product(x[width], weight, GROUP, scales)

        times["bf16"][rows] = 1e3 * queued(device, bf16, 2) / copies
        times["int4"][rows] = 1e3 * queued(device, int4, 2) / copies
    report.row(
        check,
        us_a_layer_bf16=times["bf16"],
        us_a_layer_int4=times["int4"],
        as_draft_c=times["int4"][1] / times["bf16"][1],
        v_bf16={rows: time / times["bf16"][1] for rows, time in times["bf16"].items()},
        v_int4={rows: time / times["int4"][1] for rows, time in times["int4"].items()},
    )
