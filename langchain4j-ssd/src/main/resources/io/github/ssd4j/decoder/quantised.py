# The block formats of GGUF. A format's function takes whole blocks, [blocks, bytes of a block], and gives their weights in
# float32, [blocks, weights of a block].
#
# A weight is scale * quant, or that and a minimum added or taken away. A float16 scale has 11 significant bits, the product of
# a group's own scale and a quant at most 12. So scale * quant is exact in float32 and only the minimum makes it round: neither
# the order of operations matters nor whether a compiler fuses them.
#
# Dimensions:  n = blocks

def dequantize(raw: Tensor, type: str) -> Tensor:
  # raw bytes of whole blocks -> [n, 32 or 256]
  if type == "Q4_0":
    return __torch__.quantised.q4_0(raw.view([-1, 18]))
  elif type == "Q4_1":
    return __torch__.quantised.q4_1(raw.view([-1, 20]))
  elif type == "Q5_0":
    return __torch__.quantised.q5_0(raw.view([-1, 22]))
  elif type == "Q5_1":
    return __torch__.quantised.q5_1(raw.view([-1, 24]))
  elif type == "Q8_0":
    return __torch__.quantised.q8_0(raw.view([-1, 34]))
  elif type == "Q2_K":
    return __torch__.quantised.q2_k(raw.view([-1, 84]))
  elif type == "Q3_K":
    return __torch__.quantised.q3_k(raw.view([-1, 110]))
  elif type == "Q4_K":
    return __torch__.quantised.q4_k(raw.view([-1, 144]))
  elif type == "Q5_K":
    return __torch__.quantised.q5_k(raw.view([-1, 176]))
  elif type == "Q6_K":
    return __torch__.quantised.q6_k(raw.view([-1, 210]))
  elif type == "IQ4_NL":
    return __torch__.quantised.iq4_nl(raw.view([-1, 18]))
  elif type == "IQ4_XS":
    return __torch__.quantised.iq4_xs(raw.view([-1, 136]))
  elif type == "MXFP4":
    return __torch__.quantised.mxfp4(raw.view([-1, 17]))
  assert False, "unknown tensor type"
  return raw

# ---- blocks of 32 weights ------------------------------------------------------------------------------------------

def q4_0(blocks: Tensor) -> Tensor:
  # float16 scale, 16 bytes of two quants
  q = __torch__.quantised.halves(blocks.narrow(1, 2, 16), 16)
  return __torch__.quantised.scaled(__torch__.quantised.signed(q, 8), __torch__.quantised.float16_at(blocks, 0))

def q4_1(blocks: Tensor) -> Tensor:
  # float16 scale, float16 minimum, 16 bytes of two quants
  q = __torch__.quantised.halves(blocks.narrow(1, 4, 16), 16)
  return torch.add_(__torch__.quantised.scaled(q, __torch__.quantised.float16_at(blocks, 0)), __torch__.quantised.float16_at(blocks, 2))

def q5_0(blocks: Tensor) -> Tensor:
  # float16 scale, 32 fifth bits, 16 bytes of two quants' lower four bits
  q = __torch__.quantised.five_bits_of_32(blocks, 2)
  return __torch__.quantised.scaled(__torch__.quantised.signed(q, 16), __torch__.quantised.float16_at(blocks, 0))

def q5_1(blocks: Tensor) -> Tensor:
  # float16 scale, float16 minimum, 32 fifth bits, 16 bytes of two quants' lower four bits
  q = __torch__.quantised.five_bits_of_32(blocks, 4)
  return torch.add_(__torch__.quantised.scaled(q, __torch__.quantised.float16_at(blocks, 0)), __torch__.quantised.float16_at(blocks, 2))

def q8_0(blocks: Tensor) -> Tensor:
  # float16 scale, 32 int8 quants
  q = torch.view_copy(blocks.narrow(1, 2, 32), dtype=1)
  return __torch__.quantised.scaled(q, __torch__.quantised.float16_at(blocks, 0))

def iq4_nl(blocks: Tensor) -> Tensor:
  # float16 scale, 16 bytes of two places in a table
  w = __torch__.quantised.looked_up(blocks.narrow(1, 2, 16), 16, __torch__.quantised.uneven_steps())
  return torch.mul_(w, __torch__.quantised.float16_at(blocks, 0))

def mxfp4(blocks: Tensor) -> Tensor:
  # An exponent e, 16 bytes of two 4-bit floats (1 bit sign, 2 exponent, 1 mantissa). The table holds twice their values,
  # so the scale is 2^(e - 128).
  values = [0., 1., 2., 3., 4., 6., 8., 12., 0., -1., -2., -3., -4., -6., -8., -12.]
  w = __torch__.quantised.looked_up(blocks.narrow(1, 1, 16), 16, values)
  # exp2 may be a rounding error off in float64, which is gone in float32
  scales = torch.exp2(blocks.narrow(1, 0, 1).to(7) - 128.).to(6)  # [n, 1]
  return torch.mul_(w, scales)

