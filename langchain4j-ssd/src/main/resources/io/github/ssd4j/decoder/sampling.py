# From logits to tokens: penalties, the processed distribution, drawing, and the accept rule of a round.
#
# sampling: [temperature, top_k, top_p, min_p, repetition, frequency, presence], as Decoder.java passes them.

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

def distribution(logits: Tensor, sampling: List[float]) -> Tensor:
  # float32 logits [R, V] -> probabilities [R, V] after temperature, top-k, top-p and min-p. Ties at a bound are all kept.
  logits = logits / sampling[0]
  k = int(sampling[1])
  if k > 0 and k < logits.size(1):
    kth = (torch.topk(logits, k))[0].select(1, k - 1)  # [R]
    logits = logits.masked_fill(logits < kth.unsqueeze(1), -inf)
  probs = torch.softmax(logits, -1)
  if sampling[2] < 1.:
    ranked = (torch.sort(probs, -1, True))[0]
    before = torch.cumsum(ranked, -1) - ranked  # mass of the more probable tokens
    last = torch.amin(ranked.masked_fill(before >= sampling[2], inf), [-1], True)  # [R, 1]
    probs = probs.masked_fill(probs < last, 0.)
  if sampling[3] > 0.:
    floor = torch.amax(probs, [-1], True) * sampling[3]
    probs = probs.masked_fill(probs < floor, 0.)
  return probs / torch.sum(probs, [-1], True)

def draw(weights: Tensor, uniform: float) -> int:
  # Inverse transform: the first token whose cumulative weight exceeds uniform * total. weights: [1, V], not normalised
  cumulative = torch.cumsum(weights.squeeze(0), 0, dtype=7)
  total = cumulative[-1]
  found = torch.searchsorted(cumulative, total * uniform, right=True)
  # Rounding may put uniform * total at the total itself: the last token of positive weight is meant.
  last = torch.searchsorted(cumulative, total)
  return int(torch.minimum(found, last))

def accept_greedy(best: Tensor, drafts: List[int]) -> List[int]:
  # best: [len(drafts) + 1] tokens of the full model
  chosen = annotate(List[int], best.tolist())
  accepted = 0
  while accepted < len(drafts) and chosen[accepted] == drafts[accepted]:
    accepted = accepted + 1
  return [accepted, chosen[accepted]]

def accept_sampled(target_probs: Tensor, draft_probs: List[Tensor], drafts: List[int], accept_uniforms: List[float], uniform: float) -> List[int]:
  # Speculative sampling (arXiv 2211.17192): keep draft d while uniform < target(d) / draft(d); at the first rejection
  # draw from max(0, target - draft); after the last draft from target. An empty row of draft_probs is one-hot at d.
  for i in range(len(drafts)):
    d = drafts[i]
    target = target_probs.select(0, i)  # [V]
    one_hot = draft_probs[i].numel() == 0
    drawn = 1.
    if not one_hot:
      drawn = float(draft_probs[i][d])
    if accept_uniforms[i] * drawn >= float(target[d]):
      if one_hot:
        residual = target.index_fill(0, torch.tensor([d], device=target.device), 0.)
      else:
        residual = torch.clamp(target - draft_probs[i], 0.)
      if float(torch.sum(residual)) == 0.:
        residual = target  # the two differ by rounding only
      return [i, __torch__.sampling.draw(residual.unsqueeze(0), uniform)]
  return [len(drafts), __torch__.sampling.draw(target_probs.narrow(0, len(drafts), 1), uniform)]

def forbidden(words: List[int], vocabulary: int) -> Tensor:
  # Bit id % 64 of word id // 64 allows a token; words are little-endian, so that is bit id % 8 of byte id // 8. -> [1, V]
  bytes = torch.view_copy(torch.tensor(words, dtype=4), dtype=0).unsqueeze(1)
  bits = torch.bitwise_and(torch.bitwise_right_shift(bytes, torch.arange(8, dtype=0)), 1)  # [bytes, 8]
  allowed = bits.flatten()[:vocabulary]
  allowed = torch.constant_pad_nd(allowed, [0, vocabulary - allowed.size(0)])
  return (allowed == 0).unsqueeze(0)
