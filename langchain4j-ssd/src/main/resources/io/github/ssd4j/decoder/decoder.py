# The network of one Llama-family model, its KV cache and the steps of a round.
#
# This file, with weights.py, layers.py, sampling.py, scoring.py and invariance.py, is TorchScript in its serialised form: libtorch
# compiles it when the decoder is loaded and no Python runs.
# DecoderProgram.java wraps it into an archive; Python's torch.jit.load reads the same archive for cross-checks.
#
# Dimensions:  S = tokens fed      R = rows of logits    H = hidden size       V = vocabulary
#              N = attention heads M = key/value heads   G = N / M             D = head size
#              C = cache capacity  L = positions seen (<= C)                   F = feed-forward size
#              P = S or more: rows of filling that make a product faster
#
# One token sequence is one slot: keys and values [2M, C, D] per layer, written by position. A rejected draft is rolled
# back by the caller moving its position; nothing is copied. Draft and verify share the slot.
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
  onednn : bool
  linear_rows : int
  attention_rows : int
  cache_dtype : int
  few_rows : int
  block : int
  alone : bool
  weight_dtype : int
  turns : Tensor
  tail : Tensor
  eps : Tensor
  files : Dict[str, Tensor]
  staged : List[Dict[str, Tensor]]
  embed_rows : Tensor
  embed_type : str
  norm : Tensor
  input_layernorm : List[Tensor]
  post_attention_layernorm : List[Tensor]
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
    self.onednn = False
    self.linear_rows = 1
    self.attention_rows = 1
    self.cache_dtype = 6
    self.few_rows = 0
    self.block = 0
    self.alone = False
    self.weight_dtype = 6
    self.turns = torch.zeros([0])
    self.tail = torch.zeros([0])
    self.eps = torch.zeros([0])
    self.files = annotate(Dict[str, Tensor], {})
    self.staged = annotate(List[Dict[str, Tensor]], [])
    self.embed_rows = torch.zeros([0])
    self.embed_type = ""
    self.norm = torch.zeros([0])
    self.input_layernorm = annotate(List[Tensor], [])
    self.post_attention_layernorm = annotate(List[Tensor], [])
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

  def configure(self: __torch__.Decoder, sizes: List[int], norm_eps: float, inverse_frequencies: List[float], attention_factor: float, context: int, device: str, weight_dtype: int, kernel: str, workers: int) -> NoneType:
    # sizes: layers, N, M, D. kernel: how linear layers are computed (see linear); "fbgemm" keeps weights as float16
    # and everything else in float32, the others compute in weight_dtype.
    self.layers, self.heads, self.kv_heads, self.head_dim, = sizes
    self.device = torch.device(device)
    self.eps = torch.tensor([norm_eps], dtype=6, device=self.device)
    self.fbgemm = kernel == "fbgemm"
    self.onednn = kernel == "onednn"
    if self.onednn and weight_dtype != 6:
      # oneDNN's 16-bit product of one row takes longer than that of four
      self.linear_rows = 4
    self.weight_dtype = weight_dtype
    dtype = weight_dtype
    if self.fbgemm:
      dtype = 6
    self.dtype = dtype
    self.cache_dtype = dtype
    if device == "cpu":
      # A pass of few tokens attends in float32, by blocks of positions: faster than 16 bits, and a token gets the same
      # bits in each such pass, so what is verified is what plain decoding computes. See layers.groups.
      self.cache_dtype = 6
      self.attention_rows = 4
      self.few_rows = 32
      self.block = 64
      hidden = torch.triu(torch.full([128, 128], -inf, dtype=6), 1)
      self.tail = torch.repeat_interleave(hidden, self.heads // self.kv_heads, 0).unsqueeze(0)  # [1, 128*G, 128]
    # Filled by index, so that several threads may load different layers at once.
    empty = torch.zeros([0])
    self.input_layernorm = [empty for _ in range(self.layers)]
    self.post_attention_layernorm = [empty for _ in range(self.layers)]
    if self.fbgemm:
      packed = ops.quantized.linear_prepack_fp16(torch.ones([8, 8]), None)
      self.weights_fp16 = [packed for _ in range(4 * self.layers + 1)]
    else:
      self.weights = [empty for _ in range(4 * self.layers + 1)]
    self.staged = [annotate(Dict[str, Tensor], {}) for _ in range(workers)]
    # Rotary position p turns the complex pair j by p * frequency[j]; angles in float32, as Hugging Face computes them.
    angles = torch.arange(context, dtype=6).unsqueeze(1) * torch.tensor(inverse_frequencies, dtype=6)  # [C, D/2]
    # Their length is the attention factor, as Hugging Face multiplies cosine and sine; pairs without a frequency stay.
    turns = torch.polar(torch.full_like(angles, attention_factor), angles)
    kept = self.head_dim // 2 - len(inverse_frequencies)
    self.turns = torch.cat([turns, torch.ones([context, kept], dtype=turns.dtype)], 1).to(self.device)

  def map_file(self: __torch__.Decoder, file: str, size: int) -> NoneType:
    # A private map of the whole file; libtorch unmaps it with its last tensor.
    self.files[file] = torch.from_file(file, False, size, dtype=0)

  def stage(self: __torch__.Decoder, worker: int, name: str, file: str, type: str, offset: int, bytes: int, shape: List[int], half_split_heads: int) -> NoneType:
    # Brings one tensor of the checkpoint to the device and to the weights' dtype under its own name.
    raw = self.files[file][offset:offset + bytes]
    w = __torch__.weights.dequantize(raw.to(self.device), type, shape).to(self.weight_dtype)
    if half_split_heads > 0:
      w = __torch__.weights.interleave(w, half_split_heads)
    self.staged[worker][name] = w

  def load_layer(self: __torch__.Decoder, worker: int, i: int, prefix: str) -> NoneType:
    w = self.staged[worker]
    self.input_layernorm[i] = w[prefix + "input_layernorm.weight"].to(self.dtype)
    self.post_attention_layernorm[i] = w[prefix + "post_attention_layernorm.weight"].to(self.dtype)
    self.pack(4 * i, torch.cat([w[prefix + "self_attn.q_proj.weight"], w[prefix + "self_attn.k_proj.weight"], w[prefix + "self_attn.v_proj.weight"]]))
    self.pack(4 * i + 1, w[prefix + "self_attn.o_proj.weight"])
    self.pack(4 * i + 2, torch.cat([w[prefix + "mlp.gate_proj.weight"], w[prefix + "mlp.up_proj.weight"]]))
    self.pack(4 * i + 3, w[prefix + "mlp.down_proj.weight"])
    w.clear()

  def load_head(self: __torch__.Decoder, worker: int, norm: str, head: str) -> NoneType:
    w = self.staged[worker]
    self.norm = w[norm].to(self.dtype)
    self.pack(4 * self.layers, w[head])
    w.clear()

  def pack(self: __torch__.Decoder, i: int, weight: Tensor) -> NoneType:
    # Blocked for this CPU's matrix kernels; replaces the plain copy.
    if self.fbgemm:
      self.weights_fp16[i] = ops.quantized.linear_prepack_fp16(weight.to(6), None)
    elif self.onednn:
      self.weights[i] = ops.mkldnn._reorder_linear_weight(weight, 8)
    else:
      self.weights[i] = weight

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

  def check_attention(self: __torch__.Decoder) -> bool:
    return __torch__.invariance.attention(self)

  def check_products(self: __torch__.Decoder) -> bool:
    return __torch__.invariance.products(self)

  # ---- slots ---------------------------------------------------------------------------------------------------

  def new_slot(self: __torch__.Decoder, slot: int, capacity: int) -> NoneType:
    # Keys are the first M rows, values the others. Memory that was never written is not resident, so only `enter` zeroes it.
    shape = [2 * self.kv_heads, __torch__.layers.round_up(capacity, 2 * self.block), self.head_dim]
    self.cache[slot] = [torch.empty(shape, dtype=self.cache_dtype, device=self.device) for _ in range(self.layers)]
    self.entered[slot] = 0

  def enter(self: __torch__.Decoder, slot: int, length: int) -> NoneType:
    # A row's products reach to the end of its block; what is masked there must be finite.
    if self.block > 0 and length > self.entered[slot]:
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
    if self.fbgemm:
      return ops.quantized.linear_dynamic_fp16(x, self.weights_fp16[i])
    elif self.onednn:
      return ops.mkldnn._linear_pointwise(x, self.weights[i], None, "none", annotate(List[Optional[number]], []), None)
    return torch.linear(x, self.weights[i])

  def project(self: __torch__.Decoder, x: Tensor, i: int, turn: Tensor) -> Tensor:
    # x: [P, H] -> the first S rows' queries, keys and values, rotated [S, N+2M, D]; turn: [S, N+2M, D/2]
    S = turn.size(0)
    N, M, D = self.heads, self.kv_heads, self.head_dim
    qkv = self.linear(x, 4 * i).narrow(0, 0, S).view([S, N + 2 * M, D // 2, 2])
    if self.dtype != 6:
      qkv = qkv.to(6)
    qkv = torch.view_as_real(torch.view_as_complex(qkv) * turn).view([S, N + 2 * M, D])
    if self.cache_dtype != 6:
      qkv = qkv.to(self.cache_dtype)
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

  def prompt_rows(self: __torch__.Decoder, S: int) -> int:
    # How many of a pass's first rows attend the fast way for long prompts, which gives a row other bits. The last one never
    # does: when its prompt comes again and is in the cache, it gets the bits of a token that is fed alone.
    if S > self.few_rows and (self.alone or self.dtype != self.cache_dtype):
      return S - 1
    return 0

  def plan(self: __torch__.Decoder, pos: int, S: int) -> Tuple[List[List[int]], List[Optional[Tensor]]]:
    # The groups of rows that attend together, see layers.groups, and the mask of each.
    fast = self.prompt_rows(S)
    groups = __torch__.layers.groups(pos, 0, fast, 2 * self.block) + __torch__.layers.groups(pos, fast, S, self.block)
    masks = annotate(List[Optional[Tensor]], [])
    for group in groups:
      masks.append(self.group_mask(pos, group, fast))
    return groups, masks

  def group_mask(self: __torch__.Decoder, pos: int, group: List[int], fast: int) -> Optional[Tensor]:
    first, n, seen, = group
    G = self.heads // self.kv_heads
    if self.block == 0:
      return __torch__.layers.causal_mask(pos, n, G, self.cache_dtype, self.device)
    width = self.block
    if first < fast:
      width = 2 * self.block
    row = pos + first - (seen - width)
    if first >= fast and self.alone:
      rows = torch.slice(self.tail.squeeze(0), 0, row * G, (row + n) * G, G).narrow(1, 0, width)  # [n, width]
      return torch.constant_pad_nd(rows, [seen - width, 0]).view([n, 1, 1, seen])
    if n == 1 and row == width - 1:
      return None  # sees its whole block
    mask = self.tail.narrow(1, row * G, n * G).narrow(2, 0, width)
    if n * G < self.attention_rows:
      mask = torch.constant_pad_nd(mask, [0, 0, 0, self.attention_rows - n * G])
    if first < fast:
      return mask.to(self.dtype)
    return mask

  def attention(self: __torch__.Decoder, x: Tensor, i: int, cache: Tensor, pos: int, turn: Tensor, groups: List[List[int]], masks: List[Optional[Tensor]]) -> Tensor:
    # x: [P, H] -> [P, H], the first S rows attending; turn: [S, N+2M, D/2]
    S = turn.size(0)
    qkv = self.project(x, i, turn)
    torch.slice(cache, 1, pos, pos + S).copy_(torch.slice(qkv, 1, self.heads).transpose(0, 1))
    rows = self.mix(qkv, cache, pos, groups, masks)
    if x.size(0) > S:
      rows = torch.constant_pad_nd(rows, [0, 0, 0, x.size(0) - S])
    return self.linear(rows, 4 * i + 1)

  def mix(self: __torch__.Decoder, qkv: Tensor, cache: Tensor, pos: int, groups: List[List[int]], masks: List[Optional[Tensor]]) -> Tensor:
    # qkv: [S, N+2M, D] -> what their queries make of the values in the cache, [S, N*D]
    fast = self.prompt_rows(qkv.size(0))
    if len(groups) == 1 and fast == 0 and not self.alone:
      return self.attend(qkv, cache, groups[0][2], masks[0])
    prompt = cache
    if fast > 0:
      prompt = torch.slice(cache, 1, 0, __torch__.layers.round_up(pos + qkv.size(0), 2 * self.block)).to(self.dtype)
    mixed = annotate(List[Tensor], [])
    for g in range(len(groups)):
      first, n, seen, = groups[g]
      own = qkv.narrow(0, first, n)
      if first < fast:
        mixed.append(self.attend(own, prompt, seen, masks[g]))
      elif self.alone:
        mixed.append(self.attend_alone(own, cache, seen, masks[g]))
      else:
        mixed.append(self.attend(own, cache, seen, masks[g]))
    if len(mixed) == 1:
      return mixed[0]
    return torch.cat(mixed)

  def attend(self: __torch__.Decoder, qkv: Tensor, cache: Tensor, seen: int, mask: Optional[Tensor]) -> Tensor:
    # qkv: [n, N+2M, D] -> [n, N*D]
    M = self.kv_heads
    kv = torch.slice(cache, 1, 0, seen)
    return self.mixed_rows(__torch__.layers.attend(self.queries(qkv).to(cache.dtype), torch.slice(kv, 0, 0, M).transpose(1, 2), torch.slice(kv, 0, M), mask, self.attention_rows))

  def attend_alone(self: __torch__.Decoder, qkv: Tensor, cache: Tensor, seen: int, mask: Optional[Tensor]) -> Tensor:
    # The same, no row having a product in common with another.
    n, N, M, D = qkv.size(0), self.heads, self.kv_heads, self.head_dim
    kv = torch.slice(cache, 1, 0, seen)
    q = torch.slice(qkv, 1, 0, N).view([n, M, N // M, D])
    assert mask is not None
    return __torch__.layers.attend_alone(q, torch.slice(kv, 0, 0, M), torch.slice(kv, 0, M), mask).reshape([n, N * D]).to(self.dtype)

  def mlp(self: __torch__.Decoder, x: Tensor, i: int) -> Tensor:
    # x: [S, H] -> [S, H]
    gate, up, = self.linear(x, 4 * i + 2).chunk(2, -1)  # [S, F] each
    if x.size(0) <= self.few_rows:
      gate = __torch__.layers.silu_by_rows(gate)
    else:
      gate = torch.silu(gate)
    return self.linear(gate.mul_(up), 4 * i + 3)

  def turn(self: __torch__.Decoder, pos: int, S: int) -> Tensor:
    # What the complex pairs of fused q, k and v are multiplied by -> [S, N+2M, D/2]: q also takes attention's
    # 1/sqrt(D), v stays as it is
    k = torch.slice(self.turns, 0, pos, pos + S).unsqueeze(1)  # [S, 1, D/2]
    q = k / torch.sqrt(self.head_dim)
    v = torch.ones_like(k)
    return torch.cat([q.expand([-1, self.heads, -1]), k.expand([-1, self.kv_heads, -1]), v.expand([-1, self.kv_heads, -1])], 1)

  def embed(self: __torch__.Decoder, tokens: List[int]) -> Tensor:
    # -> [S, H]. Rows are gathered on the host: the map of the file stays there.
    raw = self.embed_rows.index_select(0, torch.tensor(tokens, dtype=4)).flatten().to(self.device)
    return __torch__.weights.dequantize(raw, self.embed_type, [len(tokens), self.norm.size(0)]).to(self.dtype)

  def forward(self: __torch__.Decoder, slot: int, tokens: List[int], pos: int, rows: int, skip_attention: List[bool], skip_mlp: List[bool]) -> Tensor:
    # Feeds tokens at positions pos, pos+1, ... -> float32 logits [rows, V] of the last `rows` of them.
    S = len(tokens)
    L = pos + S
    cache = self.cache[slot]
    assert S > 0 and L <= cache[0].size(1), "tokens do not fit into the slot"
    assert rows <= S, "more rows asked for than tokens fed"
    P = max(S, self.linear_rows)
    x = self.embed(tokens + [0 for _ in range(P - S)])  # [P, H]
    turn = self.turn(pos, S)
    self.enter(slot, L)
    groups, masks, = self.plan(pos, S)
    for i in range(self.layers):
      if not skip_attention[i]:
        x = self.attention(__torch__.layers.rms_norm(x, self.input_layernorm[i], self.eps), i, cache[i], pos, turn, groups, masks).add_(x)
      if not skip_mlp[i]:
        x = self.mlp(__torch__.layers.rms_norm(x, self.post_attention_layernorm[i], self.eps), i).add_(x)
    if rows == 0:
      return torch.zeros([0, 0])
    first = max(0, S - max(rows, self.linear_rows))
    x = __torch__.layers.rms_norm(x.narrow(0, first, P - first), self.norm, self.eps)
    return self.linear(x, 4 * self.layers).narrow(0, S - rows - first, rows).to(6)

  def logits(self: __torch__.Decoder, slot: int, tokens: List[int], pos: int, skip_attention: List[bool], skip_mlp: List[bool]) -> List[float]:
    rows = self.forward(slot, tokens, pos, len(tokens), skip_attention, skip_mlp)
    return annotate(List[float], rows.flatten().tolist())

  # ---- a round -------------------------------------------------------------------------------------------------

  def prefill(self: __torch__.Decoder, slot: int, tokens: List[int], pos: int) -> NoneType:
    no_skip = [False for _ in range(self.layers)]
    _ = self.forward(slot, tokens, pos, 0, no_skip, no_skip)

  def row(self: __torch__.Decoder, logits: Tensor, i: int, sampling: List[float], history: List[int], answer: int, masks: List[int]) -> Tensor:
    # The i-th row as the choice sees it -> [1, V]. history: the tokens before it; masks: none, or one for each row
    row = logits.narrow(0, i, 1)
    if __torch__.sampling.penalizes(sampling):
      row = __torch__.sampling.penalize(row, sampling, history, answer)
    if len(masks) > 0:
      row = row.masked_fill(self.forbidden[masks[i]], -inf)
    return row

  def choose(self: __torch__.Decoder, row: Tensor, sampling: List[float], key: int, masked: bool) -> int:
    if self.spread.size(0) != row.size(1):
      self.spread = __torch__.sampling.spread(row.size(1)).to(self.device)
    return __torch__.sampling.choose(row, sampling, self.spread, key, masked)

  def draft(self: __torch__.Decoder, slot: int, tokens: List[int], pos: int, skip_attention: List[bool], skip_mlp: List[bool], sampling: List[float], history: List[int], answer: int, key: int, masks: List[int]) -> List[float]:
    # A pass of the skipped model over what it has not read of this round -> [its choice, the probability that it gives it].
    logits = self.forward(slot, tokens, pos, 1, skip_attention, skip_mlp)  # [1, V]
    row = self.row(logits, 0, sampling, history, answer, masks)
    token = self.choose(row, sampling, key, len(masks) > 0)
    if sampling[0] != 0.:
      row = __torch__.sampling.kept(row, sampling)
    return [float(token), float(torch.exp(row[0, token] - torch.logsumexp(row, [-1])))]

  def verify(self: __torch__.Decoder, slot: int, tokens: List[int], pos: int, drafted: int, sampling: List[float], history: List[int], answer: int, keys: List[int], masks: List[int]) -> List[int]:
    # One pass of the full model over the pending tokens, the last `drafted` of them drafts -> [accepted, next token]. A draft
    # is accepted if it is what the full model chooses in its place. Rows behind the first that is not are never looked at.
    no_skip = [False for _ in range(self.layers)]
    logits = self.forward(slot, tokens, pos, drafted + 1, no_skip, no_skip)  # [drafted + 1, V]
    drafts = tokens[len(tokens) - drafted:]
    known = len(history) - drafted
    accepted = 0
    chosen = self.choose(self.row(logits, 0, sampling, history[:known], answer, masks), sampling, keys[0], len(masks) > 0)
    while accepted < drafted and chosen == drafts[accepted]:
      accepted = accepted + 1
      chosen = self.choose(self.row(logits, accepted, sampling, history[:known + accepted], answer, masks), sampling, keys[accepted], len(masks) > 0)
    return [accepted, chosen]

  # ---- scoring drafts on what the full model wrote: see scoring.py -------------------------------------------------

  def record(self: __torch__.Decoder, recording: int, state: int, tokens: List[int], sequences: List[int]) -> NoneType:
    __torch__.scoring.record(self, recording, state, tokens, sequences)

  def set_blocks(self: __torch__.Decoder, recording: int, size: int, offset: int) -> NoneType:
    __torch__.scoring.set_blocks(self, recording, size, offset)

  def run_sublayer(self: __torch__.Decoder, recording: int, source: int, target: int, i: int, attention: bool) -> NoneType:
    self.states[target] = __torch__.scoring.sublayer(self, recording, self.states[source], i, attention)

  def similarity(self: __torch__.Decoder, a: int, b: int) -> List[float]:
    return [float(torch.mean(torch.cosine_similarity(self.states[a].to(6), self.states[b].to(6), -1)))]

  def set_target(self: __torch__.Decoder, recording: int, state: int, sampling: List[float]) -> NoneType:
    self.recorded[recording][1] = __torch__.scoring.target(self, self.states[state], sampling)

  def agreement(self: __torch__.Decoder, recording: int, state: int, sampling: List[float]) -> List[float]:
    return __torch__.scoring.agreement(self, self.recorded[recording][1], self.states[state], sampling)

  def free_state(self: __torch__.Decoder, state: int) -> NoneType:
    del self.states[state]

  def free_recording(self: __torch__.Decoder, recording: int) -> NoneType:
    del self.sequences[recording]
    del self.recorded[recording]
    del self.block_masks[recording]
