// The two columns beside the conversation, which slide over it where there is no room for them.

import { byId } from './dom.js';

const FOCUSABLE = 'button:not([hidden]), a[href], input';

/**
 * @param narrow media query under which the column is a drawer
 * @returns {open, close}
 */
export function drawer(id, narrow) {
  const panel = byId(id);
  const opener = byId(`open-${id}`);
  const backdrop = byId('backdrop');
  const query = matchMedia(narrow);
  let open = false;

  const draw = () => {
    const over = query.matches && open;
    panel.classList.toggle('open', over);
    panel.inert = query.matches && !open;
    opener.setAttribute('aria-expanded', String(over));
    // The rest cannot be reached behind an open drawer.
    document.querySelector('.centre').inert = document.querySelector('.drawer.open') !== null;
    backdrop.hidden = document.querySelector('.drawer.open') === null;
  };
  const set = (value) => {
    const wasOver = query.matches && open;
    open = value;
    draw();
    if (query.matches && open) {
      panel.querySelector(FOCUSABLE)?.focus();
    } else if (wasOver) {
      opener.focus();
    }
  };

  query.addEventListener('change', () => {
    open = false;
    draw();
  });
  opener.addEventListener('click', () => set(true));
  byId(`close-${id}`).addEventListener('click', () => set(false));
  backdrop.addEventListener('click', () => set(false));
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && query.matches && open) {
      event.preventDefault();
      set(false);
    }
  });
  draw();
  return { open: () => set(true), close: () => set(false) };
}
