# Parts of the network that hold no weights.

def rms_norm(x: Tensor, weight: Tensor, eps: Tensor) -> Tensor:
  # x / sqrt(mean(x^2) + eps) * weight; the mean in float32 whatever the dtype of x
  n = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)  # [S, 1]
  scale = torch.rsqrt(torch.addcmul(eps, n, n, value=1. / x.size(-1)))
  return (x * scale).to(x.dtype).mul_(weight)

def attend(q: Tensor, keys: Tensor, values: Tensor, mask: Optional[Tensor], least: int) -> Tensor:
  # q: [M, R, D], keys: [M, D, L], values: [M, L, D] -> [M, R, D]; computes `least` rows or more.
  # mask: [1, R, T], or of `least` rows already, added to the scores of the last T positions.
  R = q.size(1)
  if R < least:
    q = torch.constant_pad_nd(q, [0, 0, 0, least - R])
  scores = torch.bmm(q, keys)
  if mask is not None:
    if mask.size(1) < scores.size(1):
      mask = torch.constant_pad_nd(mask, [0, 0, 0, scores.size(1) - mask.size(1)])
    T = mask.size(2)
    _ = scores.narrow(2, scores.size(2) - T, T).add_(mask)
  return torch.bmm(torch.softmax(scores, -1), values).narrow(1, 0, R)

def attend_alone(q: Tensor, keys: Tensor, values: Tensor, mask: Tensor) -> Tensor:
  # q: [S, M, G, D], keys and values: [M, L, D], mask: [S, 1, 1, L] -> [S, M, G, D]
  # Every token is a batch entry of its own: the kernel computes each entry by itself, with products whose shapes are
  # G, D and L, so the number of tokens cannot change the bits of one. Only on the CPU.
  shape = [q.size(0), keys.size(0), keys.size(1), keys.size(2)]
  mixed, _, = torch._scaled_dot_product_flash_attention_for_cpu(q, keys.unsqueeze(0).expand(shape), values.unsqueeze(0).expand(shape), 0., False, attn_mask=mask, scale=1.)
  return mixed

def groups(pos: int, first: int, end: int, block: int) -> List[List[int]]:
  # Cuts rows first..end-1 of a pass, whose row 0 is at position `pos`, where positions are multiples of `block` -> [first row,
  # rows, positions seen] of each group. The rows of a group see all positions up to the end of their block; a mask hides
  # those behind a row. So the shape of a row's products follows from its own position alone. block 0: one group.
  if block == 0 and end > first:
    return [[first, end - first, pos + end]]
  found = annotate(List[List[int]], [])
  while first < end:
    seen = __torch__.layers.round_up(pos + first + 1, block)
    n = min(end, seen - pos) - first
    found.append([first, n, seen])
    first = first + n
  return found

def round_up(n: int, block: int) -> int:
  if block == 0:
    return n
  return (n + block - 1) // block * block

def silu_by_rows(x: Tensor) -> Tensor:
  # In place. One call for all rows would be split among threads anywhere, and elements at a split get other bits.
  for row in torch.unbind(x):
    _ = torch.silu_(row)
  return x

def causal_mask(pos: int, S: int, G: int, dtype: int, device: Device) -> Optional[Tensor]:
  # 0 where a query may look, -inf behind it; a query's G rows are neighbours -> [1, S*G, L], none for one query
  if S == 1:
    return None
  mask = torch.triu(torch.full([S, pos + S], -inf, dtype=6, device=device), pos + 1)
  return torch.repeat_interleave(mask, G, 0).unsqueeze(0).to(dtype)
