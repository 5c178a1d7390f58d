# How the rows of one pass attend. Rows are queries: a token's bits must follow from its own position alone, in whatever
# company it is fed, so rows attend in groups by blocks of positions. See layers.groups.
#
# A group is [first row, rows, first position, end of positions, kind, slot], and on a GPU what gpu.plan adds. Kinds:
#   0  the rows share products
#   1  a prompt's rows, which share products in the dtype of the weights: faster for many, but with other bits
#   2  each row by itself
#   3  see gpu.py

def prompts_apart(d: __torch__.Decoder) -> bool:
  # Whether whole blocks of a prompt attend in a way of their own.
  return d.alone or d.dtype != d.cache_dtype

def prompt_rows(d: __torch__.Decoder, segment: List[int]) -> List[int]:
  # Which of a segment's rows attend as a prompt's, [first, end): whole blocks of positions, so that the shape of their products does
  # not depend on how a prompt is cut. Rows whose logits are wanted never do: when their prompt comes again and is in the cache, they
  # get the bits of tokens that are fed alone.
  slot, pos, n, rows, = segment
  if n <= d.few_rows or not __torch__.attention.prompts_apart(d):
    return [0, 0]
  first = __torch__.layers.round_up(pos, 2 * d.block) - pos
  end = (pos + n - rows) // (2 * d.block) * 2 * d.block - pos
  if end <= first:
    return [0, 0]
  return [first, end]

def plan(d: __torch__.Decoder, segments: List[List[int]], window: int) -> Tuple[List[List[int]], List[Optional[Tensor]]]:
  # The groups of rows that attend together in layers whose tokens see `window` positions, and the mask of each.
  groups = annotate(List[List[int]], [])
  masks = annotate(List[Optional[Tensor]], [])
  row = 0
  for segment in segments:
    slot, pos, n, rows, = segment
    if d.gpu and __torch__.gpu.fused(d, n):
      __torch__.gpu.plan(d, segment, row, window, groups, masks)
    else:
      first, end, = __torch__.attention.prompt_rows(d, segment)
      few = 2 if d.alone else 0
      parts = [[0, first, few], [first, end, 1], [end, n, few]]
      for part in parts:
        width = 2 * d.block if part[2] == 1 else d.block
        for group in __torch__.layers.groups(pos, part[0], part[1], width, window):
          masks.append(__torch__.attention.group_mask(d, pos, group, part[2], window))
          groups.append([row + group[0], group[1], group[2], group[3], part[2], slot])
    row = row + n
  return groups, masks

def group_mask(d: __torch__.Decoder, pos: int, group: List[int], kind: int, window: int) -> Optional[Tensor]:
  # group: of layers.groups
  first, n, start, seen, = group
  G = d.heads // d.kv_heads
  if window > 0 and seen > window:
    return __torch__.attention.window_mask(d, pos, group, kind, window)
  width = 2 * d.block if kind == 1 else d.block
  row = pos + first - (seen - width)
  if kind == 2:
    rows = torch.slice(d.tail.squeeze(0), 0, row * G, (row + n) * G, G).narrow(1, 0, width)  # [n, width]
    return torch.constant_pad_nd(rows, [seen - width, 0]).view([n, 1, 1, seen])
  if n == 1 and row == width - 1:
    return None  # sees its whole block
  mask = d.tail.narrow(1, row * G, n * G).narrow(2, 0, width)
  if n * G <= d.attention_rows:
    # For all positions: then it costs no step of its own. See layers.attend.
    return torch.constant_pad_nd(mask, [seen - width, 0, 0, d.attention_rows - n * G])
  if kind == 1:
    return mask.to(d.dtype)
  return mask

