# From logits to tokens: penalties, the tokens that may be chosen, and the choice.
#
# sampling: [temperature, top_k, top_p, min_p, repetition, frequency, presence], as Decoder.java passes them.
#
# A token is chosen by the largest log p(x) + g(x), where g is Gumbel noise. That is an exact draw from p (Gumbel-max). The noise is
# a hash of seed, position and token, so a position's choice does not depend on how the text is cut into passes.

def penalizes(sampling: List[float]) -> bool:
  return sampling[4] != 1. or sampling[5] != 0. or sampling[6] != 0.

def penalize(logits: Tensor, sampling: List[float], history: List[int], answer: int) -> Tensor:
  # logits: [1, V]. Repetition (arXiv 1909.05858) looks at the whole history, frequency and presence at history[answer:].
  row = logits.squeeze(0).clone()
  seen = torch.tensor(history, dtype=4, device=row.device)
  if sampling[4] != 1.:
    old = row.index_select(0, seen)
    row.index_copy_(0, seen, torch.where(old > 0., old / sampling[4], old * sampling[4]))
  counts = torch.bincount(seen[answer:], None, row.size(0))
  row = row - counts.to(6) * sampling[5] - (counts > 0).to(6) * sampling[6]
  return row.unsqueeze(0)

def kept(logits: Tensor, sampling: List[float]) -> Tensor:
  # float32 logits [R, V] -> divided by the temperature, -inf outside of top-k, top-p and min-p. Ties at a bound are all kept.
  logits = logits / sampling[0]
  k = int(sampling[1])
  if k > 0 and k < logits.size(1):
    kth = (torch.topk(logits, k))[0].select(1, k - 1)  # [R]
    logits = logits.masked_fill(logits < kth.unsqueeze(1), -inf)
  if sampling[2] < 1.:
    probs = torch.softmax(logits, -1)
    logits = logits.masked_fill(probs < __torch__.sampling.least(probs, sampling[2]), -inf)
  if sampling[3] > 0.:
    logits = logits.masked_fill(logits < torch.amax(logits, [-1], True) + torch.log(sampling[3]), -inf)
  return logits

def least(probs: Tensor, top_p: float) -> Tensor:
  # The least probability among the fewest tokens that have top_p together -> [R, 1]. Few tokens mostly do, and to find them
  # takes a tenth of the time of sorting all.
  few = min(probs.size(1), 256)
  ranked = (torch.topk(probs, few))[0]
  if few < probs.size(1) and float(torch.amin(torch.sum(ranked, -1))) < top_p + 0.001:
    ranked = (torch.sort(probs, -1, True))[0]
  return __torch__.sampling.last(ranked, top_p)

def last(ranked: Tensor, top_p: float) -> Tensor:
  # The first of the descending ranked that have top_p together: the least of them -> [R, 1]
  before = torch.cumsum(ranked, -1) - ranked  # mass of the more probable tokens
  return torch.amin(ranked.masked_fill(before >= top_p, inf), [-1], True)

def distribution(logits: Tensor, sampling: List[float]) -> Tensor:
  # float32 logits [R, V] -> probabilities [R, V] after temperature, top-k, top-p and min-p
  return torch.softmax(__torch__.sampling.kept(logits, sampling), -1)

def spread(vocabulary: int) -> Tensor:
  # Token ids far apart in 64 bits -> int64 [V]: what the noise hashes
  return torch.mul(torch.arange(vocabulary, dtype=4), -7046029254386353131)

def noise(spread: Tensor, key: int) -> Tensor:
  # spread: int64 [n], key: of seed and position -> negative Gumbel noise [n]
  return __torch__.sampling.gumbel(__torch__.sampling.uniform(spread, key))

def uniform(spread: Tensor, key: int) -> Tensor:
  # -> float32 [n], -v with v in (0, 1). It is exact to 24 bits however small v is, which matters as the largest noise wins.
  # The mixer is splitmix64's. Right shifts keep the sign, which costs one bit of 64.
  z = spread + key
  z = z.bitwise_xor_(torch.bitwise_right_shift(z, 30)).mul_(-4658895280553007687)
  z = z.bitwise_xor_(torch.bitwise_right_shift(z, 27)).mul_(-7723592293110705685)
  return torch.mul(z.bitwise_and_(9223372036854775807), -1.0842021724855044e-19).clamp_(-0.99999994, -1e-19)

def gumbel(uniform: Tensor) -> Tensor:
  # -v -> negative Gumbel noise, log(-log(1 - v)): the smaller v, the more noise
  return torch.log1p(uniform).neg_().log_()

def choose(logits: Tensor, sampling: List[float], spread: Tensor, key: int, few: bool) -> int:
  # logits: [1, V], one row whatever the pass: reductions over it are then the same, bit for bit. few: some are -inf
  if sampling[0] == 0.:
    return int(torch.argmax(logits, -1))
  row = logits.squeeze(0) / sampling[0]
  if few or sampling[1] > 0. or sampling[2] < 1. or sampling[3] > 0.:
    candidates = __torch__.sampling.candidates(row, sampling, few)
    scores = row.index_select(0, candidates) - __torch__.sampling.noise(spread.index_select(0, candidates), key)
    return int(candidates[int(torch.argmax(scores, 0))])
  uniform = __torch__.sampling.uniform(spread, key)
  columns = __torch__.sampling.columns(row)
  if columns > 1:
    chosen = __torch__.sampling.choose_by_columns(row.view([-1, columns]), uniform.view([-1, columns]))
    if chosen >= 0:
      return chosen
  return int(torch.argmax(row - __torch__.sampling.gumbel(uniform), 0))

