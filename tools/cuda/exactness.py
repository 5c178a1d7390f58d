"""Group 1: the numbers that Hugging Face's decoder gave, speculation against plain decoding, bits of a row."""

import json

import torch
from program import Program, flags, manifest, open_model
from shapes import shape

DTYPES = ["float32", "bfloat16", "float16"]

# Largest deviation from golden float32 logits; float32 as tools/golden/README.md has it. The others as a share of the
# largest logit, twice what they are on a CPU: 5 % and 0.8 %, from rounding to 8 and 11 bits in every operator.
FLOAT32 = {"smollm2-part": 1e-3}
FLOAT32_TINY = 5e-4
SHARE = {"bfloat16": 0.1, "float16": 0.015}
# Random networks of a few layers can amplify rounding.
SHARE_OF_FAMILIES = {"bfloat16": 0.6, "float16": 0.05}

SPECULATED = ["llama-gqa", "stories260K", "smollm2-part"]
DRAFTED = 4
MOST_ROWS = 17


def run(report, options, clock):
    folder, device = options.folder, options.device
    golden = read_golden(folder, options)
    float32_is_float32(report, device)
    for dtype in DTYPES:
        few = options.small and dtype != "float32"
        logits(report, folder, device, dtype, dict(list(golden.items())[:4]) if few else golden, clock)
    for name in SPECULATED:
        if name in golden:
            for dtype in DTYPES:
                speculation(report, folder, device, dtype, golden[name], name, clock, options.small)
    if "smollm2-part" not in golden:
        report.row("smollm2-part", "skipped", "it was not prepared (--smollm2 FILE)")
    import answers  # which takes from this file

    answers.run(report, options, clock)
    bits(report, options, golden, clock)


def read_golden(folder, options):
    """Model -> golden entry with prompt_ids, logits, greedy_ids and perhaps skip[]."""
    found, families = {}, {}
    for file in sorted((folder / "golden").glob("*.json")):
        document = json.loads(file.read_text(encoding="utf-8"))
        if "checkpoint" in document:
            found[file.stem] = document
        for entry in document.get("files", []):
            found[entry["file"]] = {**entry, "prompt_ids": document["prompt_ids"], "skip": []}
        for checkpoint in document.get("checkpoints", []):
            name = "family-" + checkpoint.split("/")[-1]
            if (folder / "models" / f"{name}.json").exists():
                families[name] = {**document, "skip": []}
    if "wrong-logit" in options.plant:
        found["llama-gqa"]["logits"][7] += 0.01
    return found | families


def float32_is_float32(report, device):
    """TF32 keeps 10 bits of a float32: the error of a product tells whether it is on."""
    with report.attempt("TF32 is off"):
        torch.manual_seed(1)
        a, b = (torch.randn(512, 512, device=device) for _ in range(2))
        exact = a.double() @ b.double()
        error = float((a @ b - exact).norm() / exact.norm())
        report.row(
            "TF32 is off",
            "ok" if error < 1e-5 else "wrong",
            relative_error=error,
            matmul_allow_tf32=torch.backends.cuda.matmul.allow_tf32,
            precision=torch.get_float32_matmul_precision(),
            reduced_sums_bf16=torch.backends.cuda.matmul.allow_bf16_reduced_precision_reduction,
        )


# ---- golden logits


def logits(report, folder, device, dtype, golden, clock):
    worst, right, total, same_best = (0.0, ""), 0, 0, 0
    for name, expected in golden.items():
        with report.attempt(f"golden {name}, {dtype}", clock) as go:
            if not go:
                return
            program = open_model(folder, name, device, dtype)
            total += 1
            faults, deviation, same = compare(program, name, dtype, expected)
            worst = max(worst, (deviation, name))
            same_best += same
            right += not faults
            if faults:
                report.row(f"golden {name}, {dtype}", "wrong", "; ".join(faults))
    report.row(
        f"golden checkpoints, {dtype}",
        "ok" if right == total else "figures",  # each wrong one has been told
        right=f"{right} of {total}",
        same_first_token=f"{same_best} of {total}",
        largest_deviation=worst[0],
        of=worst[1],
    )


