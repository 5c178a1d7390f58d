# The quants, scales and offsets of the block formats of GGUF that are evenly spaced: w = scale * quant + offset. See quantised.py for
# the layout of the blocks.
#
# Dimensions:  n = groups of 32 weights

def fits_4_bits(type: str) -> bool:
  return type == "Q4_0" or type == "Q4_1" or type == "Q4_K"

def fits(type: str, bits: int) -> bool:
  # Whether `read` knows the type, and the bits are enough for it
  if __torch__.quants.fits_4_bits(type):
    return True
  five = type == "Q5_0" or type == "Q5_1" or type == "Q5_K"
  return bits == 8 and (five or type == "Q8_0" or type == "IQ4_NL" or type == "IQ4_XS")

def read(raw: Tensor, type: str) -> Tuple[Tensor, Tensor, Tensor]:
  # raw bytes of whole blocks -> quants int8 [n, 32], scales and offsets float32 [n, 1]. Offsets are small: quants have their zero
  # where the format's smallest and largest weight are equally far from it.
  if type == "Q4_0":
    blocks = raw.view([-1, 18])
    return __torch__.quants.even(__torch__.quantised.signed(__torch__.quantised.halves(blocks.narrow(1, 2, 16), 16), 8), __torch__.quantised.float16_at(blocks, 0))
  elif type == "Q4_1":
    blocks = raw.view([-1, 20])
    q = __torch__.quantised.halves(blocks.narrow(1, 4, 16), 16)
    return __torch__.quants.shifted(q, 8, __torch__.quantised.float16_at(blocks, 0), __torch__.quantised.float16_at(blocks, 2))
  elif type == "Q4_K":
    blocks = raw.view([-1, 144])
    scales, minima, = __torch__.quantised.scales_and_minima(blocks)
    return __torch__.quants.shifted(__torch__.quantised.halves(blocks.narrow(1, 16, 128), 32), 8, scales, torch.neg(minima))
  elif type == "Q5_0":
    blocks = raw.view([-1, 22])
    q = __torch__.quantised.five_bits_of_32(blocks, 2)
    return __torch__.quants.even(__torch__.quantised.signed(q, 16), __torch__.quantised.float16_at(blocks, 0))
  elif type == "Q5_1":
    blocks = raw.view([-1, 24])
    q = __torch__.quantised.five_bits_of_32(blocks, 4)
    return __torch__.quants.shifted(q, 16, __torch__.quantised.float16_at(blocks, 0), __torch__.quantised.float16_at(blocks, 2))
  elif type == "Q5_K":
    blocks = raw.view([-1, 176])
    scales, minima, = __torch__.quantised.scales_and_minima(blocks)
    return __torch__.quants.shifted(__torch__.quantised.five_bits_of_256(blocks), 16, scales, torch.neg(minima))
  elif type == "Q8_0":
    blocks = raw.view([-1, 34])
    return __torch__.quants.even(torch.view_copy(blocks.narrow(1, 2, 32), dtype=1), __torch__.quantised.float16_at(blocks, 0))
  elif type == "IQ4_NL":
    blocks = raw.view([-1, 18])
    q = __torch__.quantised.looked_up(blocks.narrow(1, 2, 16), 16, __torch__.quantised.uneven_steps()).to(1)
    return __torch__.quants.even(q, __torch__.quantised.float16_at(blocks, 0))
  elif type == "IQ4_XS":
    blocks = raw.view([-1, 136])
    q = __torch__.quantised.looked_up(blocks.narrow(1, 8, 128), 16, __torch__.quantised.uneven_steps()).to(1)
    return __torch__.quants.even(q, __torch__.quantised.iq4_xs_scales(blocks))
  assert False, "not evenly spaced"
  return raw, raw, raw

def even(q: Tensor, scales: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  s = scales.reshape([-1, 1])
  return q.reshape([-1, 32]), s, torch.zeros_like(s)

def shifted(q: Tensor, middle: int, scales: Tensor, least: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
  # q: 0, 1, ..., of which 0 means `least`
  s = scales.reshape([-1, 1])
  return __torch__.quantised.signed(q, middle).reshape([-1, 32]), s, least.reshape([-1, 1]) + s * float(middle)

def rounded(w: Tensor, bits: int) -> Tuple[Tensor, Tensor, Tensor]:
  # Rounds weights [n, 32] to the nearest of evenly spaced values: 4 bits between a group's least and largest weight, 8 bits on both
  # sides of 0.
  if bits == 8:
    s = torch.amax(torch.abs(w), [1], True) / 127.
    s = s.to(15).to(6)
    q = torch.round(w / __torch__.quants.not_zero(s))
    return torch.clamp(q, -128., 127.).to(1), s, torch.zeros_like(s)
  least = torch.amin(w, [1], True)
  s = ((torch.amax(w, [1], True) - least) / 15.).to(15).to(6)
  o = (least + s * 8.).to(15).to(6)
  q = torch.round((w - o) / __torch__.quants.not_zero(s))
  return torch.clamp(q, -8., 7.).to(1), s, o

def not_zero(s: Tensor) -> Tensor:
  return torch.where(s == 0., torch.ones_like(s), s)
