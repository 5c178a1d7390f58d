// Marks the drafted tokens of an answer: in plain text while it grows, in formatted text when it has ended.

import { h } from './dom.js';
import { markClass } from './drafters.js';

/** So far ahead a word of the formatted text is looked for in the source; what lies between is Markdown's own. */
const LOOK_AHEAD = 400;

/**
 * A piece as nodes. White space at its edges stays unmarked: a line under nothing would only disturb.
 *
 * @returns strings and elements
 */
export function markedPiece({ text, drafter }) {
  if (!drafter) {
    return [text];
  }
  const [, before, inner, after] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text);
  return [before, inner === '' ? '' : mark(inner, drafter), after].filter((part) => part !== '');
}

/**
 * Marks what was drafted in a fragment that was made of the pieces' text. Formatting drops characters and moves none,
 * so each word is found again behind the one before it; a word that is not (written as an entity, say) stays unmarked.
 */
export function markFragment(fragment, pieces) {
  const source = pieces.map(({ text }) => text).join('');
  const drafts = draftedRanges(pieces);
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    texts.push(walker.currentNode);
  }
  let from = 0;
  for (const node of texts) {
    const parts = [];
    for (const word of node.data.split(/(\s+)/)) {
      const at = word.trim() === '' ? -1 : source.slice(0, from + LOOK_AHEAD + word.length).indexOf(word, from);
      if (at < 0) {
        parts.push(word);
      } else {
        parts.push(...markedWord(word, at, drafts));
        from = at + word.length;
      }
    }
    node.replaceWith(...parts);
  }
}

function draftedRanges(pieces) {
  const ranges = [];
  let from = 0;
  for (const { text, drafter } of pieces) {
    if (drafter) {
      ranges.push([from, from + text.length, drafter]);
    }
    from += text.length;
  }
  return ranges;
}

/** A token may be part of a word, and a word of several tokens. */
function markedWord(word, at, drafts) {
  const parts = [];
  let done = at;
  for (const [from, to, drafter] of drafts.filter(([from, to]) => from < at + word.length && to > at)) {
    const begin = Math.max(from, at);
    const end = Math.min(to, at + word.length);
    parts.push(word.slice(done - at, begin - at), mark(word.slice(begin - at, end - at), drafter));
    done = end;
  }
  parts.push(word.slice(done - at));
  return parts.filter((part) => part !== '');
}

function mark(text, drafter) {
  return h('span', { class: markClass(drafter) }, text);
}
