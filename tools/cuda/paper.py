"""Group 4: the speed-up that the measured costs and the published acceptance give, beside the published speed-up."""

from program import Program, flags
from shapes import shape, skip_set
from speed import DTYPE, PASSES, ROOM, contexts, costs, skip_flags
from timing import passes

ACCEPTANCE = [0.92, 0.93, 0.94]
PUBLISHED = {"13B": 1.57, "70B": 1.99}  # Zhang et al., arXiv 2309.08168
LAYERS_OF_70B = 8


def run(report, options, clock):
    check = f"13B, context {contexts(options.small)[0]}"
    measured = next((row["figures"] for row in options.earlier if row["check"] == check), None)
    with report.attempt("13B", clock) as go:
        if go:
            whole(report, options, "13B", measured)
    with report.attempt("70B", clock) as go:
        if go:
            scaled(report, options, "70B")


def whole(report, options, name, measured):
    """All layers; the costs of group 2, if it ran before, and then rounds in their real order."""
    small, context = options.small, contexts(options.small)[0]
    sizes = shape(name, small)
    program = Program(options.folder, options.device, DTYPE, sizes, context + ROOM).fill()
    program.new_slot(0, context + ROOM, fill=True)
    skipped = skip_flags(options.folder, name, sizes["layers"])
    measured = measured or costs(program, context, skipped, options)
    verify = {1: 1.0, **{int(count): v for count, v in measured["v"].items()}}
    predict(report, name, measured["c"], verify, "all layers measured")
    times = {}
    for count in (2, 4, 8, 12):
        times[count] = real_round(program, context, skipped, count, options.seconds_each) / measured["step"]
    expected = {count: count * measured["c"] + at(verify, count + 1) for count in times}
    report.row(
        f"{name}, rounds in steps of plain decoding",
        measured=times,
        K_c_plus_v=expected,
        S_at_93_percent={count: tokens(0.93, count) / time for count, time in times.items()},
    )


def real_round(program, context, skipped, count, seconds):
    """Wall time in ms of `count` drafts and their verification, by the calls that Java makes."""

    def call():
        drafted = [7]
        for index in range(count):
            drafted.append(program.draft(0, drafted[-1] % 300, context + index, index, skipped))
        program.verify(0, [token % 300 for token in drafted], context, count)

    return passes(program.device, call, seconds)["wall"]


def scaled(report, options, name):
    """A few of the layers; a pass takes a fixed time, and so much for each attention and each MLP."""
    small, context = options.small, contexts(options.small)[0]
    sizes = shape(name, small, layers=LAYERS_OF_70B)
    layers, all_layers = sizes["layers"], 80
    program = Program(options.folder, options.device, DTYPE, sizes, context + ROOM).fill()
    program.new_slot(0, context + ROOM, fill=True)

    def timed(count, attention, mlp):
        skip = flags(layers, range(attention, layers)), flags(layers, range(mlp, layers))
        ids = [5 + i for i in range(count)]
        return passes(program.device, lambda: program.forward(0, ids, context, count, skip), options.seconds_each)["ms"]

    def parts(count):
        """(fixed, an attention sub-layer, an MLP): from half of the layers to all, where the host hides behind them."""
        half = layers // 2
        full, fewer = timed(count, layers, layers), timed(count, half, half)
        attention = (full - timed(count, half, layers)) / (layers - half)
        layer = (full - fewer) / (layers - half)
        return full - layers * layer, attention, layer - attention

    source, skipped_attention, skipped_mlp = skip_set(options.folder, name, all_layers)
    fixed, attention, mlp = parts(1)
    step = fixed + all_layers * (attention + mlp)
    draft = step - len(skipped_attention) * attention - len(skipped_mlp) * mlp
    verify = {1: 1.0}
    for count in PASSES[:3] if small else PASSES:
        base, a, m = parts(count)
        verify[count] = (base + all_layers * (a + m)) / step
    report.row(
        f"{name}, {layers} of {all_layers} layers measured",
        step=step,
        attention=attention,
        mlp=mlp,
        head_and_rest=fixed,
        c=draft / step,
        v={count: v for count, v in verify.items() if count > 1},
    )
    predict(report, name, draft / step, verify, f"scaled from {layers} layers; skip set {source}")


def predict(report, name, c, verify, note):
    for acceptance in ACCEPTANCE:
        best = max((tokens(acceptance, k) / (k * c + at(verify, k + 1)), k) for k in range(1, max(verify)))
        report.row(
            f"{name}, acceptance {acceptance}",
            S=best[0],
            drafts=best[1],
            c=c,
            published_S=PUBLISHED[name],
            note=note,
        )


def tokens(acceptance, drafted):
    return (1 - acceptance ** (drafted + 1)) / (1 - acceptance)


def at(verify, count):
    """v between the measured passes, on a straight line."""
    below = max(n for n in verify if n <= count)
    above = min((n for n in verify if n >= count), default=below)
    if below == above:
        return verify[below]
    return verify[below] + (verify[above] - verify[below]) * (count - below) / (above - below)
