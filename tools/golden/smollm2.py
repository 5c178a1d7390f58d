"""SmolLM2-135M-Instruct: from the GGUF file to a safetensors directory, and its golden file."""

import hashlib
import time
from pathlib import Path

import numpy as np
import regex
import tokenizers
import torch
from gguf import GGUFReader
from safetensors.torch import save_file
from tokenizers import AddedToken, Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from transformers import AutoTokenizer

import jsonfile
from gguf_files import gguf_version, load_gguf_model, read_checkpoint
from reference import Float64Decoder, draft, greedy, load_model, plain_logits, skip_logits
from smollm2_texts import CHATS, STRINGS
from tiny import difference, made_with, write_json

GREEDY_TOKENS = 64
DRAFT_TOKENS = 8
STRIDE = 97  # every 97th logit is kept
LOGIT_CHATS = [1, 5, 19]
SKIP_CHAT = 3
SKIPS = [((4, 11, 17), (9, 22)), (tuple(range(10, 20)), tuple(range(10, 20)))]
MIN_MARGIN = 0.002
CONTROL = 3  # tokenizer.ggml.token_type of a special token


def convert(gguf_file: Path, out: Path):
    """Writes the directory as the hub has it, in float32."""
    out.mkdir(parents=True, exist_ok=True)
    config, weights = read_checkpoint(gguf_file)
    model = load_gguf_model(gguf_file)
    check_same_weights(model, weights)
    check_same_config(model.config, config)
    metadata = GGUFReader(gguf_file).fields
    pad = metadata["tokenizer.ggml.padding_token_id"].contents()
    save_file(
        {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in weights.items()},
        out / "model.safetensors",
        metadata={"format": "pt"},
    )
    write_json(out / "config.json", config | {"pad_token_id": pad})
    ids = {key: config[key] for key in ("bos_token_id", "eos_token_id")}
    write_json(out / "generation_config.json", ids | {"pad_token_id": pad})
    build_tokenizer(metadata).save(str(out / "tokenizer.json"), pretty=False)
    write_json(out / "tokenizer_config.json", tokenizer_config(metadata))
    sample = list(range(100, 140))
    assert torch.equal(plain_logits(model, sample), plain_logits(load_model(out), sample)), "converted model differs"


def check_same_weights(model, weights):
    """transformers' reading of the GGUF file and ours agree bit for bit."""
    tensors = dict(model.named_parameters())
    assert tensors.keys() == weights.keys(), tensors.keys() ^ weights.keys()
    for name, tensor in tensors.items():
        assert np.array_equal(tensor.detach().numpy(), weights[name]), f"{name}: transformers reads it otherwise"


def check_same_config(theirs, ours):
    for key, value in ours.items():
        if key not in ("architectures", "torch_dtype"):
            other = getattr(theirs, key)
            same = np.float32(other) == np.float32(value) if isinstance(value, float) else other == value
            assert same, f"config {key}: {value} here, {other} in transformers"