def compare(program, name, dtype, expected):
    """([faults], largest deviation of the logits as a number or a share, whether the best token is the same)."""
    faults = []
    prompt, greedy = expected["prompt_ids"], expected["greedy_ids"]
    wanted = torch.tensor(expected["logits"])
    program.new_slot(0, len(prompt) + len(greedy) + 1)
    got = program.forward(0, prompt, 0, 1)[0].float().cpu()
    deviation = float((got - wanted).abs().max())
    limit = FLOAT32.get(name, FLOAT32_TINY)
    if dtype != "float32":
        deviation /= float(wanted.abs().max())
        limit = (SHARE_OF_FAMILIES if name.startswith("family-") else SHARE)[dtype]
    if not deviation <= limit:
        faults.append(f"a logit deviates by {deviation:.2e}, more than {limit:.0e}")
    if dtype == "float32":
        if plain(program, prompt, len(greedy)) != greedy:
            faults.append("greedy tokens differ")
        for skip in expected["skip"]:
            if drafts(program, prompt, greedy[0], skip) != skip["draft_ids"]:
                faults.append(f"drafts differ without {skip['attention']}, {skip['mlp']}")
    return faults, deviation, int(got.argmax()) == int(wanted.argmax())


def plain(program, prompt, count):
    """Greedy tokens, one pass each."""
    program.free_slot(0)
    program.new_slot(0, len(prompt) + count + 1)
    program.prefill(0, prompt[:-1], 0)
    tokens = list(prompt)
    for _ in range(count):
        tokens.append(program.verify(0, tokens[-1:], len(tokens) - 1, 0)[1])
    return tokens[len(prompt) :]


def drafts(program, prompt, first, skip):
    layers = program.shape["layers"]
    skipped = flags(layers, skip["attention"]), flags(layers, skip["mlp"])
    program.free_slot(0)
    program.new_slot(0, len(prompt) + 1 + len(skip["draft_ids"]))
    program.prefill(0, prompt, 0)
    found, token = [], first
    for index in range(len(skip["draft_ids"])):
        token = program.draft(0, token, len(prompt) + index, index, skipped)
        found.append(token)
    return found


# ---- speculation


