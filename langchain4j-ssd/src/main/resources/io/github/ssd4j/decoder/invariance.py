# Does a token get the same bits in every pass, however many tokens are in it? If so, speculation changes no answer.
#
# Asked once, when the weights are loaded, with the network's own shapes and products: the rows of a pass of 32 tokens are
# compared with the same rows in passes of 1 to 17. Kernels of libraries take 1 to 16 rows at a time, so the numbers below cover
# what is left over for each. The inputs are sines: the outcome is the same whenever this machine is asked.

def waves(rows: int, columns: int) -> Tensor:
  # Irregular numbers between -1 and 1 -> [rows, columns]
  return torch.sin(torch.arange(rows * columns, dtype=6) * 1.7).view([rows, columns])

def attention(d: __torch__.Decoder) -> bool:
  # Across borders of blocks, near the beginning and at lengths at which libraries begin to split sums.
  N, M, D = d.heads, d.kv_heads, d.head_dim
  S = 32
  context = d.context
  longest = __torch__.layers.round_up(min(context, 32 * d.block + S), 2 * d.block)
  cache = __torch__.invariance.waves(longest, D).to(d.cache_dtype).to(d.device).repeat([2 * M, 1, 1])
  for window in d.windows:
    if not __torch__.invariance.attention_of(d, cache, window):
      return False
  return True

def attention_of(d: __torch__.Decoder, cache: Tensor, window: int) -> bool:
  N, M, D = d.heads, d.kv_heads, d.head_dim
  S = 32
  context = d.context
  qkv = __torch__.invariance.waves(S, (N + 2 * M) * D).view([S, N + 2 * M, D]).to(d.cache_dtype).to(d.device)
  for blocks in [1, 2, 6, 8, 16, 32]:
    pos = blocks * d.block - 5  # so the border lies inside the pass
    if pos >= 0 and pos + S <= context:
      groups, masks, = d.plan(pos, S, window)
      whole = __torch__.attention.mix(d, qkv, cache, pos, groups, masks)  # on a GPU with rows of filling
      for n in [1, 2, 3, 4, 5, 7, 8, 11, 14, 17]:
        groups, masks, = d.plan(pos, n, window)
        if not torch.equal(__torch__.attention.mix(d, qkv.narrow(0, 0, n), cache, pos, groups, masks).narrow(0, 0, n), whole.narrow(0, 0, n)):
          return False
      groups, masks, = d.plan(pos + S - 1, 1, window)
      if not torch.equal(__torch__.attention.mix(d, qkv.narrow(0, S - 1, 1), cache, pos + S - 1, groups, masks).narrow(0, 0, 1), whole.narrow(0, S - 1, 1)):
        return False
  return True

def products(d: __torch__.Decoder) -> bool:
  # The linear layers and what lies between them, of the first layer, and the head.
  S = min(32, d.context)
  x = __torch__.invariance.waves(S, d.norm.size(-1)).to(d.dtype).to(d.device)
  whole = __torch__.invariance.layer(d, x)
  for n in [1, 2, 4, 7, 14]:
    if n < S:
      part = __torch__.invariance.layer(d, x.narrow(0, 0, n))
      for i in range(len(whole)):
        if not torch.equal(part[i], whole[i].narrow(0, 0, n)):
          return False
  # The head takes most of the time, so only a few passes.
  S = min(9, S)
  verified = __torch__.invariance.head(d, x.narrow(0, 0, S))
  for n in [1, 7]:
    if n < S and not torch.equal(__torch__.invariance.head(d, x.narrow(0, 0, n)), verified.narrow(0, 0, n)):
      return False
  return True

def padded(d: __torch__.Decoder, x: Tensor) -> Tensor:
  return torch.constant_pad_nd(x, [0, 0, 0, max(0, d.linear_rows - x.size(0))])

def layer(d: __torch__.Decoder, x: Tensor) -> List[Tensor]:
  # As in a pass of these rows -> the results of each part, [S, ...]
  S = x.size(0)
  x = __torch__.invariance.padded(d, x)
  qkv = d.project(d.rms_norm(x, d.attention_norm[0]), 0, d.turn(d.rope_of[0], 0, S))
  mixed = __torch__.invariance.padded(d, torch.slice(qkv, 1, 0, d.heads).flatten(1).to(d.dtype))
  attended = d.onto(x.clone(), mixed, 1, d.attention_out_norm[0])
  mlp = d.onto(x.clone(), d.mlp(d.rms_norm(x, d.mlp_norm[0]), 0), 3, d.mlp_out_norm[0])
  return [qkv, attended.narrow(0, 0, S), mlp.narrow(0, 0, S)]

def head(d: __torch__.Decoder, x: Tensor) -> Tensor:
  logits = d.head(d.rms_norm(__torch__.invariance.padded(d, x), d.norm))
  return logits.narrow(0, 0, x.size(0))
