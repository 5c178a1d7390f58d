# Weights from the bytes of a checkpoint.

def load(raw: Tensor, type: str, shape: List[int], dtype: int) -> Tensor:
  # raw bytes of one tensor -> [shape] in the dtype, on the device of the bytes
  if __torch__.weights.plain_dtype(type) >= 0:
    return __torch__.weights.dequantize(raw, type, shape).to(dtype)
  # Some rows at a time, so that their float32 stays in the cache: a whole head would take gigabytes.
  columns = shape[len(shape) - 1]
  w = torch.empty(shape, dtype=dtype, device=raw.device).view([-1, columns])
  rows = w.size(0)
  piece = 1 << 17
  if raw.is_cuda:
    piece = 1 << 24
  step = max(1, piece // columns)
  bytes = raw.view([rows, -1])
  for first in range(0, rows, step):
    count = min(step, rows - first)
    torch.copy_(w.narrow(0, first, count), __torch__.quantised.dequantize(bytes.narrow(0, first, count).flatten(), type).view([count, columns]))
  return w.view(shape)

def dequantize(raw: Tensor, type: str, shape: List[int]) -> Tensor:
  # raw bytes of one tensor -> [shape], in float32 or as the plain type says
  dtype = __torch__.weights.plain_dtype(type)
  if dtype >= 0:
    return __torch__.weights.bytes_as(raw, dtype).view(shape)
  return __torch__.quantised.dequantize(raw, type).view(shape)

def plain_dtype(type: str) -> int:
  # of a type without blocks, and -1 of others
  if type == "F32":
    return 6
  elif type == "F16":
    return 5
  elif type == "BF16":
    return 15
  return -1

def bytes_as(raw: Tensor, dtype: int) -> Tensor:
  # Reinterprets bytes; copies them only where they do not start at a multiple of the number's size.
  if raw.storage_offset() % 4 != 0 or not raw.is_contiguous():
    raw = raw.clone(memory_format=0)
  return torch.view_copy(raw, dtype=dtype)

def interleave(w: Tensor, heads: int, pairs: int) -> Tensor:
  # Rows of each head in which element j turns with j + pairs -> (2j, 2j + 1); those behind the pairs do not turn
  rows, columns = w.size(0), w.size(1)
  D = rows // heads
  w = w.view([heads, D, columns])
  turning = w.narrow(1, 0, 2 * pairs).reshape([heads, 2, pairs, columns]).transpose(1, 2).reshape([heads, 2 * pairs, columns])
  if 2 * pairs < D:
    turning = torch.cat([turning, w.narrow(1, 2 * pairs, D - 2 * pairs)], 1)
  return turning.reshape([rows, columns])
