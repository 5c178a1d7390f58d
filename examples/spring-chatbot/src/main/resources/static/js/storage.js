// What the browser keeps. Without storage (private windows of some browsers) everything works until the page is closed.

const PREFIX = 'ssd.';

/** Names of the storages: what all windows of the browser share, and what is one window's. */
export const BROWSER = 'localStorage';
export const WINDOW = 'sessionStorage';

export function read(key, otherwise, storage = BROWSER) {
  try {
    const json = globalThis[storage].getItem(PREFIX + key);
    return json === null ? otherwise : JSON.parse(json);
  } catch {
    return otherwise;
  }
}

export function write(key, value, storage = BROWSER) {
  try {
    globalThis[storage].setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Full or forbidden: nothing that the user could do about it now.
  }
}

/** Calls back when another window has written that key. */
export function onOtherWindow(key, callback) {
  addEventListener('storage', (event) => {
    if (event.key === PREFIX + key) {
      callback();
    }
  });
}
