# The steps of a round, for several conversations in one pass: what the passes' logits become.
#
# parts: for each conversation [slot, position of the first token, tokens, rows of logits, history, answer, masks]. Only penalties
# look at a history: the last `history` tokens of the conversation, all or none, the answer beginning at `answer`. `masks` is 0 or
# the rows. Tokens, options (see sampling.py), histories, keys (one for each row) and masks (by number) of all conversations
# lie one behind the other.

def segments(parts: List[int]) -> List[List[int]]:
  # As Decoder.forward wants them
  return [parts[7 * p:7 * p + 4] for p in range(len(parts) // 7)]

def seen(d: __torch__.Decoder, logits: Tensor, row: int, sampling: List[float], history: List[int], answer: int, mask: int) -> Tensor:
  # A row of the logits as the choice sees it -> [1, V]. history: the tokens before it; mask: -1 for none
  x = logits.narrow(0, row, 1)
  if __torch__.sampling.penalizes(sampling):
    x = __torch__.sampling.penalize(x, sampling, history, answer)
  if mask >= 0:
    x = x.masked_fill(d.forbidden[mask], -inf)
  return x

def draft(d: __torch__.Decoder, parts: List[int], tokens: List[int], skip_attention: List[bool], skip_mlp: List[bool], options: List[float], history: List[int], keys: List[int], masks: List[int]) -> List[float]:
  # A pass of the skipped model over what it has not read of this round -> of each conversation its choice and the probability
  # that it gives it.
  logits = d.forward(__torch__.rounds.segments(parts), tokens, skip_attention, skip_mlp)  # [conversations, V]
  rows = annotate(List[Tensor], [])
  past = 0
  masked = 0
  for p in range(len(parts) // 7):
    known, answer, own, = parts[7 * p + 4], parts[7 * p + 5], parts[7 * p + 6]
    mask = masks[masked] if own > 0 else -1
    rows.append(__torch__.rounds.seen(d, logits, p, options[7 * p:7 * p + 7], history[past:past + known], answer, mask))
    past = past + known
    masked = masked + own
  if d.gpu:
    return __torch__.gpu.draft(d, rows, options, keys)
  found = annotate(List[float], [])
  for p in range(len(rows)):
    row = rows[p]
    sampling = options[7 * p:7 * p + 7]
    token = __torch__.sampling.choose(row, sampling, d.spread_of(row), keys[p], parts[7 * p + 6] > 0)
    if sampling[0] != 0.:
      row = __torch__.sampling.kept(row, sampling)
    found.append(float(token))
    found.append(float(torch.exp(row[0, token] - torch.logsumexp(row, [-1]))))
  return found

def verify(d: __torch__.Decoder, parts: List[int], tokens: List[int], options: List[float], history: List[int], keys: List[int], masks: List[int]) -> List[int]:
  # A pass of the full model over what the conversations have not read, the last rows - 1 tokens of each being drafts -> of each that
  # wants rows [accepted, next token]. A draft is accepted if it is what the full model chooses in its place. Rows behind the first
  # that is not are never looked at. Tokens of a conversation that wants no rows are read, nothing else.
  no_skip = [False for _ in range(d.layers)]
  logits = d.forward(__torch__.rounds.segments(parts), tokens, no_skip, no_skip)  # [R, V]
  if d.gpu:
    return __torch__.gpu.verify(d, logits, parts, tokens, options, history, keys, masks)
  verdicts = annotate(List[int], [])
  end = 0
  first = 0
  past = 0
  masked = 0
  for p in range(len(parts) // 7):
    count, rows, known, answer, own, = parts[7 * p + 2:7 * p + 7]
    end = end + count
    if rows > 0:
      verdicts.extend(__torch__.rounds.verdict(d, logits, first, tokens[end - rows + 1:end], options[7 * p:7 * p + 7], history[past:past + known], answer, keys[first:first + rows], masks[masked:masked + own]))
    first = first + rows
    past = past + known
    masked = masked + own
  return verdicts

def verdict(d: __torch__.Decoder, logits: Tensor, first: int, drafts: List[int], sampling: List[float], history: List[int], answer: int, keys: List[int], masks: List[int]) -> List[int]:
  # Of one conversation, whose first row is `first`
  known = len(history) - len(drafts)
  accepted = 0
  chosen = __torch__.rounds.chosen(d, logits, first, 0, sampling, history[:known], answer, keys, masks)
  while accepted < len(drafts) and chosen == drafts[accepted]:
    accepted = accepted + 1
    chosen = __torch__.rounds.chosen(d, logits, first, accepted, sampling, history[:known + accepted], answer, keys, masks)
  return [accepted, chosen]

def chosen(d: __torch__.Decoder, logits: Tensor, first: int, i: int, sampling: List[float], history: List[int], answer: int, keys: List[int], masks: List[int]) -> int:
  # What the full model chooses in the i-th row of a conversation
  mask = masks[i] if len(masks) > 0 else -1
  row = __torch__.rounds.seen(d, logits, first + i, sampling, history, answer, mask)
  return __torch__.sampling.choose(row, sampling, d.spread_of(row), keys[i], mask >= 0)
