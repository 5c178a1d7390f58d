# How the rows of one pass attend. Rows are queries: a token's bits must follow from its own position alone, in whatever
# company it is fed, so rows attend in groups by blocks of positions. See layers.groups.

def prompt_rows(d: __torch__.Decoder, S: int) -> int:
  # How many of a pass's first rows attend the fast way for long prompts, which gives a row other bits. The last one never
  # does: when its prompt comes again and is in the cache, it gets the bits of a token that is fed alone.
  if S > d.few_rows and (d.alone or d.dtype != d.cache_dtype):
    return S - 1
  return 0

def plan(d: __torch__.Decoder, pos: int, S: int, window: int) -> Tuple[List[List[int]], List[Optional[Tensor]]]:
  # The groups of rows that attend together in layers whose tokens see `window` positions, and the mask of each.
  if d.gpu and __torch__.gpu.fused(d, S):
    return __torch__.gpu.plan(d, pos, S, window)
  fast = __torch__.attention.prompt_rows(d, S)
  groups = __torch__.layers.groups(pos, 0, fast, 2 * d.block, window) + __torch__.layers.groups(pos, fast, S, d.block, window)
  masks = annotate(List[Optional[Tensor]], [])
  for group in groups:
    masks.append(__torch__.attention.group_mask(d, pos, group, fast, window))
  return groups, masks

def group_mask(d: __torch__.Decoder, pos: int, group: List[int], fast: int, window: int) -> Optional[Tensor]:
  first, n, start, seen, = group
  G = d.heads // d.kv_heads
  if window > 0 and seen > window:
    return __torch__.attention.window_mask(d, pos, group, fast, window)
  width = d.block
  if first < fast:
    width = 2 * d.block
  row = pos + first - (seen - width)
  if first >= fast and d.alone:
    rows = torch.slice(d.tail.squeeze(0), 0, row * G, (row + n) * G, G).narrow(1, 0, width)  # [n, width]
    return torch.constant_pad_nd(rows, [seen - width, 0]).view([n, 1, 1, seen])
  if n == 1 and row == width - 1:
    return None  # sees its whole block
  mask = d.tail.narrow(1, row * G, n * G).narrow(2, 0, width)
  if n * G < d.attention_rows:
    mask = torch.constant_pad_nd(mask, [0, 0, 0, d.attention_rows - n * G])
  if first < fast:
    return mask.to(d.dtype)
  return mask

def window_mask(d: __torch__.Decoder, pos: int, group: List[int], fast: int, window: int) -> Tensor:
  # From the group's first position on.
  first, n, start, seen, = group
  mask = __torch__.layers.sight_mask(pos + first, n, start, seen, window, d.device)
  if first >= fast and d.alone:
    return mask.view([n, 1, 1, seen - start])
  mask = torch.repeat_interleave(mask, d.heads // d.kv_heads, 0).unsqueeze(0)
  if first < fast:
    return mask.to(d.dtype)
  return mask.to(d.cache_dtype)

def mix(d: __torch__.Decoder, qkv: Tensor, cache: Tensor, pos: int, groups: List[List[int]], masks: List[Optional[Tensor]]) -> Tensor:
  # qkv: [S, N+2M, D] -> what their queries make of the values in the cache, [S, N*D]
  if d.gpu and __torch__.gpu.fused(d, qkv.size(0)):
    return __torch__.gpu.mix(d, qkv, cache, groups, masks, max(qkv.size(0), d.linear_rows))
  fast = __torch__.attention.prompt_rows(d, qkv.size(0))
  if len(groups) == 1 and fast == 0 and not d.alone:
    return __torch__.attention.attend(d, qkv, cache, groups[0], masks[0])
  prompt = cache
  if fast > 0:
    prompt = torch.slice(cache, 1, 0, __torch__.layers.round_up(pos + qkv.size(0), 2 * d.block)).to(d.dtype)
  mixed = annotate(List[Tensor], [])
  for g in range(len(groups)):
    first, n, = groups[g][0], groups[g][1]
    own = qkv.narrow(0, first, n)
    if first < fast:
      mixed.append(__torch__.attention.attend(d, own, prompt, groups[g], masks[g]))
    elif d.alone:
      mixed.append(__torch__.attention.attend_alone(d, own, cache, groups[g], masks[g]))
    else:
      mixed.append(__torch__.attention.attend(d, own, cache, groups[g], masks[g]))
  if len(mixed) == 1:
    return mixed[0]
  return torch.cat(mixed)

def attend(d: __torch__.Decoder, qkv: Tensor, cache: Tensor, group: List[int], mask: Optional[Tensor]) -> Tensor:
  # qkv: [n, N+2M, D] -> [n, N*D]
  M = d.kv_heads
  kv = torch.slice(cache, 1, group[2], group[3])
  keys = torch.slice(kv, 0, 0, M).transpose(1, 2)
  return d.mixed_rows(__torch__.layers.attend(d.queries(qkv).to(cache.dtype), keys, torch.slice(kv, 0, M), mask, d.attention_rows, d.score_cap, qkv.size(0) <= d.single_rows))

def attend_alone(d: __torch__.Decoder, qkv: Tensor, cache: Tensor, group: List[int], mask: Optional[Tensor]) -> Tensor:
  # The same, no row having a product in common with another.
  n, N, M, D = qkv.size(0), d.heads, d.kv_heads, d.head_dim
  assert mask is not None
  if d.score_cap > 0.:
    rows = annotate(List[Tensor], [])
    for row in range(n):
      own = torch.repeat_interleave(mask.narrow(0, row, 1).view([1, 1, -1]), N // M, 1)
      rows.append(__torch__.attention.attend(d, qkv.narrow(0, row, 1), cache, group, own))
    return torch.cat(rows)
  kv = torch.slice(cache, 1, group[2], group[3])
  q = torch.slice(qkv, 1, 0, N).view([n, M, N // M, D])
  return __torch__.layers.attend_alone(q, torch.slice(kv, 0, 0, M), torch.slice(kv, 0, M), mask).reshape([n, N * D]).to(d.dtype)
