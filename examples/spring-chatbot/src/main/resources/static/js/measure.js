// Figures out of the pieces of an answer. Pure functions.

/** So many tokens are averaged over: a round of speculation brings several at the same moment. */
const WINDOW = 12;
/** Over less, a figure would be chance. */
const LEAST_TOKENS = 4;
const LEAST_MS = 10;
const LEAST_DRAFTS = 10;

/** Tokens per second at each token but the first; null where that cannot be said. */
export function course(pieces) {
  return pieces.slice(1).map((piece, index) => {
    const from = Math.max(0, index + 1 - WINDOW);
    return perSecond(index + 1 - from, piece.ms - pieces[from].ms);
  });
}

/** Tokens per second behind the first token; null while there are too few. */
export function averageRate(pieces) {
  return pieces.length === 0 ? null : perSecond(pieces.length - 1, pieces.at(-1).ms - pieces[0].ms);
}

/** Share of the pieces that had been drafted; null without pieces. */
export function draftedShare(pieces) {
  return pieces.length === 0 ? null : pieces.filter((piece) => piece.drafter).length / pieces.length;
}

/** Whether the drafts were so many that the accepted share says something: "0 %" of three drafts is no failure. */
export function enoughDrafts({ draftedTokens }) {
  return draftedTokens >= LEAST_DRAFTS;
}

/** What can be said of an answer so far, or of one without figures of the server; its keys are those of the server. */
export function liveFigures(answer) {
  const { pieces } = answer;
  return {
    tokensPerSecond: averageRate(pieces),
    timeToFirstTokenMs: pieces.length > 0 ? pieces[0].ms : null,
    generatedTokens: pieces.length,
    draftedShare: draftedShare(pieces),
  };
}

function perSecond(tokens, ms) {
  return tokens < LEAST_TOKENS || ms < LEAST_MS ? null : (tokens * 1000) / ms;
}

const oneDigit = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const twoDigits = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
export const NOTHING = '–';

export function rate(value) {
  return shown(value, (number) => (number >= 100 ? whole : oneDigit).format(number));
}

export function factor(value) {
  return shown(value, (number) => twoDigits.format(number));
}

export function percent(value) {
  return shown(value, (number) => `${whole.format(number * 100)} %`);
}

export function count(value) {
  return shown(value, (number) => whole.format(number));
}

export function seconds(ms) {
  return shown(ms, (number) => `${(number < 10_000 ? twoDigits : oneDigit).format(number / 1000)} s`);
}

export function milliseconds(ms) {
  return shown(ms, (number) => (number < 1000 ? `${oneDigit.format(number)} ms` : seconds(number)));
}

function shown(value, format) {
  return value === null || value === undefined || Number.isNaN(value) ? NOTHING : format(value);
}
