"""Whole answers of SmolLM2, for the group `exactness`: rounds of 1 to 8 drafts against plain decoding."""

import json
import random

from exactness import DTYPES, plain
from program import manifest, open_model

MODEL = "smollm2-part"
MOST_DRAFTS = 8
LENGTH = 64


def run(report, options, clock):
    """As LongAnswersIT does it in Java: the drafts are the answer itself, one in eight wrong."""
    file = options.folder / "questions.json"
    if not file.exists():
        return
    described = manifest(options.folder, MODEL)
    questions = json.loads(file.read_text(encoding="utf-8"))
    questions = [[token for token in ids if token < described["vocabulary"]] for ids in questions]
    for dtype in DTYPES[:1] if options.small else DTYPES:
        check = f"answers, SmolLM2 of {described['layers']} layers, {dtype}"
        with report.attempt(check, clock) as go:
            if go:
                program = open_model(options.folder, MODEL, options.device, dtype)
                report.row(check, **compare(program, questions[: 2 if options.small else 50], clock))


def compare(program, questions, clock):
    exact = program.check()
    same = asked = drafted = accepted = 0
    for number, question in enumerate(questions):
        if asked and clock.left() < 0:
            break
        program.new_slot(0, len(question) + LENGTH + MOST_DRAFTS + 1)
        wanted = plain(program, question, LENGTH)
        got, offered, taken = rounds(program, question, wanted, random.Random(number))
        program.free_slot(0)
        asked, same = asked + 1, same + (got == wanted)
        drafted, accepted = drafted + offered, accepted + taken
    return {
        "state": "ok" if same == asked else "wrong" if exact else "figures",
        "check_at_load": "bit-exact" if exact else "equal up to rounding",
        "same": f"{same} of {asked}",
        "accepted": f"{accepted} of {drafted}",
    }


def rounds(program, question, wanted, chance):
    """(tokens, drafted, accepted). The first pass reads the question, as in Sequence."""
    program.free_slot(0)
    program.new_slot(0, len(question) + len(wanted) + MOST_DRAFTS + 1)
    tokens, known, offered, taken = list(question), 0, 0, 0
    while len(tokens) < len(question) + len(wanted):
        written = len(tokens) - len(question)
        drafts = [
            token if chance.random() > 0.125 else (token + 1) % 1000
            for token in wanted[written : written + chance.randint(1, MOST_DRAFTS)]
        ]
        kept, following = program.verify(0, tokens[known:] + drafts, known, len(drafts))
        known = len(tokens) + kept
        tokens += drafts[:kept] + [following]
        offered, taken = offered + len(drafts), taken + kept
    return tokens[len(question) :][: len(wanted)], offered, taken
