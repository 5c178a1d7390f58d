"""Ids that transformers gives a plain text and a rendered conversation, by what the files of a tokenizer say about the
tokens around a text: the post-processor of tokenizer.json, and add_bos_token and add_eos_token of tokenizer_config.json.
"""

import json
import tempfile
from pathlib import Path

import transformers
from transformers import AutoTokenizer

import jsonfile

TEXT = "Once upon a time"
TEMPLATE = "{{ bos_token }}{{ messages[0].content }}"
FLAGS = [
    {},
    {"add_bos_token": True},
    {"add_bos_token": False},
    {"add_bos_token": True, "add_eos_token": True},
    {"add_bos_token": True, "bos_token": None},
]


def write_golden(resources: Path):
    stories = resources / "stories260K" / "stories260K"
    tokenizer = json.loads((stories / "tokenizer.json").read_text(encoding="utf-8"))
    config = json.loads((stories / "tokenizer_config.json").read_text(encoding="utf-8"))
    config = {key: value for key, value in config.items() if not key.startswith("add_")}
    cases = []
    with tempfile.TemporaryDirectory() as folder:
        for post_processor in post_processors():
            for flags in FLAGS:
                ids, rendered = encode(Path(folder), tokenizer | {"post_processor": post_processor}, config | flags)
                cases.append(
                    {
                        "post_processor": post_processor,
                        "tokenizer_config": config | flags,
                        "ids": ids,
                        "rendered_ids": rendered,
                    }
                )
    document = {"made_with": f"transformers {transformers.__version__}", "text": TEXT, "template": TEMPLATE}
    jsonfile.write(resources / "golden" / "beginnings.json", document | {"cases": cases})


def encode(folder, tokenizer, config):
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    loaded = AutoTokenizer.from_pretrained(folder)
    loaded.chat_template = TEMPLATE
    messages = [{"role": "user", "content": TEXT}]
    return loaded(TEXT)["input_ids"], loaded.apply_chat_template(messages, return_dict=False)


def post_processors():
    bos, eos = special("<s>"), special("</s>")
    text = {"Sequence": {"id": "A", "type_id": 0}}
    yield None
    yield {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    yield template([bos, text])
    yield template([bos, text, eos])
    # as in Llama 3: the steps of a sequence
    yield {"type": "Sequence", "processors": [template([bos, text])]}


def special(token):
    return {"SpecialToken": {"id": token, "type_id": 0}}


def template(single):
    ids = {"<s>": 1, "</s>": 2}
    return {
        "type": "TemplateProcessing",
        "single": single,
        "pair": single + [{"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {token: {"id": token, "ids": [id], "tokens": [token]} for token, id in ids.items()},
    }
