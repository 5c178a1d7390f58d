// The arrows between the versions of a question or an answer.

import { h, icon } from './dom.js';

/**
 * @param message has `id` and `versions`, the ids of all
 * @param what "question" or "answer"
 * @param show (id, step) shows a version; step says which arrow was used
 * @returns an array with the arrows, or with nothing where there is one version
 */
export function versionArrows(message, what, show) {
  const { id, versions } = message;
  if (!id || versions.length < 2) {
    return [];
  }
  const index = versions.indexOf(id);
  const arrow = (name, label, step) =>
    h(
      'button',
      {
        class: 'icon-button version-arrow',
        type: 'button',
        'aria-label': label,
        disabled: versions[index + step] === undefined,
        onclick: () => show(versions[index + step], step),
      },
      icon(name),
    );
  return [
    h(
      'div',
      { class: 'versions when-idle', role: 'group', 'aria-label': `Versions of this ${what}` },
      arrow('left', `Previous version of this ${what}`, -1),
      h(
        'span',
        { class: 'version-count' },
        h('span', { class: 'visually-hidden' }, 'Version '),
        `${index + 1} / ${versions.length}`,
      ),
      arrow('right', `Next version of this ${what}`, 1),
    ),
  ];
}
