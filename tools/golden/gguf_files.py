"""GGUF files: stories260K in every simple encoding, raw blocks of every quantisation, and what a reader must find."""

from importlib.metadata import version
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter, LlamaFileType
from gguf.quants import dequantize, quantize
from safetensors.numpy import load_file
from transformers import AutoModelForCausalLM, AutoTokenizer

import jsonfile
from gguf_quants import LARGEST_EXPONENT, SCALES
from reference import Float64Decoder, greedy, plain_logits
from tiny import GREEDY_TOKENS, MIN_MARGIN, STORIES_PROMPT, difference, made_with

ENCODINGS = {
    GGMLQuantizationType.F16: LlamaFileType.MOSTLY_F16,
    GGMLQuantizationType.BF16: LlamaFileType.MOSTLY_BF16,
    GGMLQuantizationType.Q8_0: LlamaFileType.MOSTLY_Q8_0,
    GGMLQuantizationType.Q4_0: LlamaFileType.MOSTLY_Q4_0,
    GGMLQuantizationType.Q4_1: LlamaFileType.MOSTLY_Q4_1,
    GGMLQuantizationType.Q5_0: LlamaFileType.MOSTLY_Q5_0,
    GGMLQuantizationType.Q5_1: LlamaFileType.MOSTLY_Q5_1,
}
# In this order, because each takes its random numbers after the one before it: new formats go to the end.
BLOCK_FORMATS = [
    GGMLQuantizationType[name]
    for name in "Q4_0 Q4_1 Q5_0 Q5_1 Q8_0 Q4_K Q5_K Q6_K Q2_K Q3_K IQ4_NL IQ4_XS MXFP4".split()
]
BLOCK_SHAPE = (2, 256)
ROWS = {  # rows kept in full
    "token_embd.weight": [0, 300, 511],
    "blk.0.attn_q.weight": [0, 37],
    "blk.1.attn_k.weight": [5],
    "blk.2.ffn_down.weight": [63],
    "blk.4.ffn_up.weight": [171],
    "output_norm.weight": [0],
}


def write_files(resources: Path):
    stories = resources / "stories260K"
    for encoding, file_type in ENCODINGS.items():
        target = stories / f"stories260K-{encoding.name}.gguf"
        write_reencoded(stories / "stories260K.gguf", target, encoding, file_type)
    write_split(resources)


def write_split(resources: Path):
    """One of the files in three parts, as converters write models of more than 50 GB or so."""
    source = resources / "stories260K" / "stories260K-Q4_0.gguf"
    target = resources / "gguf" / "split"
    target.mkdir(parents=True, exist_ok=True)
    reader = GGUFReader(source)
    writer = GGUFWriter(target / source.name, "llama", split_max_tensors=20)
    copy_keys(reader, writer, {})
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
    close(writer)


def copy_keys(reader, writer, changed):
    for key, field in reader.fields.items():
        if key.startswith("GGUF.") or key == "general.architecture":
            continue
        kind, *of = field.types  # of: the type of the elements, for an array
        writer.add_key_value(key, changed.get(key, field.contents()), kind, *of[:1])


def write_quant_blocks(resources: Path, seed=7):
    """The blocks and their values: two rows of every format, to see what is wrong where a checksum differs."""
    blocks = resources / "gguf" / "quant-blocks.gguf"
    write_blocks(blocks, seed)
    jsonfile.write(
        resources / "golden" / "gguf-quant-blocks.json",
        {
            "made_with": f"gguf {gguf_version()}",
            "folder": "gguf",
            "tensors": list(tensor_entries(blocks, {None: range(BLOCK_SHAPE[0])})),
        },
    )


def write_reencoded(source: Path, target: Path, encoding, file_type):
    """As converters do: matrices in the encoding, norms in F32, rows that do not fill whole blocks in F16."""
    reader = GGUFReader(source)
    writer = GGUFWriter(target, "llama")
    copy_keys(reader, writer, {"general.file_type": file_type})
    block, _ = gguf.GGML_QUANT_SIZES[encoding]
    for tensor in reader.tensors:
        data = dequantize(tensor.data, tensor.tensor_type)
        if data.ndim == 1:
            chosen = GGMLQuantizationType.F32
        else:
            chosen = encoding if data.shape[1] % block == 0 else GGMLQuantizationType.F16
        writer.add_tensor(tensor.name, quantize(data, chosen), raw_dtype=chosen)
    close(writer)
    print(f"{target.name}: {target.stat().st_size} bytes")


