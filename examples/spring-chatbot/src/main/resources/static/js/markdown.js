// Markdown of a model as safe HTML: nothing in it may load, run, style or submit anything.

import { Marked } from '../webjars/marked/lib/marked.esm.js';
import DOMPurify from '../webjars/dompurify/dist/purify.es.mjs';

const LOWEST_HEADING = 6;
/** The page has h1 and h2. */
const HEADING_SHIFT = 2;
const LANGUAGE = /^language-[\w+#.-]{1,40}$/;

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    heading({ tokens, depth }) {
      const level = Math.min(LOWEST_HEADING, depth + HEADING_SHIFT);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    checkbox({ checked }) {
      return checked ? '☑ ' : '☐ ';
    },
    // An image would be fetched from somewhere.
    image({ text }) {
      return escaped(text);
    },
    html({ text }) {
      return escaped(text);
    },
  },
});

const purifier = DOMPurify(window);
purifier.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName === 'A') {
    node.setAttribute('target', '_blank');
    node.setAttribute('rel', 'noopener noreferrer');
  }
  // Of classes, the language of code is all that means something here.
  if (node.hasAttribute('class') && !(node.tagName === 'CODE' && LANGUAGE.test(node.className))) {
    node.removeAttribute('class');
  }
  // Wide code and tables scroll, which has to work by keyboard as well.
  if (node.tagName === 'PRE' || node.tagName === 'TABLE') {
    node.setAttribute('tabindex', '0');
  }
});

const SAFE = {
  ALLOWED_TAGS: [
    ...['p', 'br', 'hr', 'strong', 'em', 'del', 'code', 'pre', 'blockquote', 'a', 'ul', 'ol', 'li'],
    ...['h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'start', 'align', 'class'],
  ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
  RETURN_DOM_FRAGMENT: true,
};

/** The formatted text as a document fragment. */
export function formatted(text) {
  return purifier.sanitize(marked.parse(text), SAFE);
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
