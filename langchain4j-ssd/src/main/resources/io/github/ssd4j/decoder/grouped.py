# Weights that are held in 4 or 8 bits, in groups of 32 weights of a row, and the products with them.
#
# A weight is scale * (quant - 8) + offset. Scales and offsets are held in bfloat16. The product of few rows reads the quants as they
# are (`_weight_int4pack_mm_for_cpu`: bfloat16 activations, sums in float32). It computes every row by itself, at a cost for each row.
# So more rows than Decoder.few_rows turn the weights into ordinary numbers first, for this one product: then a row costs less, but
# has other bits.
#
# 8 bits are two planes of 4 bits: w = 16 * scale * (upper - 8) + scale * (lower - 8) + offset. They lie behind one another along the
# input, which is fed twice.
#
# A part of a linear layer is [quants, scales and offsets]: uint8 [N', K'/2] in an order of libtorch's own, bfloat16 [K'/32, N', 2].
# Dimensions:  K = inputs, K' = K or 2K   N = outputs of the part, N' = N rounded up to WIDTH   g = K / 32

def width() -> int:
  # Outputs that libtorch packs together; where N is a multiple of it, any CPU's packing has one form. See `unpacked`.
  return 64

def probe(d: __torch__.Decoder) -> bool:
  # Whether this build has the product, with weights in an order that `unpacked` knows. Finds out which.
  for together in [64, 32, 16]:
    if __torch__.grouped.packs_together(d, together):
      return True
  return False

def packs_together(d: __torch__.Decoder, together: int) -> bool:
  # Whether blocks have so many outputs. Packs irregular quants: others would look alike in several orders.
  d.together = together
  waves = torch.sin(torch.arange(128 * 64, dtype=6) * 1.7)
  quants = torch.floor(waves * 7.99).view([128, 64])
  part = __torch__.grouped.packed(quants.to(1), torch.ones([128, 2]), torch.zeros([128, 2]), 4)
  product = torch._weight_int4pack_mm_for_cpu(torch.eye(64).to(15), part[0], 32, part[1]).to(6)  # [64, 128]
  return torch.equal(product, quants.t()) and torch.equal(__torch__.grouped.unpacked(d, part[0], part[1], 64, 6), product)

# ---- packing -------------------------------------------------------------------------------------------------------

def bits_of(d: __torch__.Decoder, type: str) -> int:
  # In how many bits a stored tensor is held
  if d.keep_bits > 0:
    return d.keep_bits
  if __torch__.quants.fits_4_bits(type):
    return 4
  return 8

def pack(d: __torch__.Decoder, raws: List[Tensor], types: List[str], K: int) -> Tuple[List[Tensor], List[int], List[int]]:
  # raws: bytes of matrices of K inputs each, [N, bytes], that become one linear layer -> its parts, one behind the other, N and bits of each
  parts = annotate(List[Tensor], [])
  outputs = annotate(List[int], [])
  held = annotate(List[int], [])
  first = 0
  while first < len(raws):
    bits = __torch__.grouped.bits_of(d, types[first])
    end = first + 1
    while end < len(raws) and __torch__.grouped.bits_of(d, types[end]) == bits:
      end = end + 1
    N = 0
    for raw in raws[first:end]:
      N = N + raw.size(0)
    outputs.append(N)
    held.append(bits)
    parts.extend(__torch__.grouped.pack_part(raws[first:end], types[first:end], K, bits))
    first = end
  return parts, outputs, held

def pack_part(raws: List[Tensor], types: List[str], K: int, bits: int) -> List[Tensor]:
  # Matrices of the same bits -> one part
  whole = True
  for raw in raws[:len(raws) - 1]:
    whole = whole and raw.size(0) % __torch__.grouped.width() == 0
  if whole:
    return __torch__.grouped.joined([__torch__.grouped.pack_one(raws[i], types[i], K, bits) for i in range(len(raws))])
  quants = annotate(List[Tensor], [])
  scales = annotate(List[Tensor], [])
  offsets = annotate(List[Tensor], [])
  for i in range(len(raws)):
    q, s, o, = __torch__.grouped.quantised(raws[i], types[i], K, bits)
    quants.append(q)
    scales.append(s)
    offsets.append(o)
  return __torch__.grouped.packed(torch.cat(quants), torch.cat(scales), torch.cat(offsets), bits)

def joined(parts: List[List[Tensor]]) -> List[Tensor]:
  # Parts whose outputs lie behind one another -> one part
  if len(parts) == 1:
    return parts[0]
  return [torch.cat([part[0] for part in parts]), torch.cat([part[1] for part in parts], 1)]

