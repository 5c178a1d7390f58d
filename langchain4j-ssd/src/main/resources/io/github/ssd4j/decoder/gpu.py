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

def plan(d: __torch__.Decoder, pos: int, S: int, window: int) -> Tuple[List[List[int]], List[Optional[Tensor]]]:
  # As attention.plan, the groups being [first row, rows, first position, end of positions, window, rows of the product, row of
  # the product that is the first row]. A short pass is computed by whole blocks of positions, a long one at once.
  masks = annotate(List[Optional[Tensor]], [])
  groups = annotate(List[List[int]], [])
  if S <= d.few_rows:
    for group in __torch__.layers.groups(pos, 0, S, d.block, window):
      groups.append(group + [window, d.block, pos + group[0] + d.block - group[3]])
      masks.append(None)
    return groups, masks
  start = 0
  if window > 0:
    start = max(0, pos + 1 - window)
  groups.append([0, S, start, pos + S, window, S, 0])
  if d.flash:
    masks.append(None)
  else:
    masks.append(__torch__.layers.sight_mask(pos, S, start, pos + S, window, d.device).to(d.cache_dtype))
  return groups, masks

def mix(d: __torch__.Decoder, qkv: Tensor, cache: Tensor, groups: List[List[int]], masks: List[Optional[Tensor]], P: int) -> Tensor:
  # As attention.mix, but with rows of filling -> [P, N*D]. They hold what an earlier pass left there.
  q = torch.slice(qkv, 1, 0, d.heads)
  if not d.flash:
    return __torch__.gpu.attend(d, q.to(d.cache_dtype), torch.slice(cache, 1, groups[0][2], groups[0][3]), masks[0])
  products = [__torch__.gpu.flash(d, q, cache, group) for group in groups]
  if len(groups) == 1 and groups[0][6] + P <= products[0].size(0):
    return products[0].narrow(0, groups[0][6], P)
  for g in range(len(groups)):
    n = groups[g][1]
    _ = d.mixed.narrow(0, groups[g][0], n).copy_(products[g].narrow(0, groups[g][6], n))
  return d.mixed.narrow(0, 0, P)

def flash(d: __torch__.Decoder, q: Tensor, cache: Tensor, group: List[int]) -> Tensor:
  # FlashAttention (arXiv 2307.08691) -> [rows of the product, N*D]. Its last row sees the last key, the row before it one less,
  # and so on.
  M = d.kv_heads
  if q.size(0) > d.few_rows:
    q = q.to(d.cache_dtype)
  else:
    _ = d.tile.narrow(0, group[6], group[1]).copy_(q.narrow(0, group[0], group[1]))
    q = d.tile
  left = annotate(Optional[int], None)
  if group[4] > 0:
    left = group[4] - 1
  kv = torch.slice(cache, 1, group[2], group[3]).transpose(0, 1).unsqueeze(0)  # [1, L, 2M, D]
  mixed, _, _, _, _, = torch._flash_attention_forward(q.unsqueeze(0), torch.slice(kv, 2, 0, M), torch.slice(kv, 2, M), None, None, group[5], kv.size(1), 0., True, False, scale=1., window_size_left=left)
  return mixed.view([group[5], d.heads * d.head_dim])

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

def draft(d: __torch__.Decoder, row: Tensor, sampling: List[float], key: int) -> List[float]:
  # As Decoder.draft, from a row [1, V] as the choice sees it.
  token = __torch__.gpu.choose(d, row, sampling, key)
  if sampling[0] != 0.:
    row = __torch__.sampling.kept(row, sampling)
  probability = torch.exp(row.squeeze(0).index_select(0, token) - torch.logsumexp(row, [-1]))
  return annotate(List[float], torch.cat([token.to(6), probability]).tolist())

def verify(d: __torch__.Decoder, logits: Tensor, drafts: List[int], sampling: List[float], history: List[int], answer: int, keys: List[int], masks: List[int]) -> List[int]:
  # As Decoder.verify, from its logits. Chooses in all rows, also behind a wrong draft: that is faster than waiting for each choice.
  known = len(history) - len(drafts)
  if sampling[0] == 0. and len(masks) == 0 and not __torch__.sampling.penalizes(sampling):
    chosen = torch.argmax(logits, -1)
  else:
    each = annotate(List[Tensor], [])
    for i in range(len(drafts) + 1):
      each.append(__torch__.gpu.choose(d, d.row(logits, i, sampling, history[:known + i], answer, masks), sampling, keys[i]))
    chosen = torch.cat(each)
  tokens = annotate(List[int], chosen.tolist())
  accepted = 0
  while accepted < len(drafts) and tokens[accepted] == drafts[accepted]:
    accepted = accepted + 1
  return [accepted, tokens[accepted]]

def choose(d: __torch__.Decoder, row: Tensor, sampling: List[float], key: int) -> Tensor:
  # As sampling.choose -> int64 [1]
  if sampling[0] == 0.:
    return torch.argmax(row, -1)
  scores = __torch__.sampling.kept(row, sampling) - __torch__.sampling.noise(d.spread_of(row), key)
  return torch.argmax(scores, -1)
