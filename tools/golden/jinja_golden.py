"""Templates and what Jinja2 makes of them, in the environment in which Hugging Face transformers renders chat templates."""

import copy
import json
import os
import subprocess
import sys
import tempfile
import warnings

from jinja2.exceptions import TemplateError
from transformers.utils.chat_template_utils import _compile_jinja_template

from jinja_cases import CASES, VARIABLES
from jinja_random import Generator
from jinja_wide import VARIABLES as WIDE_VARIABLES
from jinja_wide import WideGenerator

RANDOM = 400
MAX_OUTPUT = 4000

warnings.simplefilter("ignore")


def case(template, variables=VARIABLES):
    """The line of a template: its text, the words of its refusal, or that it fails; None if it differs from run to run."""
    try:
        text = _compile_jinja_template(template).render(**copy.deepcopy(variables))  # indent changes a list
    except TemplateError as e:
        refused = type(e) is TemplateError
        return {"template": template, "error": str(e)} if refused else {"template": template, "fails": type(e).__name__}
    except RecursionError:
        return None
    except Exception as e:
        return {"template": template, "fails": type(e).__name__}
    if " at 0x" in text or len(text) > MAX_OUTPUT:  # addresses
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        return None
    return {"template": template, "expected": text}


def write(path, lines, variables=VARIABLES):
    with open(path, "w", encoding="utf-8") as file:
        for line in [{"variables": variables}, *lines]:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def random_cases(first, count):
    found = (case(Generator(seed).template()) for seed in range(first, first + count))
    return [line for line in found if line is not None]


def wide_cases(first, count):
    for seed in range(first, first + count):
        line = case(WideGenerator(seed).template(), WIDE_VARIABLES)
        if line is not None:
            yield seed, line


def write_golden(resources):
    """Writes the golden files of the tests."""
    lines = [line for line in map(case, CASES) if line is not None]
    assert len({line["template"] for line in lines}) == len(lines), "a template stands there twice"
    write(resources / "chat" / "jinja_cases.jsonl", lines)
    small = [line for line in random_cases(0, 4 * RANDOM) if len(line["template"]) < 400]
    rendered = [line for line in small if "expected" in line and line["expected"].strip()]
    failed = [line for line in small if "expected" not in line]
    write(resources / "chat" / "jinja_random.jsonl", rendered[: RANDOM * 3 // 4] + failed[: RANDOM // 4])
    print(f"{len(lines)} cases, {len(rendered)} rendered and {len(failed)} failed at random")


def write_differential(path, first, count):
    """Writes so many random templates, to be given to the test with -Dssd.test.jinja=PATH."""
    runs = [dict(_with_hashes(hashes, first, count)) for hashes in ("1", "2")]
    # the order of a set of strings is another in each process
    lines = [line for seed, line in runs[0].items() if runs[1].get(seed) == line]
    write(path, lines, WIDE_VARIABLES)
    print(f"{len(lines)} templates, {sum('expected' in line for line in lines)} of them rendered")


def _with_hashes(hashes, first, count):
    """The cases as a process finds them that computes the hashes of strings in its own way."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        subprocess.run(
            [sys.executable, __file__, str(first), str(count)], env={**os.environ, "PYTHONHASHSEED": hashes}, stdout=file, check=True)
        file.seek(0)
        return [json.loads(line) for line in file]


if __name__ == "__main__":
    for found in wide_cases(int(sys.argv[1]), int(sys.argv[2])):
        print(json.dumps(found))
