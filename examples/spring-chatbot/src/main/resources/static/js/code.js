// Code blocks of an answer: their language, colours and a button to copy them.

import DOMPurify from '../webjars/dompurify/dist/purify.es.mjs';
import { h } from './dom.js';
import { copyButton } from './copy.js';

/** Longer code stays as it is: to colour it would hold up the page. */
const MOST_CHARACTERS = 50_000;

const purifier = DOMPurify(window);
const COLOURS = { ALLOWED_TAGS: ['span'], ALLOWED_ATTR: ['class'], RETURN_DOM_FRAGMENT: true };

/** Gives the code blocks of a formatted text their colours. Their text stays the same. */
export function colourCode(fragment) {
  for (const code of fragment.querySelectorAll('pre > code')) {
    const language = languageOf(code);
    if (language !== null && code.textContent.length <= MOST_CHARACTERS) {
      const { value } = highlighter().highlight(code.textContent, { language, ignoreIllegals: true });
      code.replaceChildren(purifier.sanitize(value, COLOURS));
    }
  }
}

/** Puts a line with the language and a button over each code block. */
export function frameCode(fragment) {
  for (const pre of fragment.querySelectorAll('pre')) {
    const code = pre.querySelector('code') ?? pre;
    const name = nameOf(code);
    const head = h('div', { class: 'code-head' }, h('span', {}, name), copyButton(() => code.textContent, 'Copy code'));
    const frame = h('div', { class: 'code-block' }, head);
    pre.replaceWith(frame);
    pre.setAttribute('aria-label', name);
    pre.setAttribute('role', 'region');
    frame.append(pre);
  }
}

function highlighter() {
  return globalThis.hljs;
}

/** As the author of the block wrote it; null if he did not. */
function written(code) {
  return /(?:^|\s)language-(\S+)/.exec(code.className)?.[1] ?? null;
}

/** Null if there is none, or none that has colours. */
function languageOf(code) {
  const name = written(code);
  return name !== null && highlighter()?.getLanguage(name) ? name : null;
}

function nameOf(code) {
  const name = written(code);
  if (name === null) {
    return 'Code';
  }
  const known = highlighter()?.getLanguage(name)?.name;
  return known?.split(',')[0] ?? name;
}
