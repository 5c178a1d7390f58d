# Parts of the network that hold no weights.

def attend(q: Tensor, keys: Tensor, values: Tensor, mask: Optional[Tensor], least: int, cap: float, by_rows: bool) -> Tensor:
  # q: [M, R, D], keys: [M, D, L], values: [M, L, D] -> [M, R, D]; computes `least` rows or more.
  # mask: [1, R, T], or of `least` rows already, added to the scores of the last T positions. cap: see soft_cap; 0 for none
  R = q.size(1)
  if R < least:
    q = torch.constant_pad_nd(q, [0, 0, 0, least - R])
  if mask is not None:
    if cap == 0. and mask.size(2) == keys.size(2) and mask.size(1) == q.size(1):
      return torch.bmm(torch.softmax(torch.baddbmm(mask, q, keys), -1), values).narrow(1, 0, R)
  scores = torch.bmm(q.contiguous(), keys)
  if cap > 0.:
    scores = __torch__.layers.soft_cap(scores, cap, by_rows)
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

def groups(pos: int, first: int, end: int, block: int, window: int) -> List[List[int]]:
  # Cuts rows first..end-1 of a pass, whose row 0 is at position `pos`, where positions are multiples of `block` -> [first row,
  # rows, first position, end of positions] of each group. The rows of a group see all positions up to the end of their block
  # from the beginning, or from the last multiple of `block` that no row's `window` reaches beyond; a mask hides those that a row
  # must not see. So the shape of a row's products follows from its own position alone. window 0: none.
  found = annotate(List[List[int]], [])
  while first < end:
    seen = __torch__.layers.round_up(pos + first + 1, block)
    n = min(end, seen - pos) - first
    start = 0
    if window > 0:
      start = max(0, seen - block - window + 1) // block * block
    found.append([first, n, start, seen])
    first = first + n
  return found

def slot_shape(d: __torch__.Decoder, capacity: int) -> List[int]:
  return [2 * d.kv_heads, __torch__.layers.round_up(capacity, 2 * d.block), d.head_dim]

def round_up(n: int, block: int) -> int:
  return (n + block - 1) // block * block

def activate(x: Tensor, gelu: bool, by_rows: bool) -> Tensor:
  # SiLU, or GELU by its tanh formula. By rows: in place. One call for all rows would be split among threads anywhere, and
  # elements at a split get other bits.
  if by_rows:
    for row in torch.unbind(x):
      if gelu:
        _ = torch.gelu_(row, approximate="tanh")
      else:
        _ = torch.silu_(row)
    return x
  if gelu:
    return torch.gelu(x, approximate="tanh")
  return torch.silu(x)

def soft_cap(x: Tensor, cap: float, by_rows: bool) -> Tensor:
  # In place: cap * tanh(x / cap), which never exceeds the cap (Gemma 2, arXiv 2408.00118). By rows: see activate.
  if by_rows:
    for row in torch.unbind(x.view([-1, x.size(-1)])):
      _ = torch.tanh_(row.div_(cap)).mul_(cap)
    return x
  return torch.tanh_(x.div_(cap)).mul_(cap)

def sight_mask(first: int, n: int, start: int, seen: int, window: int, device: Device) -> Tensor:
  # 0 where tokens at positions first..first+n-1 may look among positions start..seen-1, -inf elsewhere -> float32 [n, seen-start].
  # They do not see what lies behind them, nor, with a window, what lies `window` positions or more before them.
  rows = torch.arange(first, first + n, device=device).unsqueeze(1)
  keys = torch.arange(start, seen, device=device).unsqueeze(0)
  hidden = keys > rows
  if window > 0:
    hidden = torch.logical_or(hidden, keys <= rows - window)
  return torch.zeros([n, seen - start], dtype=6, device=device).masked_fill(hidden, -inf)
