# Parts of the network that hold no weights.

def rms_norm(x: Tensor, weight: Tensor, eps: Tensor) -> Tensor:
  # x / sqrt(mean(x^2) + eps) * weight; the mean in float32 whatever the dtype of x
  n = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)  # [S, 1]
  scale = torch.rsqrt(torch.addcmul(eps, n, n, value=1. / x.size(-1)))
  return (x * scale).to(x.dtype).mul_(weight)

def attend(q: Tensor, keys: Tensor, values: Tensor, mask: Optional[Tensor], least: int) -> Tensor:
  # q: [M, R, D], keys: [M, D, L], values: [M, L, D], mask: [1, R, L] or none -> [M, R, D]; computes `least` rows or more
  R = q.size(1)
  if R < least:
    q = torch.constant_pad_nd(q, [0, 0, 0, least - R])
  if mask is None:
    scores = torch.bmm(q, keys)
  else:
    if R < least:
      mask = torch.constant_pad_nd(mask, [0, 0, 0, least - R])
    scores = torch.baddbmm(mask, q, keys)
  probs = torch.softmax(scores, -1)
  L = values.size(1)
  if least > 1 and L > 192 and L < 384:
    # MKL adds up to 192 terms in one go and longer sums in blocks of 192, but it halves one of up to 383: then a row's sum
    # would depend on how many tokens are fed with it. Here the blocks are made for it.
    first = torch.bmm(probs.narrow(2, 0, 192), values.narrow(1, 0, 192))
    return first.baddbmm_(probs.narrow(2, 192, L - 192), values.narrow(1, 192, L - 192)).narrow(1, 0, R)
  return torch.bmm(probs, values).narrow(1, 0, R)

def attend_in_blocks(q: Tensor, keys: Tensor, values: Tensor, mask: Optional[Tensor], least: int, G: int, block: int) -> Tensor:
  # The same, at most `block` tokens of G rows at a time (0: all): their scores stay in the CPU's cache, and keys behind the
  # last of them, which the mask hides, are not read. The mask is a causal one; every row gets the same bits.
  R, L = q.size(1), keys.size(2)
  rows = block * G
  if mask is not None:
    if 0 < rows and rows < R:
      mixed = annotate(List[Tensor], [])
      for first in range(0, R, rows):
        n = min(rows, R - first)
        seen = L - (R - first - n) // G
        mixed.append(__torch__.layers.attend(q.narrow(1, first, n), keys.narrow(2, 0, seen), values.narrow(1, 0, seen), mask.narrow(1, first, n).narrow(2, 0, seen), least))
      return torch.cat(mixed, 1)
  return __torch__.layers.attend(q, keys, values, mask, least)

def causal_mask(pos: int, S: int, G: int, device: Device) -> Tensor:
  # 0 where a query may look, -inf behind it; a query's G rows are neighbours -> [1, S*G, L]
  mask = torch.triu(torch.full([S, pos + S], -inf, dtype=6, device=device), pos + 1)
  return torch.repeat_interleave(mask, G, 0).unsqueeze(0)
