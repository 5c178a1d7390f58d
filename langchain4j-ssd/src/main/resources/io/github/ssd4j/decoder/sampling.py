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
  before = torch.cumsum(ranked, -1) - ranked  # mass of the more probable tokens
  return torch.amin(ranked.masked_fill(before >= top_p, inf), [-1], True)

def distribution(logits: Tensor, sampling: List[float]) -> Tensor:
  # float32 logits [R, V] -> probabilities [R, V] after temperature, top-k, top-p and min-p
  return torch.softmax(__torch__.sampling.kept(logits, sampling), -1)

def spread(vocabulary: int) -> Tensor:
  # Token ids far apart in 64 bits -> int64 [V]: what the noise hashes
  return torch.mul(torch.arange(vocabulary, dtype=4), -7046029254386353131)

def noise(spread: Tensor, key: int) -> Tensor:
  # spread: int64 [n], overwritten; key: of seed and position -> negative Gumbel noise [n], log(-log(1 - v)) with v in (0, 1)
  # The mixer is splitmix64's. Right shifts keep the sign, which costs one bit of 64. In place: it is done for a whole
  # vocabulary.
  z = spread.add_(key)
  z = z.bitwise_xor_(torch.bitwise_right_shift(z, 30)).mul_(-4658895280553007687)
  z = z.bitwise_xor_(torch.bitwise_right_shift(z, 27)).mul_(-7723592293110705685)
  # -v in float32. It is exact to 24 bits however small v is, which matters as the largest noise wins.
  v = torch.mul(z.bitwise_and_(9223372036854775807), -1.0842021724855044e-19)
  return v.clamp_(-0.99999994, -1e-19).log1p_().neg_().log_()

def choose(logits: Tensor, sampling: List[float], spread: Tensor, key: int, few: bool) -> int:
  # logits: [1, V], one row whatever the pass: reductions over it are then the same, bit for bit. few: some are -inf
  if sampling[0] == 0.:
    return int(torch.argmax(logits, -1))
  row = (__torch__.sampling.kept(logits, sampling)).squeeze(0)
  if few or sampling[1] > 0. or sampling[2] < 1. or sampling[3] > 0.:
    candidates = torch.nonzero(row > -inf).squeeze(1)
    scores = row.index_select(0, candidates) - __torch__.sampling.noise(spread.index_select(0, candidates), key)
    return int(candidates[int(torch.argmax(scores, 0))])
  return int(torch.argmax(row - __torch__.sampling.noise(spread.clone(), key), 0))

def forbidden(words: List[int], vocabulary: int) -> Tensor:
  # Bit id % 64 of word id // 64 allows a token; words are little-endian, so that is bit id % 8 of byte id // 8. -> [1, V]
  bytes = torch.view_copy(torch.tensor(words, dtype=4), dtype=0).unsqueeze(1)
  bits = torch.bitwise_and(torch.bitwise_right_shift(bytes, torch.arange(8, dtype=0)), 1)  # [bytes, 8]
  allowed = bits.flatten()[:vocabulary]
  allowed = torch.constant_pad_nd(allowed, [0, vocabulary - allowed.size(0)])
  return (allowed == 0).unsqueeze(0)
