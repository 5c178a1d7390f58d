// Notes above the conversation, refusals under it, and short notices with an undo.

import { byId, h, icon } from './dom.js';

const TOAST_MS = 10_000;

/** A note above the conversation that can be put away. Notes are read out as they come. */
export function note(text) {
  const element = h('div', { class: 'note', role: 'status' }, h('p', {}, text));
  element.append(
    h(
      'button',
      { class: 'icon-button', 'aria-label': 'Put this note away', onclick: () => element.remove() },
      icon('close'),
    ),
  );
  byId('notes').append(element);
}

/** Says under the conversation why something was not done; replaces what was said before. */
export function refuse({ text, retry = null }) {
  const button = retry === null ? null : h('button', { class: 'button', onclick: retry }, icon('again'), 'Try again');
  const box = h('div', { class: 'refusal-box', role: 'alert' }, icon('alert'), h('p', {}, text), button);
  byId('refusal').replaceChildren(box);
  box.scrollIntoView({ block: 'nearest' });
}

export function clearRefusal() {
  byId('refusal').replaceChildren();
}

/**
 * A notice with an undo. `done` runs when it goes without having been undone: after some seconds in which neither the
 * pointer nor the focus is on it, or when the page is left.
 */
export function undoable(text, undo, done) {
  let timer = null;
  const close = (action) => {
    clearTimeout(timer);
    removeEventListener('pagehide', leave);
    element.remove();
    action();
  };
  const leave = () => close(done);
  const start = () => {
    clearTimeout(timer);
    timer = setTimeout(() => close(done), TOAST_MS);
  };
  const hold = () => clearTimeout(timer);
  const element = h(
    'div',
    { class: 'toast', role: 'status', onmouseenter: hold, onmouseleave: start, onfocusin: hold, onfocusout: start },
    h('p', {}, text),
    h('button', { class: 'button', onclick: () => close(undo) }, 'Undo'),
  );
  byId('toasts').append(element);
  addEventListener('pagehide', leave);
  start();
}
