# What is done differently on a GPU. In a short pass the host takes longer to launch most kernels than the device takes to run
# them, so these functions launch few. None waits for the device: the host reads the outcome once, at the end of the pass.

def configure(d: __torch__.Decoder, norm_eps: float) -> NoneType:
  # The bits of a product follow from its shape, so short passes are filled up to one number of rows.
  d.gpu = True
  d.few_rows = 32
  d.block = 64
  d.linear_rows = d.few_rows
  d.attention_rows = d.few_rows * (d.heads // d.kv_heads)
  d.norm_eps = norm_eps
  d.tile = torch.zeros([d.block, d.heads, d.head_dim], dtype=d.cache_dtype, device=d.device)
  d.mixed = torch.zeros([d.few_rows, d.heads * d.head_dim], dtype=d.dtype, device=d.device)
  __torch__.gpu.width(d, d.head_dim)

def width(d: __torch__.Decoder, n: int) -> NoneType:
  # Prepares norms over n numbers.
  d.roots[n] = torch.sqrt(torch.tensor([d.norm_eps * float(n)], dtype=6, device=d.device))

def norm(d: __torch__.Decoder, weight: Tensor) -> Tensor:
  # What `rms_norm` wants of a norm's weights [..., H]
  H = weight.size(-1)
  return weight.to(6) * torch.sqrt(H)

def rms_norm(d: __torch__.Decoder, x: Tensor, weight: Tensor) -> Tensor:
  # As Decoder.rms_norm, written as x / sqrt(sum(x^2) + H * eps) * (weight * sqrt(H)). hypot adds under the root in one kernel.
  length = torch.hypot(torch.linalg_vector_norm(x, 2, [-1], True, dtype=6), d.roots[x.size(-1)])  # [..., 1]
  return torch.mul(torch.div(x, length), weight, out=torch.empty_like(x))

def onto(d: __torch__.Decoder, x: Tensor, rows: Tensor, i: int, norm: Tensor) -> Tensor:
  # As Decoder.onto. In place: the product adds its result to the residual stream.
  if d.out_norms:
    return x.add_(__torch__.gpu.rms_norm(d, d.linear(rows, i), norm))
  return x.addmm_(rows, d.weights[i])

# ---- attention: see attention.py ---------------------------------------------------------------------------------------------

def fused(d: __torch__.Decoder, S: int) -> bool:
  # Whether a pass of S tokens attends without writing its scores to memory. FlashAttention is causal by itself. Other cards and
  # float32 use a kernel that takes a mask, which does not pay for few tokens. Neither can cap scores.
  return d.score_cap == 0. and (d.flash or S > d.few_rows)

def plan(d: __torch__.Decoder, segment: List[int], row: int, window: int, groups: List[List[int]], masks: List[Optional[Tensor]]) -> NoneType:
  # Adds the groups of a segment whose first row is `row`. Those of attention.py go on with [window, rows of the product, row of the
  # product that is the first row]. A short segment is computed by whole blocks of positions, a long one at once.
  slot, pos, n, rows, = segment
  if n <= d.few_rows:
    for group in __torch__.layers.groups(pos, 0, n, d.block, window):
      first, own, start, seen, = group
      groups.append([row + first, own, start, seen, 3, slot, window, d.block, pos + first + d.block - seen])
      masks.append(None)
    return None
  start = 0
  if window > 0:
    start = max(0, pos + 1 - window)
  groups.append([row, n, start, pos + n, 3, slot, window, n, 0])
  if d.flash:
    masks.append(None)
  else:
    masks.append(__torch__.layers.sight_mask(pos, n, start, pos + n, window, d.device).to(d.cache_dtype))
  return None

def mix(d: __torch__.Decoder, qkv: Tensor, i: int, groups: List[List[int]], masks: List[Optional[Tensor]]) -> Tensor:
  # As attention.mix. Rows of filling hold what an earlier pass left there.
  P = max(qkv.size(0), d.linear_rows)
  q = torch.slice(qkv, 1, 0, d.heads)
  if not d.flash:
    group = groups[0]
    return __torch__.gpu.attend(d, q.to(d.cache_dtype), torch.slice(d.cache[group[5]][i], 1, group[2], group[3]), masks[0])
  products = [__torch__.gpu.flash(d, q, d.cache[group[5]][i], group) for group in groups]
  if len(groups) == 1 and groups[0][8] + P <= products[0].size(0):
    return products[0].narrow(0, groups[0][8], P)
  for g in range(len(groups)):
    n = groups[g][1]
    _ = d.mixed.narrow(0, groups[g][0], n).copy_(products[g].narrow(0, groups[g][8], n))
  return d.mixed.narrow(0, 0, P)

def flash(d: __torch__.Decoder, q: Tensor, cache: Tensor, group: List[int]) -> Tensor:
  # FlashAttention (arXiv 2307.08691) -> [rows of the product, N*D]. Its last row sees the last key, the row before it one less,
  # and so on.
  M = d.kv_heads
  first, n, start, seen, kind, slot, window, rows, row, = group
  if n > d.few_rows:
    q = q.to(d.cache_dtype)
  else:
    _ = d.tile.narrow(0, row, n).copy_(q.narrow(0, first, n))
    q = d.tile
  left = annotate(Optional[int], None)
  if window > 0:
    left = window - 1
  kv = torch.slice(cache, 1, start, seen).transpose(0, 1).unsqueeze(0)  # [1, L, 2M, D]
  mixed, _, _, _, _, = torch._flash_attention_forward(q.unsqueeze(0), torch.slice(kv, 2, 0, M), torch.slice(kv, 2, M), None, None, rows, kv.size(1), 0., True, False, scale=1., window_size_left=left)
  return mixed.view([rows, d.heads * d.head_dim])

def attend(d: __torch__.Decoder, q: Tensor, kv: Tensor, mask: Optional[Tensor]) -> Tensor:
  # Uses the kernel that libtorch chooses for this card -> [n, N*D]. The heads that share a key head are one batch, so K and V are never
  # repeated.
  n, N, M, D = q.size(0), d.heads, d.kv_heads, d.head_dim
  shape = [M, N // M, kv.size(1), D]
  q = q.view([n, M, N // M, D]).permute([1, 2, 0, 3])
  keys = torch.slice(kv, 0, 0, M).unsqueeze(1).expand(shape)
  values = torch.slice(kv, 0, M).unsqueeze(1).expand(shape)
  mixed = torch.scaled_dot_product_attention(q, keys, values, mask, 0., False, scale=1.)  # [M, N/M, n, D]
  return mixed.permute([2, 0, 1, 3]).reshape([n, N * D])

# ---- the choice of tokens ----------------------------------------------------------------------------------------------------

def draft(d: __torch__.Decoder, rows: List[Tensor], options: List[float], keys: List[int]) -> List[float]:
  # As rounds.draft, from a row [1, V] of each conversation as the choice sees it.
  found = annotate(List[Tensor], [])
  for p in range(len(rows)):
    sampling = options[7 * p:7 * p + 7]
    row = rows[p]
    token = __torch__.gpu.choose(d, row, sampling, keys[p])
    if sampling[0] != 0.:
      row = __torch__.sampling.kept(row, sampling)
    found.append(token.to(6))
    found.append(torch.exp(row.squeeze(0).index_select(0, token) - torch.logsumexp(row, [-1])))
  return annotate(List[float], torch.cat(found).tolist())

def verify(d: __torch__.Decoder, logits: Tensor, parts: List[int], tokens: List[int], options: List[float], history: List[int], keys: List[int], masks: List[int]) -> List[int]:
  # As rounds.verify, from its logits. Chooses in all rows, also behind a wrong draft: that is faster than waiting for each choice.
  if logits.size(0) == 0:
    return annotate(List[int], [])
  chosen = annotate(List[int], __torch__.gpu.choices(d, logits, parts, options, history, keys, masks).tolist())
  verdicts = annotate(List[int], [])
  end = 0
  first = 0
  for p in range(len(parts) // 7):
    count, rows, = parts[7 * p + 2:7 * p + 4]
    end = end + count
    if rows > 0:
      accepted = 0
      while accepted < rows - 1 and chosen[first + accepted] == tokens[end - rows + 1 + accepted]:
        accepted = accepted + 1
      verdicts.extend([accepted, chosen[first + accepted]])
    first = first + rows
  return verdicts

def choices(d: __torch__.Decoder, logits: Tensor, parts: List[int], options: List[float], history: List[int], keys: List[int], masks: List[int]) -> Tensor:
  # What the full model chooses in each row -> int64 [R]
  found = annotate(List[Tensor], [])
  first = 0
  past = 0
  masked = 0
  for p in range(len(parts) // 7):
    rows, known, answer, own, = parts[7 * p + 3:7 * p + 7]
    sampling = options[7 * p:7 * p + 7]
    if rows > 0 and sampling[0] == 0. and own == 0 and not __torch__.sampling.penalizes(sampling):
      found.append(torch.argmax(logits.narrow(0, first, rows), -1))
    else:
      for i in range(rows):
        mask = masks[masked + i] if own > 0 else -1
        row = __torch__.rounds.seen(d, logits, first + i, sampling, history[past:past + max(0, known - rows + 1 + i)], answer, mask)
        found.append(__torch__.gpu.choose(d, row, sampling, keys[first + i]))
    first = first + rows
    past = past + known
    masked = masked + own
  return torch.cat(found)

def choose(d: __torch__.Decoder, row: Tensor, sampling: List[float], key: int) -> Tensor:
  # As sampling.choose -> int64 [1]
  if sampling[0] == 0.:
    return torch.argmax(row, -1)
  scores = __torch__.sampling.kept(row, sampling) - __torch__.sampling.noise(d.spread_of(row), key)
  return torch.argmax(scores, -1)