def write_blocks(target: Path, seed):
    """Random bits with finite scales, some of them zero, negative or subnormal."""
    random = np.random.Generator(np.random.PCG64(seed))
    target.parent.mkdir(parents=True, exist_ok=True)
    writer = GGUFWriter(target, "llama")
    writer.add_name("quant-blocks")
    rows, columns = BLOCK_SHAPE
    writer.add_tensor("f16", finite_bits(random, 0x7C00).view(np.float16), raw_dtype=GGMLQuantizationType.F16)
    writer.add_tensor("bf16", finite_bits(random, 0x7F80).view(np.uint8), raw_dtype=GGMLQuantizationType.BF16)
    for encoding in BLOCK_FORMATS:
        block, size = gguf.GGML_QUANT_SIZES[encoding]
        raw = random.integers(0, 256, (rows * columns // block, size), dtype=np.uint8)
        for offset in SCALES[encoding]:
            scales = random.uniform(-0.05, 0.05, len(raw)).astype(np.float16)
            if len(raw) > 4:
                scales[:4] = [0.0, -0.0, 6e-8, -3e-5]  # the last two are subnormal
            raw[:, offset : offset + 2] = scales.view(np.uint8).reshape(-1, 2)
        if not SCALES[encoding]:
            raw[:, 0] = np.minimum(raw[:, 0], LARGEST_EXPONENT)
        writer.add_tensor(encoding.name.lower(), raw.reshape(rows, -1), raw_dtype=encoding)
    close(writer)
    print(f"{target.name}: {target.stat().st_size} bytes")


def finite_bits(random, infinity):
    """Any sign, any magnitude below infinity's bits."""
    signs = random.integers(0, 2, BLOCK_SHAPE, dtype=np.uint16) << 15
    return random.integers(0, infinity, BLOCK_SHAPE, dtype=np.uint16) | signs


def close(writer):
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_goldens(resources: Path):
    stories = resources / "stories260K"
    files = [stories / "stories260K.gguf"] + [stories / f"stories260K-{encoding.name}.gguf" for encoding in ENCODINGS]
    tensors = [entry for file in files for entry in tensor_entries(file, ROWS)]
    jsonfile.write(
        resources / "golden" / "gguf-tensors.json",
        {"made_with": f"gguf {gguf_version()}", "folder": "stories260K", "tensors": tensors},
    )
    check_unpermuted(stories)
    ids = AutoTokenizer.from_pretrained(stories / "stories260K")(STORIES_PROMPT)["input_ids"]
    jsonfile.write(
        resources / "golden" / "stories260K-gguf.json",
        {
            "made_with": f"{made_with()}, gguf {gguf_version()}",
            "folder": "stories260K",
            "prompt": STORIES_PROMPT,
            "prompt_ids": ids,
            "files": [model_entry(file, ids) for file in files],
        },
    )


def tensor_entries(file, rows_of):
    """Values as stored: rows of q and k in GGUF's own order. `rows_of[None]` stands for every other tensor."""
    for tensor in GGUFReader(file).tensors:
        values = np.atleast_2d(dequantize(tensor.data, tensor.tensor_type))
        rows = rows_of.get(tensor.name, rows_of.get(None, []))
        yield {
            "file": file.name,
            "name": tensor.name,
            "type": tensor.tensor_type.name,
            "shape": tensor.shape.tolist()[::-1],
            "sum": float(values.astype(np.float64).sum()),
            "rows": {str(row): jsonfile.float32(values[row]) for row in rows},
        }


def model_entry(file, ids):
    """What the whole model says when it was read from the GGUF file."""
    model = load_gguf_model(file)
    exact = Float64Decoder(*read_checkpoint(file))
    logits = plain_logits(model, ids)
    greedy_ids, margins = greedy(model, ids, GREEDY_TOKENS, ignore_eos=True)
    whole = exact.logits(ids + greedy_ids[:-1])
    deviation = difference(logits, whole[: len(ids)])
    assert deviation < MIN_MARGIN / 10, f"{file.name}: differs from float64 by {deviation}"
    assert whole[len(ids) - 1 :].argmax(axis=-1).tolist() == greedy_ids, f"{file.name}: float64 decides otherwise"
    assert min(margins) > MIN_MARGIN / 5, f"{file.name}: top-2 margin {min(margins)}"
    print(f"{file.name}: smallest margin {min(margins):.3g}, largest deviation from float64 {deviation:.3g}")
    return {
        "file": file.name,
        "logits": jsonfile.float32(logits[-1]),
        "greedy_ids": greedy_ids,
        "smallest_top2_margin": jsonfile.rounded(min(margins)),
    }


def load_gguf_model(file: Path):
    model = AutoModelForCausalLM.from_pretrained(
        file.parent, gguf_file=file.name, dtype=torch.float32, attn_implementation="eager"
    )
    return model.eval()


def read_checkpoint(file: Path):
    """(config, weights) with the names, the row order and the keys of a safetensors checkpoint, by our own reading."""
    reader = GGUFReader(file)
    config = read_config(reader)
    names = {
        "token_embd": "model.embed_tokens",
        "output_norm": "model.norm",
        "output": "lm_head",
        "attn_norm": "input_layernorm",
        "attn_q": "self_attn.q_proj",
        "attn_k": "self_attn.k_proj",
        "attn_v": "self_attn.v_proj",
        "attn_output": "self_attn.o_proj",
        "ffn_norm": "post_attention_layernorm",
        "ffn_gate": "mlp.gate_proj",
        "ffn_up": "mlp.up_proj",
        "ffn_down": "mlp.down_proj",
    }
    weights = {}
    for tensor in reader.tensors:
        *layer, kind, suffix = tensor.name.split(".")
        values = dequantize(tensor.data, tensor.tensor_type)
        if kind == "attn_q":
            values = half_split_rows(values, config["num_attention_heads"])
        if kind == "attn_k":
            values = half_split_rows(values, config["num_key_value_heads"])
        prefix = f"model.layers.{layer[1]}." if layer else ""
        weights[f"{prefix}{names[kind]}.{suffix}"] = values
    return config, weights


def half_split_rows(weight, heads):
    """GGUF keeps the two halves of a rotary pair in neighbouring rows; Hugging Face keeps all first halves, then all
    second ones. [heads * D, E] -> same, rows of each head reordered."""
    rows, columns = weight.shape
    pairs = weight.reshape(heads, rows // heads // 2, 2, columns)
    return pairs.swapaxes(1, 2).reshape(rows, columns)


def read_config(reader):
    def value(key, default=None):
        field = reader.fields.get(key)
        return default if field is None else field.contents()

    heads = value("llama.attention.head_count")
    hidden = value("llama.embedding_length")
    return {
        "architectures": ["LlamaForCausalLM"],
        "attention_bias": False,
        "bos_token_id": value("tokenizer.ggml.bos_token_id"),
        "eos_token_id": value("tokenizer.ggml.eos_token_id"),
        "head_dim": value("llama.attention.key_length", hidden // heads),
        "hidden_act": "silu",
        "hidden_size": hidden,
        "intermediate_size": value("llama.feed_forward_length"),
        "max_position_embeddings": value("llama.context_length"),
        "mlp_bias": False,
        "model_type": "llama",
        "num_attention_heads": heads,
        "num_hidden_layers": value("llama.block_count"),
        "num_key_value_heads": value("llama.attention.head_count_kv", heads),
        "rms_norm_eps": jsonfile.float32([value("llama.attention.layer_norm_rms_epsilon")])[0],
        "rope_scaling": None,
        "rope_theta": value("llama.rope.freq_base", 10000.0),
        "tie_word_embeddings": all(tensor.name != "output.weight" for tensor in reader.tensors),
        "torch_dtype": "float32",
        "vocab_size": len(value("tokenizer.ggml.tokens")),
    }


def check_unpermuted(stories):
    """The F32 file and the safetensors of stories260K are the same model, bit for bit."""
    _, weights = read_checkpoint(stories / "stories260K.gguf")
    expected = load_file(stories / "stories260K" / "model.safetensors")
    assert weights.keys() == expected.keys(), weights.keys() ^ expected.keys()
    for name, values in expected.items():
        assert np.array_equal(values, weights[name]), f"{name} differs between GGUF and safetensors"


def gguf_version():
    return version("gguf")
