// A button that copies a text.

import { h, icon } from './dom.js';

const COPIED_MS = 2000;

/**
 * @param text gives what to copy when it is clicked
 * @param label for those who do not see where the button is
 */
export function copyButton(text, label = 'Copy') {
  const button = h('button', { class: 'quiet-button copy', type: 'button', 'aria-label': label }, icon('copy'), 'Copy');
  const show = (name, shown) => {
    button.replaceChildren(icon(name), shown);
    button.setAttribute('aria-label', shown === 'Copy' ? label : shown);
  };
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text());
      show('check', 'Copied');
    } catch {
      show('alert', 'The browser does not allow it');
    }
    setTimeout(() => show('copy', 'Copy'), COPIED_MS);
  });
  return button;
}
