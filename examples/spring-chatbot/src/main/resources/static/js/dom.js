// Small helpers to build and find elements.

const SVG = 'http://www.w3.org/2000/svg';
const ICONS = new URL('../icons.svg', import.meta.url).pathname;

/** The element with that id. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * A new element. Keys of `props` that start with "on" are listeners, others attributes; false, null and undefined are
 * left out. Text never becomes markup.
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function svg(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** An icon of icons.svg; it says nothing to a screen reader. */
export function icon(name) {
  const use = svg('use', { href: `${ICONS}#${name}` });
  return svg('svg', { class: 'icon', 'aria-hidden': 'true' }, use);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Says something to screen readers, politely. */
export function announce(text) {
  const announcer = byId('announcer');
  announcer.textContent = '';
  // A change is only heard if the region was seen without it.
  setTimeout(() => {
    announcer.textContent = text;
  }, 50);
}
