# From the tensors of a checkpoint to the weights of the decoder d, in the form that its kernels want.

def configure(d: __torch__.Decoder, sizes: List[int], norm_eps: float, context: int, device: str, weight_dtype: int, kernel: str, workers: int) -> NoneType:
  # sizes: layers, N, M, D. kernel: how linear layers are computed (see Decoder.linear); "fbgemm" keeps weights as float16
  # and everything else in float32, as "int4pack" does with few bits (see grouped.py), the others compute in weight_dtype.
  d.layers, d.heads, d.kv_heads, d.head_dim, = sizes
  d.device = torch.device(device)
  d.eps = torch.tensor([norm_eps], dtype=6, device=d.device)
  d.grouped = kernel == "int4pack"
  d.fbgemm = kernel == "fbgemm"
  d.onednn = kernel == "onednn"
  if d.onednn and weight_dtype != 6:
    # oneDNN's 16-bit product of one row takes longer than that of four
    d.linear_rows = 4
  d.weight_dtype = weight_dtype
  dtype = weight_dtype
  if d.fbgemm or d.grouped:
    dtype = 6
  d.dtype = dtype
  d.cache_dtype = dtype
  if device == "cpu":
    # A pass of few tokens attends in float32, by blocks of positions: faster than 16 bits, and a token gets the same
    # bits in each such pass, so what is verified is what plain decoding computes. See layers.groups.
    d.cache_dtype = 6
    d.attention_rows = 4
    d.few_rows = 32
    # As many as a pass may have in which each token has the bits that it has alone: see Decoder.sharedRows.
    d.single_rows = 256
    d.block = 64
  else:
    __torch__.gpu.configure(d, norm_eps)
  hidden = torch.triu(torch.full([128, 128], -inf, dtype=6), 1)
  d.tail = torch.repeat_interleave(hidden, d.heads // d.kv_heads, 0).unsqueeze(0).to(d.device, d.cache_dtype)  # [1, 128*G, 128]
  # Filled by index, so that several threads may load different layers at once.
  d.attention_norm = __torch__.loading.empty(d.layers)
  d.attention_out_norm = __torch__.loading.empty(d.layers)
  d.mlp_norm = __torch__.loading.empty(d.layers)
  d.mlp_out_norm = __torch__.loading.empty(d.layers)
  d.qkv_bias = __torch__.loading.empty(d.layers)
  d.qk_norm = __torch__.loading.empty(d.layers)
  if d.fbgemm:
    packed = ops.quantized.linear_prepack_fp16(torch.ones([8, 8]), None)
    d.weights_fp16 = [packed for _ in range(4 * d.layers + 1)]
  elif d.grouped:
    d.parts = [annotate(List[Tensor], []) for _ in range(4 * d.layers + 1)]
    d.part_outputs = [annotate(List[int], []) for _ in range(4 * d.layers + 1)]
    d.part_bits = [annotate(List[int], []) for _ in range(4 * d.layers + 1)]
    d.many_dtype = 6
    if ops.mkldnn._is_mkldnn_bf16_supported():
      d.many_dtype = 15
  else:
    d.weights = __torch__.loading.empty(4 * d.layers + 1)
  d.staged = [annotate(Dict[str, Tensor], {}) for _ in range(workers)]
  d.staged_types = [annotate(Dict[str, str], {}) for _ in range(workers)]
  d.context = context

def empty(n: int) -> List[Tensor]:
  nothing = torch.zeros([0])
  return [nothing for _ in range(n)]

def describe(d: __torch__.Decoder, windows: List[int], ropes: List[int], gelu: bool, embedding_scale: float, query_scalar: float, score_cap: float, logit_cap: float) -> NoneType:
  # What the layers do. windows, ropes: for each layer how many positions its tokens see, 0 for all, and which table of
  # add_rope turns its queries and keys. Scores are divided by the square root of query_scalar. A cap of 0 is none.
  d.windows = annotate(List[int], [])
  d.window_of = annotate(List[int], [])
  for window in windows:
    known = -1
    for k in range(len(d.windows)):
      if d.windows[k] == window:
        known = k
    if known < 0:
      known = len(d.windows)
      d.windows.append(window)
    d.window_of.append(known)
  d.rope_of = ropes
  d.gelu = gelu
  d.embedding_scale = embedding_scale
  d.query_scalar = query_scalar
  d.score_cap = score_cap
  d.logit_cap = logit_cap

def add_rope(d: __torch__.Decoder, inverse_frequencies: List[float], factor: float) -> NoneType:
  # Position p turns the complex pair j by p * frequency[j] and stretches it by `factor`; a pair of frequency 0 stays as it
  # is. Angles in float32, as Hugging Face computes them.
  frequencies = torch.tensor(inverse_frequencies, dtype=6)
  angles = torch.arange(d.context, dtype=6).unsqueeze(1) * frequencies  # [C, D/2]
  lengths = torch.ones_like(angles)
  if factor != 1.:
    lengths = torch.where(frequencies != 0., lengths * factor, lengths)
  d.turns.append(torch.polar(lengths, angles).to(d.device))

def stage(d: __torch__.Decoder, worker: int, role: str, file: str, type: str, offset: int, bytes: int, shape: List[int]) -> NoneType:
  # Brings one tensor of the checkpoint to the device, matrices in the weights' dtype, others in float32.
  dtype = 6
  if len(shape) > 1:
    dtype = d.weight_dtype
  raw = d.files[file][offset:offset + bytes]
  if d.grouped and len(shape) > 1:
    d.staged[worker][role] = raw.view([shape[0], -1])
    d.staged_types[worker][role] = type
    return None
  d.staged[worker][role] = __torch__.weights.load(raw.to(d.device), type, shape, dtype)

def layer(d: __torch__.Decoder, worker: int, i: int) -> NoneType:
  w = d.staged[worker]
  d.attention_norm[i] = __torch__.loading.norm(d, w, "attention_norm")
  d.attention_out_norm[i] = __torch__.loading.norm(d, w, "attention_out_norm")
  d.mlp_norm[i] = __torch__.loading.norm(d, w, "mlp_norm")
  d.mlp_out_norm[i] = __torch__.loading.norm(d, w, "mlp_out_norm")
  if d.grouped:
    __torch__.loading.grouped_layer(d, worker, i)
  else:
    __torch__.loading.pack(d, 4 * i, __torch__.loading.pairs_together(d, __torch__.loading.joined(w, ["q", "k", "v"], "qkv")))
    __torch__.loading.pack(d, 4 * i + 1, w["o"])
    __torch__.loading.pack(d, 4 * i + 2, __torch__.loading.joined(w, ["gate", "up"], "gate_up"))
    __torch__.loading.pack(d, 4 * i + 3, w["down"])
  if torch.__contains__(w, "attention_out_norm"):
    d.out_norms = True
  if torch.__contains__(w, "q_bias"):
    d.biased = True
    bias = __torch__.loading.joined(w, ["q_bias", "k_bias", "v_bias"], "qkv_bias").to(6)
    d.qkv_bias[i] = __torch__.loading.pairs_together(d, bias.unsqueeze(1)).squeeze(1)
  if torch.__contains__(w, "q_norm"):
    d.head_norms = True
    heads = torch.cat([__torch__.loading.head_norm(d, w["q_norm"], d.heads), __torch__.loading.head_norm(d, w["k_norm"], d.kv_heads)])
    if d.gpu:
      heads = __torch__.gpu.norm(d, heads)
    d.qk_norm[i] = heads  # [N+M, D]
  w.clear()

def head(d: __torch__.Decoder, worker: int) -> NoneType:
  w = d.staged[worker]
  d.norm = __torch__.loading.norm(d, w, "norm")
  if d.gpu:
    __torch__.gpu.width(d, d.norm.size(0))
  if d.grouped:
    __torch__.loading.pack_grouped(d, worker, 4 * d.layers, ["head"], d.norm.size(0))
  else:
    __torch__.loading.pack(d, 4 * d.layers, w["head"])
  w.clear()

def grouped_layer(d: __torch__.Decoder, worker: int, i: int) -> NoneType:
  # The matrices are still bytes; their rows are reordered as those of numbers would be.
  w = d.staged[worker]
  hidden = d.attention_norm[i].size(0)
  attention = ["q", "k", "v"]
  if torch.__contains__(w, "qkv"):
    attention = ["qkv"]
    w["qkv"] = __torch__.loading.pairs_together(d, w["qkv"])
  elif d.split_pairs > 0:
    w["q"] = __torch__.weights.interleave(w["q"], d.heads, d.split_pairs)
    w["k"] = __torch__.weights.interleave(w["k"], d.kv_heads, d.split_pairs)
  mlp = ["gate", "up"]
  if torch.__contains__(w, "gate_up"):
    mlp = ["gate_up"]
  __torch__.loading.pack_grouped(d, worker, 4 * i, attention, hidden)
  __torch__.loading.pack_grouped(d, worker, 4 * i + 1, ["o"], d.heads * d.head_dim)
  __torch__.loading.pack_grouped(d, worker, 4 * i + 2, mlp, hidden)
  wide = 0
  for role in mlp:
    wide = wide + w[role].size(0)
  __torch__.loading.pack_grouped(d, worker, 4 * i + 3, ["down"], wide // 2)

def pack_grouped(d: __torch__.Decoder, worker: int, i: int, roles: List[str], K: int) -> NoneType:
  # K: inputs
  raws = [d.staged[worker][role] for role in roles]
  types = [d.staged_types[worker][role] for role in roles]
  parts, outputs, bits, = __torch__.grouped.pack(d, raws, types, K)
  d.parts[i] = parts
  d.part_outputs[i] = outputs
  d.part_bits[i] = bits

def joined(w: Dict[str, Tensor], parts: List[str], whole: str) -> Tensor:
  # Some families store a matrix in one piece, others in several.
  if torch.__contains__(w, whole):
    return w[whole]
  return torch.cat([w[part] for part in parts])

def norm(d: __torch__.Decoder, w: Dict[str, Tensor], role: str) -> Tensor:
  # Some files store what is to be added to 1.
  if not torch.__contains__(w, role):
    return torch.zeros([0])
  weight = (w[role].to(6) + d.norm_offset).to(d.dtype)
  if d.gpu:
    return __torch__.gpu.norm(d, weight)
  return weight

def head_norm(d: __torch__.Decoder, weight: Tensor, heads: int) -> Tensor:
  # The norm of each head's queries or keys -> [heads, D]
  row = weight.to(6).unsqueeze(1) + d.norm_offset
  if d.split_pairs > 0:
    row = __torch__.weights.interleave(row, 1, d.split_pairs)
  return row.squeeze(1).unsqueeze(0).repeat([heads, 1])

def pairs_together(d: __torch__.Decoder, qkv: Tensor) -> Tensor:
  # Rows of q, k and v -> the same, each rotary pair of q and k side by side
  if d.split_pairs == 0:
    return qkv
  turning = (d.heads + d.kv_heads) * d.head_dim
  qk = __torch__.weights.interleave(qkv.narrow(0, 0, turning), d.heads + d.kv_heads, d.split_pairs)
  return torch.cat([qk, qkv.narrow(0, turning, qkv.size(0) - turning)])

def pack(d: __torch__.Decoder, i: int, weight: Tensor) -> NoneType:
  # Blocked for this CPU's matrix kernels; replaces the plain copy.
  if d.fbgemm:
    d.weights_fp16[i] = ops.quantized.linear_prepack_fp16(weight.to(6), None)
  elif d.onednn:
    d.weights[i] = ops.mkldnn._reorder_linear_weight(weight, 8)
  elif d.gpu:
    d.weights[i] = weight.t()  # [in, out], as a view
  else:
    d.weights[i] = weight