# ---- blocks of 256 weights -----------------------------------------------------------------------------------------

def q2_k(blocks: Tensor) -> Tensor:
  # 16 bytes of a 4-bit scale and a 4-bit minimum of 16 weights, 64 bytes of four quants, float16 scales of scales, minima
  s = blocks.narrow(1, 0, 16)
  scales = torch.mul(torch.bitwise_and(s, 15), __torch__.quantised.float16_at(blocks, 80))  # [n, 16]
  minima = torch.mul(torch.bitwise_right_shift(s, 4), __torch__.quantised.float16_at(blocks, 82))
  q = __torch__.quantised.quarters(blocks.narrow(1, 16, 64))
  return __torch__.quantised.scaled_less(q, scales, minima)

def q3_k(blocks: Tensor) -> Tensor:
  # 32 bytes of third bits, 64 bytes of four quants' lower two bits, 16 packed 6-bit scales, float16 scale of the scales
  s = blocks.narrow(1, 96, 12)
  low = __torch__.quantised.halves(s.narrow(1, 0, 8), 8)  # [n, 16]
  high = __torch__.quantised.quarters(s.narrow(1, 8, 4))
  scales = torch.mul(__torch__.quantised.signed(torch.bitwise_or(low, torch.bitwise_left_shift(high, 4)), 32), __torch__.quantised.float16_at(blocks, 108))
  q = torch.bitwise_or(__torch__.quantised.quarters(blocks.narrow(1, 32, 64)), torch.bitwise_left_shift(__torch__.quantised.eighths(blocks.narrow(1, 0, 32)), 2))
  return __torch__.quantised.scaled(__torch__.quantised.signed(q, 4), scales)

def q4_k(blocks: Tensor) -> Tensor:
  # float16 scales of scales and of minima, 8 packed 6-bit scales and minima of 32 weights, 128 bytes of two quants
  scales, minima, = __torch__.quantised.scales_and_minima(blocks)
  q = __torch__.quantised.halves(blocks.narrow(1, 16, 128), 32)
  return __torch__.quantised.scaled_less(q, scales, minima)

def q5_k(blocks: Tensor) -> Tensor:
  # as q4_k, with 32 bytes of fifth bits before the 128 bytes of lower four bits
  scales, minima, = __torch__.quantised.scales_and_minima(blocks)
  return __torch__.quantised.scaled_less(__torch__.quantised.five_bits_of_256(blocks), scales, minima)

def q6_k(blocks: Tensor) -> Tensor:
  # 128 bytes of two quants' lower four bits, 64 bytes of four quants' upper two, 16 int8 scales of 16 weights, float16 scale
  scales = torch.mul(torch.view_copy(blocks.narrow(1, 192, 16), dtype=1), __torch__.quantised.float16_at(blocks, 208))
  high = torch.bitwise_left_shift(__torch__.quantised.quarters(blocks.narrow(1, 128, 64)), 4)
  q = torch.bitwise_or(__torch__.quantised.halves(blocks.narrow(1, 0, 128), 64), high)
  return __torch__.quantised.scaled(__torch__.quantised.signed(q, 32), scales)

def iq4_xs(blocks: Tensor) -> Tensor:
  # float16 scale, 8 scales of 32 weights (upper two bits of all, then the lower four), 128 bytes of two places in a table
  scales = __torch__.quantised.iq4_xs_scales(blocks)
  w = __torch__.quantised.looked_up(blocks.narrow(1, 8, 128), 16, __torch__.quantised.uneven_steps())
  return torch.mul_(w.view([-1, 8, 32]), scales.unsqueeze(2)).flatten(1)

def iq4_xs_scales(blocks: Tensor) -> Tensor:
  # -> [n, 8]
  high = __torch__.quantised.quarters_in_order(blocks.narrow(1, 2, 2))
  s = blocks.narrow(1, 4, 4)
  low = torch.stack([torch.bitwise_and(s, 15), torch.bitwise_right_shift(s, 4)], 2).flatten(1)
  return torch.mul(__torch__.quantised.signed(torch.bitwise_or(low, torch.bitwise_left_shift(high, 4)), 32), __torch__.quantised.float16_at(blocks, 0))

def five_bits_of_256(blocks: Tensor) -> Tensor:
  # The quants of q5_k, [n, 256]
  fifth = torch.bitwise_left_shift(__torch__.quantised.eighths(blocks.narrow(1, 16, 32)), 4)
  return torch.bitwise_or(__torch__.quantised.halves(blocks.narrow(1, 48, 128), 32), fifth)

