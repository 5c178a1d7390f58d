# Does a token get the same bits in every pass, however many tokens are in it? If so, neither speculation nor other conversations
# change an answer.
#
# Asked when the weights are loaded, with the network's own shapes and products: the rows of a long pass are compared with the
# same rows in shorter passes, some of 1 to 17 tokens. Kernels of libraries take 1 to 16 rows at a time, so these numbers cover
# what is left over for each. The inputs are sines: the outcome is the same whenever this machine is asked.

def waves(rows: int, columns: int) -> Tensor:
  # Irregular numbers between -1 and 1 -> [rows, columns]
  return torch.sin(torch.arange(rows * columns, dtype=6) * 1.7).view([rows, columns])

def attention(d: __torch__.Decoder, S: int) -> bool:
  # Of passes of S tokens, across borders of blocks, near the beginning and at lengths at which libraries begin to split sums.
  context = d.context
  longest = __torch__.layers.round_up(min(context, 32 * d.block + S), 2 * d.block)
  d.cache[-1] = [__torch__.invariance.waves(longest, d.head_dim).to(d.cache_dtype).to(d.device).repeat([2 * d.kv_heads, 1, 1])]
  same = True
  for window in d.windows:
    same = same and __torch__.invariance.attention_of(d, S, window)
  del d.cache[-1]
  return same

def attention_of(d: __torch__.Decoder, S: int, window: int) -> bool:
  N, M, D = d.heads, d.kv_heads, d.head_dim
  context = d.context
  qkv = __torch__.invariance.waves(S, (N + 2 * M) * D).view([S, N + 2 * M, D]).to(d.cache_dtype).to(d.device)
  for blocks in [1, 2, 6, 8, 16, 32]:
    pos = blocks * d.block - 5  # so the border lies inside the pass
    if pos >= 0 and pos + S <= context:
      whole = __torch__.invariance.mixed(d, qkv, pos, window)
      for n in [1, 2, 3, 4, 5, 7, 8, 11, 14, 17]:
        if not torch.equal(__torch__.invariance.mixed(d, qkv.narrow(0, 0, n), pos, window), whole.narrow(0, 0, n)):
          return False
      if not torch.equal(__torch__.invariance.mixed(d, qkv.narrow(0, S - 1, 1), pos + S - 1, window), whole.narrow(0, S - 1, 1)):
        return False
  return True

def mixed(d: __torch__.Decoder, qkv: Tensor, pos: int, window: int) -> Tensor:
  # What tokens at pos and behind make of the values, all rows wanted, without rows of filling.
  n = qkv.size(0)
  groups, masks, = __torch__.attention.plan(d, [[-1, pos, n, n]], window)
  return __torch__.attention.mix(d, qkv, 0, groups, masks).narrow(0, 0, n)

def products(d: __torch__.Decoder, S: int) -> bool:
  # Of passes of S tokens: the linear layers and what lies between them, of the first layer, and the head.
  S = min(S, d.context)
  x = __torch__.invariance.waves(S, d.norm.size(-1)).to(d.dtype).to(d.device)
  whole = __torch__.invariance.layer(d, x, 0)
  for n in [1, 2, 4, 7, 14]:
    for first in [0, S - n]:
      if n < S:
        part = __torch__.invariance.layer(d, x.narrow(0, first, n), first)
        for i in range(len(whole)):
          if not torch.equal(part[i], whole[i].narrow(0, first, n)):
            return False
  # The head takes most of the time, so only a few passes, and few rows where few are wanted.
  rows = min(9, S) if S <= 32 else S
  verified = __torch__.invariance.head(d, x.narrow(0, 0, rows))
  for n in [1, 7]:
    for first in [0, rows - n]:
      if n < rows and not torch.equal(__torch__.invariance.head(d, x.narrow(0, first, n)), verified.narrow(0, first, n)):
        return False
  return True

def padded(d: __torch__.Decoder, x: Tensor) -> Tensor:
  return torch.constant_pad_nd(x, [0, 0, 0, max(0, d.linear_rows - x.size(0))])

def layer(d: __torch__.Decoder, x: Tensor, pos: int) -> List[Tensor]:
  # As in a pass of these rows, the first at position pos -> the results of each part, [S, ...]
  S = x.size(0)
  x = __torch__.invariance.padded(d, x)
  qkv = d.project(d.rms_norm(x, d.attention_norm[0]), 0, d.turn(d.rope_of[0], [[-1, pos, S, S]]))
  mixed = __torch__.invariance.padded(d, torch.slice(qkv, 1, 0, d.heads).flatten(1).to(d.dtype))
  attended = d.onto(x.clone(), mixed, 1, d.attention_out_norm[0])
  mlp = d.onto(x.clone(), d.mlp(d.rms_norm(x, d.mlp_norm[0]), 0), 3, d.mlp_out_norm[0])
  return [qkv, attended.narrow(0, 0, S), mlp.narrow(0, 0, S)]

def head(d: __torch__.Decoder, x: Tensor) -> Tensor:
  logits = d.head(d.rms_norm(__torch__.invariance.padded(d, x), d.norm))
  return logits.narrow(0, 0, x.size(0))
