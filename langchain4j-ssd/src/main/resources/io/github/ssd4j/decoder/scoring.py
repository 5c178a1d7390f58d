# How often a draft is right, without generating: the model with sub-layers skipped reads what the full model wrote, many
# positions at once, as if each block of positions were the drafts of one round.
#
# A recording is a list of sequences in KV caches, each with a stretch of positions [start, start + count) that the full
# model has read. Rows, R of them, are the positions of all stretches behind one another. A state is [R, H].
# A position in a block attends to the full model's keys and values before the block and to the draft's own inside, which are
# written behind what the slot holds.

def record(d: __torch__.Decoder, recording: int, state: int, tokens: List[int], stretches: List[int]) -> NoneType:
  # stretches: slot, start, count and the slot's length of each; tokens: all rows. The state becomes the embeddings.
  sequences = [stretches[4 * i:4 * i + 4] for i in range(len(stretches) // 4)]
  free = annotate(Dict[int, int], {})
  for s in sequences:
    at = s[3]
    if s[0] in free:
      at = free[s[0]]
    s[3] = at  # where the draft's keys and values go
    free[s[0]] = at + s[2]
    d.reserve(s[0], at + s[2])
    d.enter(s[0], at + s[2])
  d.sequences[recording] = sequences
  d.recorded[recording] = [torch.zeros([0])]
  for rope in range(len(d.turns)):
    d.recorded[recording].append(d.turn(rope, sequences))  # [R, N+2M, D/2]
  d.states[state] = d.embed(tokens)
  __torch__.scoring.set_blocks(d, recording, 1, 0)

def set_blocks(d: __torch__.Decoder, recording: int, size: int, offset: int) -> NoneType:
  # Blocks of `size` positions; the first one of each stretch has `offset` of them, if that is not 0.
  G = d.heads // d.kv_heads
  masks = annotate(List[Tensor], [])
  for window in d.windows:
    for s in d.sequences[recording]:
      masks.append(__torch__.scoring.block_mask(s, size, offset, window, G, d.device).to(d.cache_dtype))
  d.block_masks[recording] = masks

def block_mask(sequence: List[int], size: int, offset: int, window: int, G: int, device: Device) -> Tensor:
  # 0 where a query may look, -inf elsewhere -> [1, count*G, at + count]: the full model's keys, perhaps others, then the draft's
  slot, start, count, at, = sequence
  rows = torch.arange(count, device=device).unsqueeze(1)  # [count, 1]
  shifted = torch.floor_divide(rows + (size - offset), size) * size - (size - offset)
  first = torch.clamp(shifted, 0)  # where the block of a row begins
  keys = torch.arange(at, device=device).unsqueeze(0)
  own = torch.arange(count, device=device).unsqueeze(0)
  allowed = torch.cat([keys < start + first, torch.logical_and(own >= first, own <= rows)], 1)
  if window > 0:
    near = torch.cat([keys > start + rows - window, own > rows - window], 1)
    allowed = torch.logical_and(allowed, near)
  mask = torch.zeros([count, at + count], dtype=6, device=device).masked_fill(torch.logical_not(allowed), -inf)
  return torch.repeat_interleave(mask, G, 0).unsqueeze(0)

def sublayer(d: __torch__.Decoder, recording: int, x: Tensor, i: int, attention: bool) -> Tensor:
  if not attention:
    return __torch__.scoring.onto(d, x, d.mlp(d.rms_norm(x, d.mlp_norm[i]), i), 4 * i + 3, d.mlp_out_norm[i])
  segments = annotate(List[List[int]], [])
  groups = annotate(List[List[int]], [])
  row = 0
  for sequence in d.sequences[recording]:
    slot, start, count, at, = sequence
    segments.append([slot, at, count, 0])
    groups.append([row, count, 0, at + count, 0, slot])
    row = row + count
  first = d.window_of[i] * len(segments)
  masks = annotate(List[Optional[Tensor]], [])
  for mask in d.block_masks[recording][first:first + len(segments)]:
    masks.append(mask)
  mixed = d.attention(d.rms_norm(x, d.attention_norm[i]), i, segments, d.recorded[recording][1 + d.rope_of[i]], groups, masks)
  return __torch__.scoring.onto(d, x, mixed, 4 * i + 1, d.attention_out_norm[i])

def onto(d: __torch__.Decoder, x: Tensor, rows: Tensor, i: int, norm: Tensor) -> Tensor:
  # As Decoder.onto, but x is a state that stays: on a GPU it would be overwritten.
  if d.gpu:
    x = x.clone()
  return d.onto(x, rows, i, norm)

def head(d: __torch__.Decoder, x: Tensor) -> Tensor:
  return d.head(d.rms_norm(x, d.norm))  # [rows, V]

def target(d: __torch__.Decoder, x: Tensor, sampling: List[float]) -> Tensor:
  # What the full model, in its last state x, says: its tokens [R] if greedy, else its distributions [R, V]
  if sampling[0] == 0.:
    return torch.cat([torch.argmax(__torch__.scoring.head(d, rows), -1) for rows in torch.split(x, 128)])
  return torch.cat([__torch__.sampling.distribution(__torch__.scoring.head(d, rows), sampling) for rows in torch.split(x, 128)])

def agreement(d: __torch__.Decoder, target: Tensor, x: Tensor, sampling: List[float]) -> List[float]:
  # The probability that a draft of each row is accepted -> [R]: 1 or 0 if greedy, else that both choose the same token
  found = annotate(List[Tensor], [])
  row = 0
  for rows in torch.split(x, 128):
    goal = target.narrow(0, row, rows.size(0))
    row = row + rows.size(0)
    if sampling[0] == 0.:
      found.append((torch.argmax(__torch__.scoring.head(d, rows), -1) == goal).to(6))
    else:
      found.append(__torch__.scoring.same_choice(goal, __torch__.sampling.distribution(__torch__.scoring.head(d, rows), sampling)))
  return annotate(List[float], torch.cat(found).tolist())

def same_choice(p: Tensor, q: Tensor) -> Tensor:
  # With the same noise, x is the choice of both with probability 1 / sum over y of max(p(y)/p(x), q(y)/q(x)). p, q: [R, V] -> [R]
  # Sorted by q/p the larger term is p's up to x and q's behind it, so running sums do.
  order = torch.argsort(q / torch.clamp(p, 1e-30), -1, False)
  p = torch.gather(p, -1, order)
  q = torch.gather(q, -1, order)
  behind = torch.clamp(1. - torch.cumsum(q, -1), 0.)
  both = torch.logical_and(p > 0., q > 0.)
  share = 1. / (torch.cumsum(p, -1) / torch.clamp(p, 1e-30) + behind / torch.clamp(q, 1e-30))
  return torch.clamp(torch.sum(torch.where(both, share, torch.zeros_like(share)), -1), 0., 1.)