def speculation(report, folder, device, dtype, expected, name, clock, small):
    check = f"greedy == speculative, {name}, {dtype}"
    with report.attempt(check, clock) as go:
        if not go:
            return
        program = open_model(folder, name, device, dtype)
        prompt = expected["prompt_ids"]
        count = min(16 if small else 200, program.context - len(prompt) - DRAFTED - 2)
        program.new_slot(0, program.context)
        wanted = plain(program, prompt, count)
        layers = program.shape["layers"]
        skipped = flags(layers, [layers // 2]), flags(layers, [layers - 2])
        got, drafted, accepted = rounds(program, prompt, count, skipped)
        same = next((i for i in range(count) if got[i] != wanted[i]), count)
        state = "ok" if same == count else "wrong" if dtype == "float32" else "figures"
        report.row(
            check,
            state,
            equal_until=f"{same} of {count}",
            best_token_changed=f"{flips(program, prompt, wanted)} of {count}",
            accepted=f"{accepted} of {drafted}",
        )


def rounds(program, prompt, count, skipped):
    """Rounds of draft, verify and rollback as SpeculativeDecoding runs them -> (tokens, drafted, accepted)."""
    program.free_slot(0)
    program.new_slot(0, program.context)
    program.prefill(0, prompt[:-1], 0)
    tokens, drafted, accepted = list(prompt), 0, 0
    while len(tokens) < len(prompt) + count:
        known = len(tokens)
        for index in range(DRAFTED):
            tokens.append(program.draft(0, tokens[-1], len(tokens) - 1, index, skipped))
        kept, following = program.verify(0, tokens[known - 1 :], known - 1, DRAFTED)
        tokens = tokens[: known + kept] + [following]
        drafted, accepted = drafted + DRAFTED, accepted + kept
    return tokens[len(prompt) :][:count], drafted, accepted


def flips(program, prompt, text):
    """How many tokens that plain decoding wrote are not the best ones of passes over DRAFTED + 1 tokens."""
    program.free_slot(0)
    program.new_slot(0, program.context)
    program.prefill(0, prompt[:-1], 0)
    fed = [prompt[-1], *text[:-1]]
    best = []
    for first in range(0, len(fed), DRAFTED + 1):
        part = fed[first : first + DRAFTED + 1]
        rows = program.forward(0, part, len(prompt) - 1 + first, len(part))
        best += rows.argmax(-1).tolist()
    return sum(a != b for a, b in zip(best, text))


# ---- bits of a row


def bits(report, options, golden, clock):
    """Is a row bit for bit the same in passes of 1 to 17 tokens, as it is, and with passes that are not filled up?"""
    wide = shape("7B", options.small, layers=2)
    names = [name for name in ("stories260K", "smollm2-part") if name in golden]
    for dtype in DTYPES:
        for name in [*names, "2 layers of 7B, random"]:
            check = f"bits of a row, {name}, {dtype}"
            with report.attempt(check, clock) as go:
                if not go:
                    return
                if name in names:
                    program = open_model(options.folder, name, options.device, dtype)
                else:
                    program = Program(options.folder, options.device, dtype, wide, 2048).fill()
                bits_of(report, check, program, options.small)


def bits_of(report, check, program, small):
    start = 40 if small else 200
    generator = torch.Generator().manual_seed(3)
    tokens = torch.randint(3, min(1024, program.shape["vocabulary"]), (start + MOST_ROWS,), generator=generator).tolist()
    program.new_slot(0, start + MOST_ROWS + 1)
    most = 5 if small else MOST_ROWS
    exact = program.check()
    found = row_bits(program, tokens, start, most)
    wrong = exact and found["first_pass_that_differs"] != "none"
    report.row(check, state="wrong" if wrong else "figures", check_at_load="exact" if exact else "rounding", **found)
    differ = bits_in_company(program, tokens, start)
    report.row(f"{check}, several conversations", state="wrong" if exact and differ else "figures", rows_that_differ=differ)
    program.fill_rows(1, 1)
    report.row(f"{check}, not filled up", **row_bits(program, tokens, start, most))


def bits_in_company(program, tokens, start):
    """How many tokens of a pass of several conversations have other logits than in a pass alone."""
    segments, fed = [], []
    for number, count in enumerate([1, 3, 1, 5], 1):
        pos = start // number
        program.new_slot(number, start + MOST_ROWS + 1)
        program.prefill(number, tokens[:pos], 0)
        segments.append([number, pos, count, count])
        fed.append(tokens[pos : pos + count])
    together = program.forward_all(segments, sum(fed, [])).clone()
    alone = torch.cat([program.forward_all([segment], own).clone() for segment, own in zip(segments, fed)])
    for segment in segments:
        program.free_slot(segment[0])
    return int((together != alone).any(-1).sum())


def row_bits(program, tokens, start, most):
    program.prefill(0, tokens[:start], 0)
    single = [program.forward(0, [tokens[p]], p, 1)[0].clone() for p in range(start, start + most)]
    first_different, largest, equal, total, kinds = 0, 0.0, 0, 0, []
    for n in range(1, most + 1):
        rows = program.forward(0, tokens[start : start + n], start, n)
        for i in range(n):
            same = torch.equal(rows[i], single[i])
            total += 1
            equal += same
            if not same:
                first_different = first_different or n
                largest = max(largest, float((rows[i] - single[i]).abs().max()))
        kind = next((k for k in kinds if torch.equal(k[0], rows[0])), None)
        if kind is None:
            kinds.append((rows[0].clone(), [n]))
        else:
            kind[1].append(n)
    return {
        "first_pass_that_differs": first_different or "none",
        "rows_equal": f"{equal} of {total}",
        "largest_difference": largest,
        "passes_with_the_same_bits": [spans(numbers) for _, numbers in kinds],
    }


def spans(numbers):
    """[1, 2, 3, 5] -> "1-3 5"."""
    parts = []
    for n in numbers:
        if parts and parts[-1][1] == n - 1:
            parts[-1][1] = n
        else:
            parts.append([n, n])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


# ---- golden vectors of the part of SmolLM2, when the folder is prepared


def make_golden(folder):
    """By this program in float32 on the CPU, which the tests compare with Hugging Face's decoder."""
    name = "smollm2-part"
    described = manifest(folder, name)
    chats = json.loads((folder / "golden" / "smollm2-135m-instruct.json").read_text(encoding="utf-8"))["chats"]
    prompt = [token for token in chats[0]["ids"] if token < described["vocabulary"]][:64]
    program = open_model(folder, name, "cpu", "float32")
    program.new_slot(0, 512)
    logits = program.forward(0, prompt, 0, 1)[0]
    document = {
        "checkpoint": name,
        "prompt_ids": prompt,
        "logits": logits.tolist(),
        "greedy_ids": plain(program, prompt, 64),
        "skip": [],
    }
    (folder / "golden" / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    print(f"golden vectors of {name}: a prompt of {len(prompt)} tokens")