def window_mask(d: __torch__.Decoder, pos: int, group: List[int], kind: int, window: int) -> Tensor:
  # From the group's first position on.
  first, n, start, seen, = group
  mask = __torch__.layers.sight_mask(pos + first, n, start, seen, window, d.device)
  if kind == 2:
    return mask.view([n, 1, 1, seen - start])
  mask = torch.repeat_interleave(mask, d.heads // d.kv_heads, 0).unsqueeze(0)
  if kind == 1:
    return mask.to(d.dtype)
  return mask.to(d.cache_dtype)

def mix(d: __torch__.Decoder, qkv: Tensor, i: int, groups: List[List[int]], masks: List[Optional[Tensor]]) -> Tensor:
  # qkv: [S, N+2M, D] -> what their queries make of the values in the caches of layer i, [S, N*D], on a GPU with rows of filling
  if groups[0][4] == 3:
    return __torch__.gpu.mix(d, qkv, i, groups, masks)
  shared = True
  for group in groups:
    shared = shared and group[4] == 0
  if shared:
    return __torch__.attention.mix_shared(d, qkv, i, groups, masks)
  mixed = annotate(List[Tensor], [])
  prompts = annotate(Dict[int, Tensor], {})
  for g in range(len(groups)):
    first, n, start, seen, kind, slot, = groups[g][:6]
    own = qkv.narrow(0, first, n)
    if kind == 2:
      mixed.append(__torch__.attention.attend_alone(d, own, d.cache[slot][i], groups[g], masks[g]))
    else:
      cache = d.cache[slot][i]
      if kind == 1:
        if slot not in prompts:
          prompts[slot] = torch.slice(cache, 1, 0, __torch__.attention.end(groups, slot)).to(d.dtype)
        cache = prompts[slot]
      mixed.append(d.mixed_rows(__torch__.attention.attend(d, d.queries(own), cache, groups[g], masks[g])))
  if len(mixed) == 1:
    return mixed[0]
  return torch.cat(mixed)

def end(groups: List[List[int]], slot: int) -> int:
  # Of the positions that a slot's groups see
  last = 0
  for group in groups:
    if group[5] == slot:
      last = max(last, group[3])
  return last

def mix_shared(d: __torch__.Decoder, qkv: Tensor, i: int, groups: List[List[int]], masks: List[Optional[Tensor]]) -> Tensor:
  # As mix. Rows of several groups are laid out once for all of them.
  q = d.queries(qkv)  # [M, S*G, D]
  if len(groups) == 1:
    return d.mixed_rows(__torch__.attention.attend(d, q, d.cache[groups[0][5]][i], groups[0], masks[0]))
  M, D = d.kv_heads, d.head_dim
  G = d.heads // M
  S = qkv.size(0)
  R = G
  if len(groups) == S and G < d.attention_rows:
    # A row each, as most often where several conversations decode: filled up all at once.
    R = d.attention_rows
    q = torch.constant_pad_nd(q.view([M, S, G, D]), [0, 0, 0, R - G]).view([M, S * R, D])
  mixed = annotate(List[Tensor], [])
  for g in range(len(groups)):
    own = q.narrow(1, groups[g][0] * R, groups[g][1] * R)
    mixed.append(__torch__.attention.attend(d, own, d.cache[groups[g][5]][i], groups[g], masks[g]))
  rows = torch.cat(mixed, 1)
  if R > G:
    rows = rows.view([M, S, R, D]).narrow(2, 0, G).reshape([M, S * G, D])
  return d.mixed_rows(rows)

def attend(d: __torch__.Decoder, q: Tensor, cache: Tensor, group: List[int], mask: Optional[Tensor]) -> Tensor:
  # q: [M, n*G, D] -> [M, n*G, D]
  M = d.kv_heads
  kv = torch.slice(cache, 1, group[2], group[3])
  keys = torch.slice(kv, 0, 0, M).transpose(1, 2)
  return __torch__.layers.attend(q.to(cache.dtype), keys, torch.slice(kv, 0, M), mask, d.attention_rows, d.score_cap, group[1] <= d.single_rows)

def attend_alone(d: __torch__.Decoder, qkv: Tensor, cache: Tensor, group: List[int], mask: Optional[Tensor]) -> Tensor:
  # qkv: [n, N+2M, D] -> [n, N*D], no row having a product in common with another
  n, N, M, D = qkv.size(0), d.heads, d.kv_heads, d.head_dim
  assert mask is not None
  if d.score_cap > 0.:
    rows = annotate(List[Tensor], [])
    for row in range(n):
      own = torch.repeat_interleave(mask.narrow(0, row, 1).view([1, 1, -1]), N // M, 1)
      rows.append(d.mixed_rows(__torch__.attention.attend(d, d.queries(qkv.narrow(0, row, 1)), cache, group, own)))
    return torch.cat(rows)
  kv = torch.slice(cache, 1, group[2], group[3])
  q = torch.slice(qkv, 1, 0, N).view([n, M, N // M, D])
  return __torch__.layers.attend_alone(q, torch.slice(kv, 0, 0, M), torch.slice(kv, 0, M), mask).reshape([n, N * D]).to(d.dtype)
