// Who drafts tokens, in words and as a class of the style sheet.

const LABELS = { 'look-up': 'Look-up', skip: 'Skip profile', grammar: 'Grammar' };
/** The class of a drafter that this page does not know. */
const OTHER = 'other';

/** The kind of a drafter: "skip" of "skip:smollm2-135m". */
export function kindOf(drafter) {
  const [kind] = drafter.split(':');
  return kind in LABELS ? kind : OTHER;
}

/** The classes of text that this drafter drafted. */
export function markClass(drafter) {
  return `drafted drafted-${kindOf(drafter)}`;
}

/** Its name for people. */
export function labelOf(drafter) {
  return LABELS[kindOf(drafter)] ?? drafter;
}
