// What the browser keeps. Without storage (private windows of some browsers) everything works until the page is closed.

const PREFIX = 'ssd.';

export function read(key, otherwise) {
  try {
    const json = localStorage.getItem(PREFIX + key);
    return json === null ? otherwise : JSON.parse(json);
  } catch {
    return otherwise;
  }
}

export function write(key, value) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value));
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