def build_tokenizer(metadata):
    """What `tokenizer.ggml.pre = smollm` stands for: every digit on its own, then GPT-2's byte-level splitting.

    transformers' own conversion of this file leaves out the digits and turns bytes without a token into
    <|endoftext|>; the model's real tokenizer drops them.
    """
    assert metadata["tokenizer.ggml.model"].contents() == "gpt2"
    assert metadata["tokenizer.ggml.pre"].contents() == "smollm"
    tokens = metadata["tokenizer.ggml.tokens"].contents()
    merges = [tuple(merge.split(" ")) for merge in metadata["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(BPE({token: index for index, token in enumerate(tokens)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=True, use_regex=True),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    specials = [AddedToken(token, special=True, normalized=False) for token in special_tokens(metadata)]
    tokenizer.add_special_tokens(specials)
    return tokenizer


def special_tokens(metadata):
    """In the order of their ids."""
    tokens = metadata["tokenizer.ggml.tokens"].contents()
    types = metadata["tokenizer.ggml.token_type"].contents()
    return [token for token, kind in zip(tokens, types, strict=True) if kind == CONTROL]


def tokenizer_config(metadata):
    tokens = metadata["tokenizer.ggml.tokens"].contents()

    def token(name):
        return tokens[metadata[f"tokenizer.ggml.{name}_token_id"].contents()]

    flags = {"lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
    return {
        "add_prefix_space": False,
        "added_tokens_decoder": {
            str(tokens.index(special)): {"content": special} | flags for special in special_tokens(metadata)
        },
        "additional_special_tokens": [token("bos"), token("eos")],
        "bos_token": token("bos"),
        "chat_template": metadata["tokenizer.chat_template"].contents(),
        "clean_up_tokenization_spaces": False,
        "eos_token": token("eos"),
        "model_max_length": metadata["llama.context_length"].contents(),
        "pad_token": token("padding"),
        "tokenizer_class": "GPT2Tokenizer",
        "unk_token": token("unknown"),
        "vocab_size": len(tokens),
    }


def write_golden(directory: Path, gguf_file: Path, resources: Path):
    tokenizer = AutoTokenizer.from_pretrained(directory)
    tokenization = [tokenization_entry(tokenizer, text) for text in STRINGS]
    chats = [chat_entry(tokenizer, messages) for messages in CHATS]
    check_tokenizer(GGUFReader(gguf_file).fields, tokenization + chats)
    report_transformers_conversion(gguf_file, tokenization + chats)

    model, exact = load_model(directory), Float64Decoder.load(directory)
    started = time.perf_counter()
    for chat in chats:
        add_greedy(model, tokenizer, chat)
    seconds = time.perf_counter() - started
    tokens = sum(len(chat["greedy_ids"]) for chat in chats)
    print(f"{tokens} greedy tokens in {seconds:.1f} s, prefill included: {1000 * seconds / tokens:.1f} ms a token")
    deviation = max(check_greedy(model, exact, index, chat) for index, chat in enumerate(chats))
    logits = [logits_entry(index, plain_logits(model, chats[index]["ids"])[-1]) for index in LOGIT_CHATS]
    skips = [skip_entry(model, exact, SKIP_CHAT, chats[SKIP_CHAT], skip) for skip in SKIPS]
    smallest = min(chat["smallest_top2_margin"] for chat in chats)
    print(f"smallest margin {smallest}, largest deviation from float64 {deviation:.3g}")
    jsonfile.write(
        resources / "golden" / "smollm2-135m-instruct.json",
        {
            "made_with": f"{made_with()}, tokenizers {tokenizers.__version__}, gguf {gguf_version()}",
            "gguf": gguf_file.name,
            "gguf_sha256": hashlib.sha256(gguf_file.read_bytes()).hexdigest(),
            "smallest_top2_margin": smallest,
            "largest_deviation_from_float64": jsonfile.rounded(deviation),
            "chats": chats,
            "logits": logits,
            "skip": skips,
            "tokenization": tokenization,
        },
    )


def tokenization_entry(tokenizer, text):
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    return {
        "text": text,
        "ids": ids,
        "ids_with_special": tokenizer(text)["input_ids"],
        "decoded": tokenizer.decode(ids),
        "decoded_skip_special": tokenizer.decode(ids, skip_special_tokens=True),
    }


def chat_entry(tokenizer, messages):
    text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    ids = tokenizer(text, add_special_tokens=False)["input_ids"]
    assert ids == tokenizer.apply_chat_template(messages, add_generation_prompt=True)
    return {"messages": messages, "text": text, "ids": ids}


def add_greedy(model, tokenizer, chat):
    ids, margins = greedy(model, chat["ids"], GREEDY_TOKENS, ignore_eos=False)
    chat["greedy_ids"] = ids
    chat["stopped_by_eos"] = ids[-1] == model.generation_config.eos_token_id
    chat["greedy_text"] = tokenizer.decode(ids, skip_special_tokens=True)
    chat["smallest_top2_margin"] = jsonfile.rounded(min(margins))
    print(f"margin {min(margins):.4f}: {chat['greedy_text'][:100]!r}", flush=True)


def check_greedy(model, exact, index, chat):
    """Float64, and float32 with the whole answer in one pass as a verification has it, decide the same."""
    margin = chat["smallest_top2_margin"]
    assert margin > MIN_MARGIN, f"chat {index}: near tie, top-2 margin {margin}; reword it"
    path = chat["ids"] + chat["greedy_ids"][:-1]
    whole, batched = exact.logits(path), plain_logits(model, path)
    assert torch.equal(batched, skip_logits(model, path)), f"chat {index}: no skips must be the plain forward"
    for logits in (whole, batched.numpy()):
        assert logits[len(chat["ids"]) - 1 :].argmax(axis=-1).tolist() == chat["greedy_ids"], f"chat {index}"
    return difference(batched, whole)


def logits_entry(chat, logits):
    top = torch.topk(logits, 20)
    return {
        "chat": chat,
        "stride": STRIDE,
        "values": jsonfile.float32(logits[::STRIDE]),
        "top20_ids": top.indices.tolist(),
        "top20_values": jsonfile.float32(top.values),
        "logsumexp": jsonfile.float32(logits.logsumexp(dim=-1)[None])[0],
    }


def skip_entry(model, exact, index, chat, skip):
    ids = chat["ids"]
    logits = skip_logits(model, ids, skip)[-1]
    deviation = difference(logits, exact.logits(ids, skip)[-1])
    draft_ids, margin = draft(model, ids, skip, DRAFT_TOKENS)
    assert draft_ids == exact.draft(ids, skip, DRAFT_TOKENS), f"{skip}: float64 drafts otherwise"
    assert margin > MIN_MARGIN, f"{skip}: top-2 margin {margin}"
    accepted = sum(np.cumprod(np.equal(draft_ids, chat["greedy_ids"][1 : DRAFT_TOKENS + 1])))
    print(f"skip {skip}: {accepted} of {DRAFT_TOKENS} drafted tokens right, deviation from float64 {deviation:.3g}")
    entry = logits_entry(index, logits)
    return {
        "chat": entry.pop("chat"),
        "attention": list(skip[0]),
        "mlp": list(skip[1]),
        **entry,
        "draft_ids": draft_ids,
        "smallest_top2_margin": jsonfile.rounded(margin),
    }


def check_tokenizer(metadata, entries):
    """A plain BPE written from its definition gives the same ids."""
    encode = plain_bpe(metadata)
    for entry in entries:
        assert encode(entry["text"]) == entry["ids"], f"{entry['text']!r}: {encode(entry['text'])} != {entry['ids']}"


def plain_bpe(metadata):
    tokens = {token: index for index, token in enumerate(metadata["tokenizer.ggml.tokens"].contents())}
    ranks = {tuple(m.split(" ")): rank for rank, m in enumerate(metadata["tokenizer.ggml.merges"].contents())}
    special = regex.compile("(" + "|".join(map(regex.escape, special_tokens(metadata))) + ")")
    digit = regex.compile(r"(\p{N})")
    words = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")
    characters = byte_characters()

    def merge(word):
        parts = [characters[byte] for byte in word.encode("utf-8")]
        parts = [part for part in parts if part in tokens]
        while True:
            pairs = [(ranks.get(pair, len(ranks)), index) for index, pair in enumerate(zip(parts, parts[1:]))]
            rank, index = min(pairs, default=(len(ranks), 0))
            if rank == len(ranks):
                return [tokens[part] for part in parts]
            parts[index : index + 2] = [parts[index] + parts[index + 1]]

    def encode(text):
        ids = []
        for stretch in special.split(text):
            if special.fullmatch(stretch):
                ids.append(tokens[stretch])
            else:
                ids += [i for piece in digit.split(stretch) for word in words.findall(piece) for i in merge(word)]
        return ids

    return encode


def byte_characters():
    """GPT-2's printable stand-in for each byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in printable]
    return {byte: chr(byte) for byte in printable} | {byte: chr(256 + index) for index, byte in enumerate(rest)}


def report_transformers_conversion(gguf_file, entries):
    """How far transformers' own reading of the GGUF tokenizer is from the real one; it is not used."""
    theirs = AutoTokenizer.from_pretrained(gguf_file.parent, gguf_file=gguf_file.name)
    encoded = [theirs(entry["text"], add_special_tokens=False)["input_ids"] for entry in entries]
    wrong = [(entry["text"], ids) for entry, ids in zip(entries, encoded) if ids != entry["ids"]]
    print(f"transformers' GGUF tokenizer is wrong for {len(wrong)} of {len(entries)} texts:")
    for text, ids in wrong:
        print(f"  {text!r}: {ids}")
