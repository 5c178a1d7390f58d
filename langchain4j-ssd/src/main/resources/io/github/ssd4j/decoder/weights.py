# Weights from the bytes of a checkpoint.

def dequantize(raw: Tensor, type: str, shape: List[int]) -> Tensor:
  # raw bytes of one tensor (GGUF block formats of 32 weights, or plain numbers) -> [shape]
  if type == "F32":
    return __torch__.weights.bytes_as(raw, 6).view(shape)
  elif type == "F16":
    return __torch__.weights.bytes_as(raw, 5).view(shape)
  elif type == "BF16":
    return __torch__.weights.bytes_as(raw, 15).view(shape)
  elif type == "Q8_0":
    blocks = raw.view([-1, 34])  # float16 scale, 32 x int8
    w = __torch__.weights.bytes_as(blocks.narrow(1, 2, 32), 1) * __torch__.weights.block_float(blocks, 0)
  elif type == "Q4_0":
    blocks = raw.view([-1, 18])  # float16 scale, 16 bytes of two 4-bit numbers
    w = (__torch__.weights.nibbles(blocks.narrow(1, 2, 16)) - 8.) * __torch__.weights.block_float(blocks, 0)
  elif type == "Q4_1":
    blocks = raw.view([-1, 20])  # float16 scale, float16 minimum, 16 bytes
    w = torch.addcmul(__torch__.weights.block_float(blocks, 2), __torch__.weights.nibbles(blocks.narrow(1, 4, 16)), __torch__.weights.block_float(blocks, 0))
  elif type == "Q5_0":
    blocks = raw.view([-1, 22])  # float16 scale, 32 fifth bits, 16 bytes
    w = (__torch__.weights.nibbles(blocks.narrow(1, 6, 16)) + __torch__.weights.fifth_bits(blocks.narrow(1, 2, 4)) - 16.) * __torch__.weights.block_float(blocks, 0)
  elif type == "Q5_1":
    blocks = raw.view([-1, 24])  # float16 scale, float16 minimum, 32 fifth bits, 16 bytes
    w = torch.addcmul(__torch__.weights.block_float(blocks, 2), __torch__.weights.nibbles(blocks.narrow(1, 8, 16)) + __torch__.weights.fifth_bits(blocks.narrow(1, 4, 4)), __torch__.weights.block_float(blocks, 0))
  else:
    assert False, "unknown tensor type"
    w = raw
  return w.view(shape)

def bytes_as(raw: Tensor, dtype: int) -> Tensor:
  # Reinterprets bytes; copies them only where they do not start at a multiple of the number's size.
  if raw.storage_offset() % 4 != 0 or not raw.is_contiguous():
    raw = raw.clone(memory_format=0)
  return torch.view_copy(raw, dtype=dtype)

def block_float(blocks: Tensor, at: int) -> Tensor:
  return __torch__.weights.bytes_as(blocks.narrow(1, at, 2), 5).to(6)  # [blocks, 1]

def nibbles(packed: Tensor) -> Tensor:
  # weights 0..15 of a block are the low halves of its bytes, 16..31 the high ones
  return torch.cat([torch.bitwise_and(packed, 15), torch.bitwise_right_shift(packed, 4)], 1).to(6)  # [blocks, 32]

def fifth_bits(packed: Tensor) -> Tensor:
  # bit j of four little-endian bytes is worth 16 in weight j
  bits = torch.bitwise_and(torch.bitwise_right_shift(packed.unsqueeze(2), torch.arange(8, dtype=0, device=packed.device)), 1)
  return bits.flatten(1).to(6) * 16.  # [blocks, 32]

def interleave(w: Tensor, heads: int, pairs: int) -> Tensor:
  # Rows of each head in which element j turns with j + pairs -> (2j, 2j + 1); those behind the pairs do not turn
  rows, columns = w.size(0), w.size(1)
  D = rows // heads
  w = w.view([heads, D, columns])
  turning = w.narrow(1, 0, 2 * pairs).reshape([heads, 2, pairs, columns]).transpose(1, 2).reshape([heads, 2 * pairs, columns])
  if 2 * pairs < D:
    turning = torch.cat([turning, w.narrow(1, 2 * pairs, D - 2 * pairs)], 1)
  return turning.reshape([rows, columns])
