#!/usr/bin/env python3
"""Makes the tiny checkpoints and the golden vectors of the tests. See README.md beside this file."""

import argparse
import os
import shutil
from pathlib import Path

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # everything is read from files that are given

import torch  # noqa: E402
import transformers  # noqa: E402

RESOURCES = Path(__file__).resolve().parents[2] / "langchain4j-ssd" / "src" / "test" / "resources"
STORIES = ["stories260K", "stories260K.gguf", "stories260K_golden.json"]


def main():
    arguments = parser().parse_args()
    torch.set_num_threads(arguments.threads)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    arguments.run(arguments)


def parser():
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    top.add_argument("--resources", type=Path, default=RESOURCES, help="the test resources to write into")
    top.add_argument("--threads", type=int, default=2, help="CPU threads for torch")
    commands = top.add_subparsers(title="subcommands", required=True, metavar="COMMAND")

    def command(name, run, text):
        added = commands.add_parser(
            name, help=text, description=text, formatter_class=argparse.ArgumentDefaultsHelpFormatter
        )
        added.set_defaults(run=run)
        return added

    stories = command("stories", copy_stories, "copy the trained model stories260K into the resources as it is")
    stories.add_argument("--tiny", type=Path, required=True, help=f"folder with {', '.join(STORIES)}")
    checkpoints = command("checkpoints", make_checkpoints, "write the seeded random Llama checkpoints (after: stories)")
    golden = command("golden", make_goldens, "write the golden file of every tiny checkpoint (after: checkpoints)")
    for made in checkpoints, golden:
        made.add_argument("--only", nargs="+", metavar="NAME", help="these checkpoints and no others")
    command("gguf", make_gguf, "write stories260K in other GGUF encodings and their golden files")
    command("gguf-quants", make_gguf_quants, "write checksums of many blocks of every quantised GGUF type")
    families = command("families", make_families, "write checkpoints of every family in both formats and their golden files")
    families.add_argument("names", nargs="*", help="only these")
    command("rope", make_rope, "write the rotary frequencies of real models' rope scalings")
    command("beginnings", make_beginnings, "write the ids of a text by what a tokenizer's files say about its ends")
    command("chat-tools", make_chat_tools, "write what real chat templates make of conversations with tools")
    jinja = command("jinja", make_jinja, "write what Jinja2 makes of templates over its whole grammar")
    jinja.add_argument("--differential", type=Path, metavar="FILE", help="write only so many random templates, there")
    jinja.add_argument("--first", type=int, default=1_000_000, help="seed of the first of them")
    jinja.add_argument("--count", type=int, default=10_000, help="how many")
    gemma3 = command("gemma3", make_gemma3, "write the golden file of Gemma 3 270M")
    gemma3.add_argument("--gguf", type=Path, required=True, help="gemma-3-270m-q4_k_m.gguf, joined of its parts")
    smollm2 = command("smollm2", make_smollm2, "convert SmolLM2 from GGUF to safetensors and write its golden file")
    smollm2.add_argument("--gguf", type=Path, required=True, help="SmolLM2-135M-Instruct.Q4_1.gguf")
    smollm2.add_argument("--out", type=Path, required=True, help="directory to write the safetensors checkpoint into")
    smollm2.add_argument("--convert-only", action="store_true", help="leave the golden file alone")
    return top


def copy_stories(arguments):
    target = arguments.resources / "stories260K"
    shutil.rmtree(target / "stories260K", ignore_errors=True)
    target.mkdir(parents=True, exist_ok=True)
    for name in STORIES:
        source = arguments.tiny / name
        files = [source] if source.is_file() else sorted(source.iterdir())
        for file in files:
            copy = target / file.relative_to(arguments.tiny)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(file.read_bytes())


def make_checkpoints(arguments):
    import tiny

    tokenizer = arguments.resources / "stories260K" / "stories260K"
    tiny.write_checkpoints(arguments.resources, tokenizer, arguments.only or tiny.CHECKPOINTS)


def make_goldens(arguments):
    import tiny

    tiny.write_goldens(arguments.resources, arguments.only or tiny.CHECKPOINTS, stories=not arguments.only)


def make_gguf(arguments):
    import gguf_files

    gguf_files.write_files(arguments.resources)
    gguf_files.write_goldens(arguments.resources)


def make_gguf_quants(arguments):
    import gguf_files
    import gguf_quants

    gguf_quants.write_golden(arguments.resources)
    gguf_files.write_quant_blocks(arguments.resources)


def make_families(arguments):
    import families

    families.write(arguments.resources, arguments.names)


def make_rope(arguments):
    import rope

    rope.write_golden(arguments.resources)


def make_beginnings(arguments):
    import beginnings

    beginnings.write_golden(arguments.resources)


def make_chat_tools(arguments):
    import chat_tools

    chat_tools.write_golden(arguments.resources)


def make_jinja(arguments):
    import jinja_golden

    if arguments.differential:
        jinja_golden.write_differential(arguments.differential, arguments.first, arguments.count)
    else:
        jinja_golden.write_golden(arguments.resources)


def make_gemma3(arguments):
    import gemma3

    gemma3.write_golden(arguments.gguf, arguments.resources)


def make_smollm2(arguments):
    import smollm2

    smollm2.convert(arguments.gguf, arguments.out)
    if not arguments.convert_only:
        smollm2.write_golden(arguments.out, arguments.gguf, arguments.resources)


if __name__ == "__main__":
    main()