# ---- a vocabulary as 64 rows of columns: reductions over a column are fast, and few columns have what is looked for --------

def columns(x: Tensor) -> int:
  # x: [V]. 1 where columns are of no use. A GPU is done with all tokens sooner than it starts the operators for columns.
  n = x.size(0)
  return n // 64 if n % 64 == 0 and n >= 4096 and not x.is_cuda else 1

def choose_by_columns(rows: Tensor, uniform: Tensor) -> int:
  # rows, uniform: [64, C] -> the token, or -1 if logits are not finite. The noise of most tokens need not be computed: no token
  # of a column has a higher score than the largest logit of the column with its largest noise.
  C = rows.size(1)
  bound = torch.amax(rows, [0]) - __torch__.sampling.gumbel(torch.amax(uniform, [0]))
  likely = (torch.topk(bound, 8))[1]
  reached = float(torch.amax(rows.index_select(1, likely) - __torch__.sampling.gumbel(uniform.index_select(1, likely))))
  # The logarithms of neighbouring values are rounded, so bounds are not exact.
  open = torch.nonzero(bound >= reached - 0.0001 - abs(reached) * 0.000001).squeeze(1)
  if open.size(0) == 0:
    return -1
  scores = rows.index_select(1, open) - __torch__.sampling.gumbel(uniform.index_select(1, open))
  i = int(torch.argmax(scores.flatten(), 0))
  return i // open.size(0) * C + int(open[i % open.size(0)])

def candidates(row: Tensor, sampling: List[float], few: bool) -> Tensor:
  # row: logits [V], divided by the temperature -> int64 [n], the tokens that `kept` keeps, in their order
  ids = __torch__.sampling.at_least(row, -3.4028234663852886e+38) if few else torch.arange(row.size(0), dtype=4, device=row.device)
  row = row.index_select(0, ids) if few else row
  k = int(sampling[1])
  if k > 0 and k < row.size(0):
    kept = __torch__.sampling.at_least(row, float((__torch__.sampling.largest(row, k))[k - 1]))
    ids = ids.index_select(0, kept)
    row = row.index_select(0, kept)
  if sampling[2] < 1.:
    probs = torch.softmax(row, -1)
    kept = __torch__.sampling.at_least(probs, __torch__.sampling.least_of(probs, sampling[2]))
    ids = ids.index_select(0, kept)
    row = row.index_select(0, kept)
  if sampling[3] > 0.:
    ids = ids.index_select(0, __torch__.sampling.at_least(row, float(torch.amax(row) + torch.log(sampling[3]))))
  return ids

def at_least(x: Tensor, bound: float) -> Tensor:
  # x: [V] -> int64 [n], where x is at least the bound; all where the bound is no number
  C = __torch__.sampling.columns(x)
  if C == 1:
    return torch.nonzero(torch.logical_not(x < bound)).squeeze(1)
  rows = x.view([-1, C])
  columns = torch.nonzero(torch.logical_not(torch.amax(rows, [0]) < bound)).squeeze(1)
  found = torch.nonzero(torch.logical_not(rows.index_select(1, columns) < bound).flatten()).squeeze(1)
  n = max(1, columns.size(0))
  return torch.floor_divide(found, n) * C + columns.index_select(0, found % n)

def largest(x: Tensor, count: int) -> Tensor:
  # x: [V] -> the count largest, descending
  C = __torch__.sampling.columns(x)
  if count * 2 > C:
    return (torch.topk(x, count))[0]
  rows = x.view([-1, C])
  columns = (torch.topk(torch.amax(rows, [0]), count))[1]
  return (torch.topk(rows.index_select(1, columns).flatten(), count))[0]

def least_of(probs: Tensor, top_p: float) -> float:
  # As `least` does it, for one row [V]
  few = min(probs.size(0), 256)
  ranked = __torch__.sampling.largest(probs, few)
  if few < probs.size(0) and float(torch.sum(ranked)) < top_p + 0.001:
    # What is less probable than this has less than half of what top_p leaves out, all together.
    some = __torch__.sampling.at_least(probs, (1. - top_p) / float(2 * probs.size(0)))
    ranked = (torch.sort(probs.index_select(0, some), -1, True))[0]
  return float(__torch__.sampling.last(ranked, top_p))

def forbidden(words: List[int], vocabulary: int) -> Tensor:
  # Bit id % 64 of word id // 64 allows a token; words are little-endian, so that is bit id % 8 of byte id // 8. -> [1, V]
  bytes = torch.view_copy(torch.tensor(words, dtype=4), dtype=0).unsqueeze(1)
  bits = torch.bitwise_and(torch.bitwise_right_shift(bytes, torch.arange(8, dtype=0)), 1)  # [bytes, 8]
  allowed = bits.flatten()[:vocabulary]
  allowed = torch.constant_pad_nd(allowed, [0, vocabulary - allowed.size(0)])
  return (allowed == 0).unsqueeze(0)
