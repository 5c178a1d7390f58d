#!/usr/bin/env python3
"""Writes the golden vectors of ROUGE with Python's rouge-score. See README.md beside this file.

Stands alone, since it needs neither torch nor transformers: pip install rouge-score==0.1.2
"""

import argparse
import random
from pathlib import Path

from rouge_score import rouge_scorer

import jsonfile

RESOURCES = Path(__file__).resolve().parents[2] / "langchain4j-ssd-evaluation" / "src" / "test" / "resources"
TYPES = ["rouge1", "rouge2", "rougeL"]

LLAMA = "The llama crosses the high pass before the first snow falls."
LLAMAS = "Before the snow falls, a llama crosses the pass."

# candidate, references
CASES = [
    # nothing to count
    ("", [""]),
    ("", ["a word"]),
    ("a word", [""]),
    ("  \n\t ", [LLAMA]),
    ("?! -- ...", ["... -- !?"]),
    ("", ["", ""]),
    ("word", ["", "word"]),
    # one or two words
    ("one", ["one"]),
    ("one", ["two"]),
    ("one two", ["two one"]),
    ("one two", ["one two"]),
    ("one", ["one two"]),
    # sentences
    (LLAMA, [LLAMA]),
    (LLAMAS, [LLAMA]),
    (LLAMA, [LLAMAS]),
    ("Rain all week.", [LLAMA]),
    (" ".join(reversed(LLAMA.split())), [LLAMA]),
    # repeated words
    ("the the the the the the", ["the cat is on the mat"]),
    ("the cat is on the mat", ["the the the"]),
    ("a b a b a b", ["b a b a"]),
    ("no no no yes no", ["no yes no no yes"]),
    # case, punctuation, digits
    ("THE Llama", ["the lLAMA"]),
    ("state-of-the-art, isn't it?", ["state of the art isn t it"]),
    ("version 0.1.2 costs $1,299.00", ["Version 0.1.2 costs 1299.00 dollars"]),
    ("snake_case and camelCase", ["snake case and camel case"]),
    ("line one\nline two\r\nline three", ["line one line two line three"]),
    # beyond ASCII
    ("Die Größe der Brücke überrascht.", ["Die Groesse der Bruecke überrascht."]),
    ("naïve café", ["na ve caf"]),
    ("北京的天气很好", ["北京的天气很好"]),
    ("Das 🦙 läuft nach 北京 2025", ["Das Lama läuft nach Beijing 2025"]),
    ("\u212aelvin \u0130stanbul \u017ftra\u00dfe", ["kelvin i stanbul stra e"]),
    ("\uff11\uff12 \u0661\u0662 12", ["12 34"]),
    ("zero\u200bwidth no\u00a0break soft\u00adhyphen", ["zero width no break soft hyphen"]),
    # several references
    (LLAMA, ["Rain all week.", LLAMAS, LLAMA]),
    (LLAMAS, [LLAMA, "the pass"]),
    ("a b c d", ["a b x y", "c d x y", "a c b d"]),
    # the same F1 with precision and recall exchanged: the first is taken
    ("a b c d", ["a b", "a b c d e f g h", "x a y"]),
    ("a b c", ["a b c x y z", "a"]),
    # best by one measure, not by the other
    ("w1 w2 w3 w4 w5 w6", ["w6 w5 w4 w3 w2 w1", "w1 w2 x y z z", "w2 w4 w6"]),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resources", type=Path, default=RESOURCES, help="the test resources to write into")
    arguments = parser.parse_args()
    scorer = rouge_scorer.RougeScorer(TYPES, use_stemmer=False)
    cases = [case(scorer, candidate, references) for candidate, references in CASES + list(long_texts())]
    jsonfile.write(arguments.resources / "rouge" / "golden.json", {"made_with": "rouge-score 0.1.2", "cases": cases})


def long_texts():
    """Texts over a small vocabulary, for many matches in many orders."""
    generator = random.Random(7)
    vocabulary = [f"word{number}" for number in range(40)]
    for lengths in ((60, 80), (150, 40, 200), (400, 300)):
        texts = [" ".join(generator.choice(vocabulary) for _ in range(length)) for length in lengths]
        yield texts[0], texts[1:]


def case(scorer, candidate, references):
    scores = scorer.score_multi(references, candidate)
    measures = {name: [float(value) for value in scores[name]] for name in TYPES}
    return {"candidate": candidate, "references": references, **measures}


if __name__ == "__main__":
    main()