def pack_one(raw: Tensor, type: str, K: int, bits: int) -> List[Tensor]:
  # Piece by piece: a whole head of large numbers would take gigabytes.
  step = __torch__.layers.round_up(max(1, (1 << 20) // K), __torch__.grouped.width())
  parts = annotate(List[List[Tensor]], [])
  for piece in torch.split(raw, step):
    q, s, o, = __torch__.grouped.quantised(piece, type, K, bits)
    parts.append(__torch__.grouped.packed(q, s, o, bits))
  return __torch__.grouped.joined(parts)

def quantised(raw: Tensor, type: str, K: int, bits: int) -> Tuple[Tensor, Tensor, Tensor]:
  # raw: bytes of rows -> quants int8 [N, K], -8 to 7 or -128 to 127; scales and offsets float32 [N, g]: w = scale * quant + offset
  N = raw.size(0)
  if __torch__.quants.fits(type, bits):
    q, s, o, = __torch__.quants.read(raw.flatten(), type)
  else:
    q, s, o, = __torch__.quants.rounded(__torch__.weights.dequantize(raw.flatten(), type, [N, K]).to(6).view([-1, 32]), bits)
  return q.view([N, K]), s.view([N, K // 32]), o.view([N, K // 32])

def packed(q: Tensor, s: Tensor, o: Tensor, bits: int) -> List[Tensor]:
  # q: int8 [N, K], s and o: [N, g] -> a part
  N = q.size(0)
  more = __torch__.layers.round_up(N, __torch__.grouped.width()) - N
  if more > 0:
    q = torch.constant_pad_nd(q, [0, 0, 0, more])
    s = torch.constant_pad_nd(s, [0, 0, 0, more])
    o = torch.constant_pad_nd(o, [0, 0, 0, more])
  s = s.to(15)
  q = q.to(3)
  if bits == 8:
    q = q + 128
    q = torch.cat([torch.bitwise_right_shift(q, 4), torch.bitwise_and(q, 15)], 1)
    o = torch.cat([o, 8. * s.to(6)], 1)
    s = torch.cat([s * 16., s], 1)
  else:
    q = q + 8
  quants = torch._convert_weight_to_int4pack_for_cpu(q, 2)
  return [quants, torch.stack([s, o.to(15)], 2).transpose(0, 1).contiguous()]

def bytes_by_bits(d: __torch__.Decoder) -> List[int]:
  four = 0
  eight = 0
  for i in range(len(d.parts)):
    for p in range(len(d.part_outputs[i])):
      quants, scales = d.parts[i][2 * p], d.parts[i][2 * p + 1]
      bytes = quants.numel() + 2 * scales.numel()
      if d.part_bits[i][p] == 8:
        eight = eight + bytes
      else:
        four = four + bytes
  return [four, eight]

# ---- products ------------------------------------------------------------------------------------------------------

def linear(d: __torch__.Decoder, x: Tensor, i: int) -> Tensor:
  # x: [S, K] -> [S, N] by the i-th weight, in bfloat16 or, many rows, in Decoder.many_dtype
  few = x.size(0) <= d.few_rows
  if few:
    x = x.to(15).contiguous()
  else:
    x = x.to(d.many_dtype)
  if len(d.part_outputs[i]) == 1:
    return __torch__.grouped.product(d, x, i, 0, few)
  return torch.cat([__torch__.grouped.product(d, x, i, p, few) for p in range(len(d.part_outputs[i]))], 1)

def product(d: __torch__.Decoder, x: Tensor, i: int, p: int, few: bool) -> Tensor:
  # By the p-th part
  quants, scales = d.parts[i][2 * p], d.parts[i][2 * p + 1]
  if few:
    if d.part_bits[i][p] == 8:
      x = torch.cat([x, x], 1)
    y = torch._weight_int4pack_mm_for_cpu(x, quants, 32, scales)
  else:
    y = __torch__.grouped.unpacking_product(d, x, quants, scales)
  N = d.part_outputs[i][p]
  if y.size(1) > N:
    return y.narrow(1, 0, N)
  return y

def unpacking_product(d: __torch__.Decoder, x: Tensor, quants: Tensor, scales: Tensor) -> Tensor:
  # A few million weights at a time: larger pieces of memory would be returned to the system, and cleared, each time.
  N = scales.size(1)
  step = __torch__.layers.round_up(max(1, (1 << 22) // (scales.size(0) * 32)), __torch__.grouped.width())
  y = torch.empty([x.size(0), N], dtype=x.dtype)
  for first in range(0, N, step):
    n = min(step, N - first)
    w = __torch__.grouped.unpacked(d, quants.narrow(0, first, n), scales.narrow(1, first, n), x.size(1), x.dtype)
    if n == N:
      return torch.mm(x, w)
    _ = y.narrow(1, first, n).copy_(torch.mm(x, w))
  return y

def unpacked(d: __torch__.Decoder, quants: Tensor, scales: Tensor, K: int, dtype: int) -> Tensor:
  # Turns a part's weights into ordinary numbers -> [K, N']
  N = scales.size(1)
  inputs = scales.size(0) * 32
  half = d.together // 2
  # A block of neighbouring outputs has a byte for two outputs that are half a block apart, input by input.
  blocks = quants.view([N // d.together, inputs, half])
  q = torch.empty([inputs, N // d.together, 2, half], dtype=dtype)
  _ = q.select(2, 0).copy_(torch.bitwise_and(blocks, 15).transpose(0, 1))
  _ = q.select(2, 1).copy_(torch.bitwise_right_shift(blocks, 4).transpose(0, 1))
  s = scales.select(2, 0).to(6)  # [inputs / 32, N]
  least = scales.select(2, 1).to(6) - 8. * s
  w = torch.addcmul(least.to(dtype).unsqueeze(1), q.view([-1, 32, N]), s.to(dtype).unsqueeze(1)).view([inputs, N])
  if inputs > K:
    return w.narrow(0, 0, K).add_(w.narrow(0, K, K))
  return w
