# The network of one model, its KV cache and the steps of a round.
#
# It knows no family: `describe` says what the layers do, and tensors come by their roles (TensorRole.java).
#
# This file, with loading.py, weights.py, quantised.py, quants.py, grouped.py, attention.py, layers.py, sampling.py, rounds.py, scoring.py, invariance.py
# and gpu.py, is TorchScript in its serialised form: libtorch compiles it when the decoder is loaded and no Python runs.
# DecoderProgram.java wraps it into an archive; Python's torch.jit.load reads the same archive for cross-checks.
#
# Dimensions:  S = tokens fed      R = rows of logits    H = hidden size       V = vocabulary
#              N = attention heads M = key/value heads   G = N / M             D = head size
#              C = cache capacity  L = positions seen (<= C)                   F = feed-forward size
#              P = S or more: rows of filling that make a product faster
#
# One token sequence is one slot: keys and values [2M, C, D] per layer, written by position. A rejected draft is rolled
# back by the caller moving its position; nothing is copied. Draft and verify share the slot.
# A pass may feed several sequences. Each is a segment: its tokens are neighbours in the pass and attend to their own slot only.
# Random numbers are hashes of a key, which the caller makes of seed and position, and of the token: see sampling.py.

class Decoder(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  layers : int
  heads : int
  kv_heads : int
  head_dim : int
  device : Device
  dtype : int
  fbgemm : bool
  grouped : bool
  keep_bits : int
  together : int
  many_dtype : int
  parts : List[List[Tensor]]
  part_outputs : List[List[int]]
  part_bits : List[List[int]]
  onednn : bool
  linear_rows : int
  attention_rows : int
  cache_dtype : int
  few_rows : int
  single_rows : int
  block : int
  alone : bool
  gpu : bool
  flash : bool
  norm_eps : float
  roots : Dict[int, Tensor]
  tile : Tensor
  mixed : Tensor
  weight_dtype : int
  turns : List[Tensor]
  rope_of : List[int]
  windows : List[int]
  window_of : List[int]
  gelu : bool
  embedding_scale : float
  query_scalar : float
  score_cap : float
  logit_cap : float
  norm_offset : float
  context : int
  split_pairs : int
  tail : Tensor
  eps : Tensor
  files : Dict[str, Tensor]
  staged : List[Dict[str, Tensor]]
  staged_types : List[Dict[str, str]]
  embed_rows : Tensor
  embed_type : str
  biased : bool
  head_norms : bool
  out_norms : bool
  norm : Tensor
  attention_norm : List[Tensor]
  attention_out_norm : List[Tensor]
  mlp_norm : List[Tensor]
  mlp_out_norm : List[Tensor]
  qkv_bias : List[Tensor]
  qk_norm : List[Tensor]
  weights : List[Tensor]
  weights_fp16 : List[__torch__.torch.classes.quantized.LinearPackedParamsBase]
  cache : Dict[int, List[Tensor]]
  entered : Dict[int, int]
  spread : Tensor
  forbidden : Dict[int, Tensor]
  states : Dict[int, Tensor]
  sequences : Dict[int, List[List[int]]]
  recorded : Dict[int, List[Tensor]]
  block_masks : Dict[int, List[Tensor]]

  def __getstate__(self: __torch__.Decoder) -> int:
    return 0

  def __setstate__(self: __torch__.Decoder, state: int) -> NoneType:
    self.training = False
    self.layers = 0
    self.heads = 0
    self.kv_heads = 0
    self.head_dim = 0
    self.device = torch.device("cpu")
    self.dtype = 6
    self.fbgemm = False
    self.grouped = False
    self.keep_bits = 0
    self.together = 0
    self.many_dtype = 6
    self.parts = annotate(List[List[Tensor]], [])
    self.part_outputs = annotate(List[List[int]], [])
    self.part_bits = annotate(List[List[int]], [])
    self.onednn = False
    self.linear_rows = 1
    self.attention_rows = 1
    self.cache_dtype = 6
    self.few_rows = 0
    self.single_rows = 0
    self.block = 0
    self.alone = False
    self.gpu = False
    self.flash = False
    self.norm_eps = 0.
    self.roots = annotate(Dict[int, Tensor], {})
    self.tile = torch.zeros([0])
    self.mixed = torch.zeros([0])
    self.weight_dtype = 6
    self.turns = annotate(List[Tensor], [])
    self.rope_of = annotate(List[int], [])
    self.windows = [0]
    self.window_of = annotate(List[int], [])
    self.gelu = False
    self.embedding_scale = 1.
    self.query_scalar = 1.
    self.score_cap = 0.
    self.logit_cap = 0.
    self.norm_offset = 0.
    self.context = 0
    self.split_pairs = 0
    self.tail = torch.zeros([0])
    self.eps = torch.zeros([0])
    self.files = annotate(Dict[str, Tensor], {})
    self.staged = annotate(List[Dict[str, Tensor]], [])
    self.staged_types = annotate(List[Dict[str, str]], [])
    self.embed_rows = torch.zeros([0])
    self.embed_type = ""
    self.biased = False
    self.head_norms = False
    self.out_norms = False
    self.norm = torch.zeros([0])
    self.attention_norm = annotate(List[Tensor], [])
    self.attention_out_norm = annotate(List[Tensor], [])
    self.mlp_norm = annotate(List[Tensor], [])
    self.mlp_out_norm = annotate(List[Tensor], [])
    self.qkv_bias = annotate(List[Tensor], [])
    self.qk_norm = annotate(List[Tensor], [])
    self.weights = annotate(List[Tensor], [])
    self.weights_fp16 = annotate(List[__torch__.torch.classes.quantized.LinearPackedParamsBase], [])
    self.cache = annotate(Dict[int, List[Tensor]], {})
    self.entered = annotate(Dict[int, int], {})
    self.spread = torch.zeros([0])
    self.forbidden = annotate(Dict[int, Tensor], {})
    self.states = annotate(Dict[int, Tensor], {})
    self.sequences = annotate(Dict[int, List[List[int]]], {})
    self.recorded = annotate(Dict[int, List[Tensor]], {})
    self.block_masks = annotate(Dict[int, List[Tensor]], {})
    return None

  # ---- loading -------------------------------------------------------------------------------------------------

  def probe_onednn(self: __torch__.Decoder, dtype: int) -> bool:
    # Fails or says False where this build or CPU lacks oneDNN kernels for the dtype.
    if dtype == 15:
      return ops.mkldnn._is_mkldnn_bf16_supported()
    elif dtype == 5:
      return ops.mkldnn._is_mkldnn_fp16_supported()
    return ops.mkldnn._reorder_linear_weight(torch.ones([8, 8]), 1).size(0) == 8

  def probe_fbgemm(self: __torch__.Decoder) -> bool:
    packed = ops.quantized.linear_prepack_fp16(torch.ones([8, 8]), None)
    return ops.quantized.linear_dynamic_fp16(torch.ones([1, 8]), packed).size(0) == 1

  def probe_int4pack(self: __torch__.Decoder) -> bool:
    return __torch__.grouped.probe(self)

  def use_bits(self: __torch__.Decoder, bits: int) -> NoneType:
    # How the kernel int4pack holds weights: in 4 or 8 bits, or (0) in those that the file has. Finds out how libtorch packs them.
    assert __torch__.grouped.probe(self), "int4pack is not usable here"
    self.keep_bits = bits

  def bytes_by_bits(self: __torch__.Decoder) -> List[int]:
    # What weights held in 4 and in 8 bits take
    return __torch__.grouped.bytes_by_bits(self)

  def use_flash(self: __torch__.Decoder) -> bool:
    # Uses FlashAttention from now on; fails where this build, card, dtype or head size lacks it.
    q = torch.zeros([1, 2, self.heads, self.head_dim], dtype=self.cache_dtype, device=self.device)
    kv = torch.zeros([1, 3, self.kv_heads, self.head_dim], dtype=self.cache_dtype, device=self.device)
    mixed, _, _, _, _, = torch._flash_attention_forward(q, kv, kv, None, None, 2, 3, 0., True, False, scale=1.)
    self.flash = mixed.dtype == self.cache_dtype
    return self.flash

  def configure(self: __torch__.Decoder, sizes: List[int], norm_eps: float, context: int, device: str, weight_dtype: int, kernel: str, workers: int) -> NoneType:
    __torch__.loading.configure(self, sizes, norm_eps, context, device, weight_dtype, kernel, workers)

  def describe(self: __torch__.Decoder, windows: List[int], ropes: List[int], gelu: bool, embedding_scale: float, query_scalar: float, score_cap: float, logit_cap: float) -> NoneType:
    __torch__.loading.describe(self, windows, ropes, gelu, embedding_scale, query_scalar, score_cap, logit_cap)

  def add_rope(self: __torch__.Decoder, inverse_frequencies: List[float], factor: float) -> NoneType:
    __torch__.loading.add_rope(self, inverse_frequencies, factor)

  def map_file(self: __torch__.Decoder, file: str, size: int) -> NoneType:
    # A private map of the whole file; libtorch unmaps it with its last tensor.
    self.files[file] = torch.from_file(file, False, size, dtype=0)

  def stored_as(self: __torch__.Decoder, norm_offset: float, split_pairs: int) -> NoneType:
    # What the files at hand store otherwise: see loading.norm and weights.interleave.
    self.norm_offset = norm_offset
    self.split_pairs = split_pairs

  def stage(self: __torch__.Decoder, worker: int, role: str, file: str, type: str, offset: int, bytes: int, shape: List[int]) -> NoneType:
    __torch__.loading.stage(self, worker, role, file, type, offset, bytes, shape)

  def load_layer(self: __torch__.Decoder, worker: int, i: int) -> NoneType:
    __torch__.loading.layer(self, worker, i)

  def load_head(self: __torch__.Decoder, worker: int) -> NoneType:
    __torch__.loading.head(self, worker)

  def load_embedding(self: __torch__.Decoder, file: str, size: int, type: str, offset: int, bytes: int, rows: int) -> NoneType:
    # Ends the loading. Rows are looked up in a fresh map of the file: only those that were used stay resident.
    self.files.clear()
    raw = torch.from_file(file, False, size, dtype=0)[offset:offset + bytes]
    self.embed_rows = raw.view([rows, bytes // rows])
    self.embed_type = type

  # ---- does a token get the same bits in whatever company: see invariance.py ---------------------------------------

  def attend_each_alone(self: __torch__.Decoder) -> NoneType:
    # From now on no two tokens of a short pass share a product in attention.
    self.alone = True

  def prompts_apart(self: __torch__.Decoder) -> bool:
    return self.grouped or __torch__.attention.prompts_apart(self)

  def check_attention(self: __torch__.Decoder, rows: int) -> bool:
    return __torch__.invariance.attention(self, rows)

  def check_products(self: __torch__.Decoder, rows: int) -> bool:
    return __torch__.invariance.products(self, rows)

  # ---- slots ---------------------------------------------------------------------------------------------------

  def new_slot(self: __torch__.Decoder, slot: int, capacity: int) -> NoneType:
    # Keys are the first M rows, values the others. Memory that was never written is not resident, so only `enter` zeroes it.
    shape = __torch__.layers.slot_shape(self, capacity)
    self.cache[slot] = [torch.empty(shape, dtype=self.cache_dtype, device=self.device) for _ in range(self.layers)]
    self.entered[slot] = 0

  def reserve(self: __torch__.Decoder, slot: int, capacity: int) -> NoneType:
    # Makes room for positions up to the capacity. Layer after layer, so that only one of them exists twice.
    shape = __torch__.layers.slot_shape(self, capacity)
    cache = self.cache[slot]
    if shape[1] > cache[0].size(1):
      for i in range(self.layers):
        grown = torch.empty(shape, dtype=self.cache_dtype, device=self.device)
        _ = torch.slice(grown, 1, 0, self.entered[slot]).copy_(torch.slice(cache[i], 1, 0, self.entered[slot]))
        cache[i] = grown

  def enter(self: __torch__.Decoder, slot: int, length: int) -> NoneType:
    # A row's products reach to the end of its block; what is masked there must be finite.
    if length > self.entered[slot]:
      first = self.entered[slot]
      end = __torch__.layers.round_up(length, 2 * self.block)
      for cache in self.cache[slot]:
        _ = torch.slice(cache, 1, first, end).zero_()
      self.entered[slot] = end

  def copy_slot(self: __torch__.Decoder, source: int, target: int, length: int) -> NoneType:
    self.enter(target, length)
    for i in range(self.layers):
      torch.slice(self.cache[target][i], 1, 0, length).copy_(torch.slice(self.cache[source][i], 1, 0, length))

  def free_slot(self: __torch__.Decoder, slot: int) -> NoneType:
    del self.cache[slot]
    del self.entered[slot]

  # ---- masks: what a constraint forbids, kept by number -----------------------------------------------------------

  def put_mask(self: __torch__.Decoder, mask: int, words: List[int], vocabulary: int) -> NoneType:
    self.forbidden[mask] = __torch__.sampling.forbidden(words, vocabulary).to(self.device)  # [1, V]

  def drop_mask(self: __torch__.Decoder, mask: int) -> NoneType:
    del self.forbidden[mask]

  # ---- the network ---------------------------------------------------------------------------------------------

  def linear(self: __torch__.Decoder, x: Tensor, i: int) -> Tensor:
    # x: [S, in] -> [S, out] by the i-th weight
    if self.grouped:
      return __torch__.grouped.linear(self, x, i)
    elif self.fbgemm:
      return ops.quantized.linear_dynamic_fp16(x, self.weights_fp16[i])
    elif self.onednn:
      return ops.mkldnn._linear_pointwise(x, self.weights[i], None, "none", annotate(List[Optional[number]], []), None)
    elif self.gpu:
      return torch.mm(x, self.weights[i])
    return torch.linear(x, self.weights[i])

  def rms_norm(self: __torch__.Decoder, x: Tensor, weight: Tensor) -> Tensor:
    # x / sqrt(mean(x^2) + eps) * weight; the mean in float32 whatever the dtype of x
    if self.gpu:
      return __torch__.gpu.rms_norm(self, x, weight)
    n = torch.linalg_vector_norm(x, 2, [-1], True, dtype=6)  # [S, 1]
    scale = torch.rsqrt(torch.addcmul(self.eps, n, n, value=1. / x.size(-1)))
    return (x * scale).to(x.dtype).mul_(weight)

  def project(self: __torch__.Decoder, x: Tensor, i: int, turn: Tensor) -> Tensor:
    # x: [P, H] -> the first S rows' queries, keys and values, rotated, in float32 [S, N+2M, D]; turn: [S, N+2M, D/2]
    S = turn.size(0)
    N, M, D = self.heads, self.kv_heads, self.head_dim
    qkv = self.linear(x, 4 * i).narrow(0, 0, S).to(6)
    if self.biased:
      qkv = qkv + self.qkv_bias[i]
    qkv = qkv.view([S, N + 2 * M, D])
    if self.head_norms:
      normed = self.rms_norm(qkv.narrow(1, 0, N + M), self.qk_norm[i])
      qkv = torch.cat([normed, qkv.narrow(1, N + M, M)], 1)
    pairs = torch.view_as_complex(qkv.view([S, N + 2 * M, D // 2, 2]))
    qkv = torch.view_as_real(pairs * turn).view([S, N + 2 * M, D])
    return qkv

  def queries(self: __torch__.Decoder, qkv: Tensor) -> Tensor:
    # [S, N+2M, D] -> [M, S*G, D]: the G query heads that share a key head become rows of one product, so K and V are
    # never repeated.
    S, M, D = qkv.size(0), self.kv_heads, self.head_dim
    G = self.heads // M
    return torch.slice(qkv, 1, 0, self.heads).view([S, M, G, D]).transpose(0, 1).reshape([M, S * G, D])

  def mixed_rows(self: __torch__.Decoder, mixed: Tensor) -> Tensor:
    # What attention gives for queries, [M, S*G, D] -> rows [S, N*D]
    M, D = self.kv_heads, self.head_dim
    G = self.heads // M
    S = mixed.size(1) // G
    return mixed.view([M, S, G, D]).transpose(0, 1).reshape([S, M * G * D]).to(self.dtype)

  def plan(self: __torch__.Decoder, segments: List[List[int]], window: int) -> Tuple[List[List[int]], List[Optional[Tensor]]]:
    return __torch__.attention.plan(self, segments, window)

  def attention(self: __torch__.Decoder, x: Tensor, i: int, segments: List[List[int]], turn: Tensor, groups: List[List[int]], masks: List[Optional[Tensor]]) -> Tensor:
    # x: [P, H] -> what the first S rows make of the values that they see [P, N*D]; turn: [S, N+2M, D/2]; groups: attention.plan
    S = turn.size(0)
    qkv = self.project(x, i, turn)
    kv = torch.slice(qkv, 1, self.heads).transpose(0, 1)  # [2M, S, D]
    row = 0
    for segment in segments:
      slot, pos, n, = segment[0], segment[1], segment[2]
      _ = torch.slice(self.cache[slot][i], 1, pos, pos + n).copy_(torch.slice(kv, 1, row, row + n))
      row = row + n
    rows = __torch__.attention.mix(self, qkv, i, groups, masks)
    if x.size(0) > rows.size(0):
      rows = torch.constant_pad_nd(rows, [0, 0, 0, x.size(0) - S])
    return rows

  def mlp(self: __torch__.Decoder, x: Tensor, i: int) -> Tensor:
    # x: [S, H] -> [S, F], what the last weight of the MLP is for
    gate, up, = self.linear(x, 4 * i + 2).chunk(2, -1)  # [S, F] each
    gate = __torch__.layers.activate(gate, self.gelu, x.size(0) <= self.single_rows)
    return gate.mul_(up)

  def onto(self: __torch__.Decoder, x: Tensor, rows: Tensor, i: int, norm: Tensor) -> Tensor:
    # The end of a sub-layer: its rows by the i-th weight, through the norm behind it, if there is one, onto the residual stream
    # x, [S, H], which may be overwritten
    if self.gpu:
      return __torch__.gpu.onto(self, x, rows, i, norm)
    y = self.linear(rows, i)
    if self.out_norms:
      y = self.rms_norm(y, norm)
    if y.dtype != x.dtype:
      return x.add_(y)
    return y.add_(x)

  def head(self: __torch__.Decoder, x: Tensor) -> Tensor:
    # x: [rows, H], normed -> float32 logits [rows, V]
    logits = self.linear(x, 4 * self.layers).to(6)
    if self.logit_cap > 0.:
      return __torch__.layers.soft_cap(logits, self.logit_cap, x.size(0) <= self.single_rows)
    return logits

  def turn(self: __torch__.Decoder, rope: int, segments: List[List[int]]) -> Tensor:
    # What the complex pairs of fused q, k and v are multiplied by -> [S, N+2M, D/2]: q also takes attention's
    # scale, 1/sqrt(D) as a rule, v stays as it is
    turns = [torch.slice(self.turns[rope], 0, s[1], s[1] + s[2]) for s in segments]
    k = turns[0]
    if len(turns) > 1:
      k = torch.cat(turns)
    k = k.unsqueeze(1)  # [S, 1, D/2]
    q = k / torch.sqrt(self.query_scalar)
    v = torch.ones_like(k)
    return torch.cat([q.expand([-1, self.heads, -1]), k.expand([-1, self.kv_heads, -1]), v.expand([-1, self.kv_heads, -1])], 1)

  def embed(self: __torch__.Decoder, tokens: List[int]) -> Tensor:
    # -> [S, H]. Rows are gathered on the host: the map of the file stays there.
    raw = self.embed_rows.index_select(0, torch.tensor(tokens, dtype=4)).flatten().to(self.device, 0, True)
    rows = __torch__.weights.dequantize(raw, self.embed_type, [len(tokens), self.norm.size(-1)])
    if self.embedding_scale != 1.:
      rows = rows.to(6) * self.embedding_scale
    return rows.to(self.dtype)

  def forward(self: __torch__.Decoder, segments: List[List[int]], tokens: List[int], skip_attention: List[bool], skip_mlp: List[bool]) -> Tensor:
    # Feeds the tokens of all segments, one segment behind the other -> float32 logits [R, V].
    # segments: [slot, position of the first token, tokens, rows of logits that are wanted of the last tokens]
    slot, pos, S, rows, = segments[0]
    if S <= self.few_rows or rows == 0 or not (self.gpu or self.grouped):
      return self.run(segments, tokens, skip_attention, skip_mlp)
    # A long pass gives a row other bits than a short one, and drafts behind a prompt make it longer. So it ends before them.
    at = S - rows
    if at > 0:
      _ = self.run([[slot, pos, at, 0]], tokens[:at], skip_attention, skip_mlp)
    found = annotate(List[Tensor], [])
    while at < S:
      n = S - at
      if self.grouped:
        n = min(n, self.few_rows)
      found.append(self.run([[slot, pos + at, n, n]], tokens[at:at + n], skip_attention, skip_mlp))
      at = at + n
    if len(found) == 1:
      return found[0]
    return torch.cat(found)

  def run(self: __torch__.Decoder, segments: List[List[int]], tokens: List[int], skip_attention: List[bool], skip_mlp: List[bool]) -> Tensor:
    # As forward, in one pass
    S = len(tokens)
    for segment in segments:
      slot, pos, n, rows, = segment
      assert n > 0 and pos + n <= self.cache[slot][0].size(1), "tokens do not fit into the slot"
      assert rows <= n, "more rows asked for than tokens fed"
      self.enter(slot, pos + n)
    P = max(S, self.linear_rows)
    x = self.embed(tokens + [0 for _ in range(P - S)])  # [P, H]
    turns = [self.turn(rope, segments) for rope in range(len(self.turns))]
    groups = annotate(List[List[List[int]]], [])
    masks = annotate(List[List[Optional[Tensor]]], [])
    for window in self.windows:
      group, mask, = self.plan(segments, window)
      groups.append(group)
      masks.append(mask)
    for i in range(self.layers):
      w = self.window_of[i]
      if not skip_attention[i]:
        mixed = self.attention(self.rms_norm(x, self.attention_norm[i]), i, segments, turns[self.rope_of[i]], groups[w], masks[w])
        x = self.onto(x, mixed, 4 * i + 1, self.attention_out_norm[i])
      if not skip_mlp[i]:
        gated = self.mlp(self.rms_norm(x, self.mlp_norm[i]), i)
        x = self.onto(x, gated, 4 * i + 3, self.mlp_out_norm[i])
    return self.wanted(x, segments, S)

  def wanted(self: __torch__.Decoder, x: Tensor, segments: List[List[int]], S: int) -> Tensor:
    # x: [P, H], S of them tokens -> logits of the rows that the segments want [R, V]
    if len(segments) == 1:
      rows = segments[0][3]
      if rows == 0:
        return torch.zeros([0, 0])
      first = max(0, S - max(rows, self.linear_rows))
      x = self.rms_norm(x.narrow(0, first, x.size(0) - first), self.norm)
      return self.head(x).narrow(0, S - rows - first, rows)
    rows = annotate(List[int], [])
    end = 0
    for segment in segments:
      end = end + segment[2]
      for row in range(end - segment[3], end):
        rows.append(row)
    R = len(rows)
    if R == 0:
      return torch.zeros([0, 0])
    rows = rows + [0 for _ in range(self.linear_rows - R)]
    x = x.index_select(0, torch.tensor(rows, dtype=4, device=self.device))
    return self.head(self.rms_norm(x, self.norm)).narrow(0, 0, R)

  def logits(self: __torch__.Decoder, slot: int, tokens: List[int], pos: int, skip_attention: List[bool], skip_mlp: List[bool]) -> List[float]:
    rows = self.forward([[slot, pos, len(tokens), len(tokens)]], tokens, skip_attention, skip_mlp)
    return annotate(List[float], rows.flatten().tolist())

  # ---- a round of several conversations: see rounds.py ---------------------------------------------------------------

  def draft(self: __torch__.Decoder, parts: List[int], tokens: List[int], skip_attention: List[bool], skip_mlp: List[bool], options: List[float], history: List[int], keys: List[int], masks: List[int]) -> List[float]:
    return __torch__.rounds.draft(self, parts, tokens, skip_attention, skip_mlp, options, history, keys, masks)

  def verify(self: __torch__.Decoder, parts: List[int], tokens: List[int], options: List[float], history: List[int], keys: List[int], masks: List[int]) -> List[int]:
    return __torch__.rounds.verify(self, parts, tokens, options, history, keys, masks)

  def spread_of(self: __torch__.Decoder, row: Tensor) -> Tensor:
    # What the noise of a row, [1, V], hashes
    if self.spread.size(0) != row.size(1):
      self.spread = __torch__.sampling.spread(row.size(1)).to(self.device)
    return self.spread

  # ---- scoring drafts on what the full model wrote: see scoring.py -------------------------------------------------

  def record(self: __torch__.Decoder, recording: int, state: int, tokens: List[int], stretches: List[int]) -> NoneType:
    __torch__.scoring.record(self, recording, state, tokens, stretches)

  def set_blocks(self: __torch__.Decoder, recording: int, size: int, offset: int) -> NoneType:
    __torch__.scoring.set_blocks(self, recording, size, offset)

  def run_sublayer(self: __torch__.Decoder, recording: int, source: int, target: int, i: int, attention: bool) -> NoneType:
    self.states[target] = __torch__.scoring.sublayer(self, recording, self.states[source], i, attention)

  def similarity(self: __torch__.Decoder, a: int, b: int) -> List[float]:
    return [float(torch.mean(torch.cosine_similarity(self.states[a].to(6), self.states[b].to(6), -1)))]

  def set_target(self: __torch__.Decoder, recording: int, state: int, sampling: List[float]) -> NoneType:
    self.recorded[recording][0] = __torch__.scoring.target(self, self.states[state], sampling)

  def agreement(self: __torch__.Decoder, recording: int, state: int, sampling: List[float]) -> List[float]:
    return __torch__.scoring.agreement(self, self.recorded[recording][0], self.states[state], sampling)

  def free_state(self: __torch__.Decoder, state: int) -> NoneType:
    del self.states[state]

  def free_recording(self: __torch__.Decoder, recording: int) -> NoneType:
    del self.sequences[recording]
    del self.recorded[recording]
    del self.block_masks[recording]