def scales_and_minima(blocks: Tensor) -> Tuple[Tensor, Tensor]:
  # Of q4_k and q5_k, [n, 8] each. Three groups of four bytes: six bits of scales 0-3, six bits of minima 0-3, the lower four
  # bits of scales and minima 4-7; the upper two bits of these are the upper two of the first and second group.
  a, b, c = blocks.narrow(1, 4, 4), blocks.narrow(1, 8, 4), blocks.narrow(1, 12, 4)
  s = torch.bitwise_or(torch.bitwise_and(c, 15), torch.bitwise_and(torch.bitwise_right_shift(a, 2), 48))
  m = torch.bitwise_or(torch.bitwise_right_shift(c, 4), torch.bitwise_and(torch.bitwise_right_shift(b, 2), 48))
  scales = torch.mul(torch.cat([torch.bitwise_and(a, 63), s], 1), __torch__.quantised.float16_at(blocks, 0))
  minima = torch.mul(torch.cat([torch.bitwise_and(b, 63), m], 1), __torch__.quantised.float16_at(blocks, 2))
  return (scales, minima)

# ---- what the formats share ----------------------------------------------------------------------------------------

def float16_at(blocks: Tensor, at: int) -> Tensor:
  return __torch__.weights.bytes_as(blocks.narrow(1, at, 2), 5).to(6)  # [n, 1]

def scaled(q: Tensor, scales: Tensor) -> Tensor:
  # q: [n, W], scales: [n, groups] -> [n, W]
  groups = scales.size(1)
  return torch.mul(q.view([q.size(0), groups, -1]), scales.unsqueeze(2)).flatten(1)

def scaled_less(q: Tensor, scales: Tensor, minima: Tensor) -> Tensor:
  # q: [n, W], scales and minima: [n, groups] -> [n, W]
  w = __torch__.quantised.scaled(q, scales)
  torch.sub_(w.view([w.size(0), scales.size(1), -1]), minima.unsqueeze(2))
  return w

def signed(q: Tensor, middle: int) -> Tensor:
  # quants that are stored as 0, 1, ... and mean -middle, 1 - middle, ...
  return torch.sub_(q.to(1), middle)

def halves(packed: Tensor, run: int) -> Tensor:
  # Every `run` bytes hold the lower halves of as many quants, then the upper ones: [n, bytes] -> [n, 2 * bytes]
  runs = packed.reshape([packed.size(0), -1, run])
  return torch.stack([torch.bitwise_and(runs, 15), torch.bitwise_right_shift(runs, 4)], 2).flatten(1)

def quarters(packed: Tensor) -> Tensor:
  # As halves, with four quants a byte, in runs of 32 bytes or all: [n, bytes] -> [n, 4 * bytes]
  runs = packed.reshape([packed.size(0), -1, min(32, packed.size(1))])
  return torch.stack([torch.bitwise_and(torch.bitwise_right_shift(runs, 2 * i), 3) for i in range(4)], 2).flatten(1)

def eighths(packed: Tensor) -> Tensor:
  # bit i of 32 bytes belongs to quants 32 i to 32 i + 31: [n, 32] -> [n, 256]
  packed = packed.contiguous()
  return torch.cat([torch.bitwise_and(torch.bitwise_right_shift(packed, i), 1) for i in range(8)], 1)

def five_bits_of_32(blocks: Tensor, at: int) -> Tensor:
  # The quants of q5_0 and q5_1, whose fifth bits are at byte `at`: [n, 32]
  return torch.bitwise_or(__torch__.quantised.halves(blocks.narrow(1, at + 4, 16), 16), __torch__.quantised.fifth_bits(blocks.narrow(1, at, 4)))

def fifth_bits(packed: Tensor) -> Tensor:
  # Bit j of four little-endian bytes is worth 16 in quant j: [n, 4] -> [n, 32]. A byte's eight quants are looked up at once.
  places = torch.arange(8, dtype=0, device=packed.device)
  bits = torch.bitwise_and(torch.bitwise_right_shift(torch.arange(256, dtype=0, device=packed.device).unsqueeze(1), places), 1)
  table = torch.view_copy(torch.bitwise_left_shift(bits, 4), dtype=4).flatten()  # [256]
  return torch.view_copy(table.index_select(0, packed.flatten().to(3)).view([-1, 4]), dtype=0)

def quarters_in_order(packed: Tensor) -> Tensor:
  # four numbers of two bits from each byte, the lowest first: [n, bytes] -> [n, 4 * bytes]
  return torch.stack([torch.bitwise_and(torch.bitwise_right_shift(packed, 2 * i), 3) for i in range(4)], 2).flatten(1)

def looked_up(packed: Tensor, run: int, table: List[float]) -> Tensor:
  # as halves, and each quant is a place in the table: [n, bytes] -> [n, 2 * bytes]
  places = __torch__.quantised.halves(packed, run)
  values = torch.tensor(table, dtype=6, device=packed.device)
  return values.index_select(0, places.flatten().to(3)).view([packed.size(0), -1])

def uneven_steps() -> List[float]:
  # finer around zero, where most weights are
  return [-127., -104., -83., -65., -49., -35., -22., -10., 1., 13., 25., 38., 53., 69., 89., 113.]
