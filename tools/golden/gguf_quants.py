"""What the block formats of GGUF mean, by the Python package gguf: checksums of many blocks, which a reader must give."""

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf.quants import dequantize

import jsonfile

RANDOM_BLOCKS = 1000
# Byte offsets of the float16 scales in a block; every other bit pattern of a block is valid.
SCALES = {
    Type.Q4_0: [0],
    Type.Q4_1: [0, 2],
    Type.Q5_0: [0],
    Type.Q5_1: [0, 2],
    Type.Q8_0: [0],
    Type.Q2_K: [80, 82],
    Type.Q3_K: [108],
    Type.Q4_K: [0, 2],
    Type.Q5_K: [0, 2],
    Type.Q6_K: [208],
    Type.IQ4_NL: [0],
    Type.IQ4_XS: [0],
    Type.MXFP4: [],  # byte 0 is an exponent instead
}
# float16: zero, one, the largest number, the smallest one, all of them negative too
CORNER_SCALES = [0x0000, 0x3C00, 0x7BFF, 0x0001, 0x8000, 0xBC00, 0xFBFF, 0x8001]
CORNER_EXPONENTS = [0, 1, 2, 127, 128, 250]
LARGEST_EXPONENT = 250  # beyond it 12, the largest quant, is infinite
CORNER_FILLS = [0x00, 0xFF, 0x80, 0x7F, 0x0F, 0xF0]


def write_golden(resources: Path):
    jsonfile.write(
        resources / "golden" / "gguf-quants.json",
        {
            "made_with": f"gguf {version('gguf')}",
            "random_blocks": RANDOM_BLOCKS,
            "corner_scales": CORNER_SCALES,
            "corner_exponents": CORNER_EXPONENTS,
            "corner_fills": CORNER_FILLS,
            "largest_exponent": LARGEST_EXPONENT,
            "types": [entry(type) for type in SCALES],
        },
    )


def entry(type):
    size = gguf.GGML_QUANT_SIZES[type][1]
    return {
        "type": type.name,
        "block_bytes": size,
        "scales": SCALES[type],
        "random": checksums(type, [random_block(type, size, i) for i in range(RANDOM_BLOCKS)]),
        "corners": checksums(type, corner_blocks(type, size)),
    }


def checksums(type, blocks):
    """SHA-256 of the blocks one after the other, and of their weights as little-endian float32."""
    raw = b"".join(blocks)
    values = dequantize(np.frombuffer(raw, dtype=np.uint8), type).astype("<f4")
    assert np.isfinite(values).all(), f"{type.name}: not finite"
    return {"raw": sha256(raw).hexdigest(), "values": sha256(values.tobytes()).hexdigest()}


def random_block(type, size, number):
    """The hashes of "Q4_K 17 0", "Q4_K 17 1", ... one after the other, with finite scales."""
    hashes = [sha256(f"{type.name} {number} {i}".encode()).digest() for i in range(-(-size // 32))]
    block = bytearray(b"".join(hashes)[:size])
    for at in SCALES[type]:
        if block[at + 1] & 0x7C == 0x7C:
            block[at + 1] &= 0xBF
    if not SCALES[type]:
        block[0] = min(block[0], LARGEST_EXPONENT)
    return bytes(block)


def corner_blocks(type, size):
    """Every scale with every fill. A second scale is the next in the list."""
    count = len(CORNER_SCALES if SCALES[type] else CORNER_EXPONENTS)
    for i in range(count):
        for fill in CORNER_FILLS:
            block = bytearray([fill]) * size
            for which, at in enumerate(SCALES[type]):
                block[at : at + 2] = CORNER_SCALES[(i + which) % count].to_bytes(2, "little")
            if not SCALES[type]:
                block[0] = CORNER_EXPONENTS[i]
            yield bytes(block)
