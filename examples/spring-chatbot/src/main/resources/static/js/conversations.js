// The list of conversations that this browser knows: [{id, title}], the newest first, and which one is open.

import { onOtherWindow, read, write } from './storage.js';

const AT_ONCE = 4;

/** Dispatches "change" when the list or the selection has changed. */
export class Conversations extends EventTarget {
  #list = read('conversations', []);
  #selected = read('selected', null);

  constructor() {
    super();
    if (!this.has(this.#selected)) {
      this.#selected = null;
    }
    onOtherWindow('conversations', () => {
      this.#list = read('conversations', []);
      this.#changed();
    });
  }

  all() {
    return this.#list;
  }

  /** Id of the open one; null for one that has not begun. */
  get selected() {
    return this.#selected;
  }

  has(id) {
    return this.#list.some((entry) => entry.id === id);
  }

  title(id) {
    return this.#list.find((entry) => entry.id === id)?.title ?? null;
  }

  select(id) {
    this.#selected = id;
    write('selected', id);
    this.#changed();
  }

  add(id, title) {
    this.#keep([{ id, title }, ...read('conversations', [])]);
  }

  rename(id, title) {
    if (this.title(id) !== title) {
      this.#keep(this.#list.map((entry) => (entry.id === id ? { id, title } : entry)));
    }
  }

  /** Takes it off the list; returns what `putBack` needs. */
  remove(id) {
    const index = this.#list.findIndex((entry) => entry.id === id);
    const removed = { index, entry: this.#list[index] };
    if (this.#selected === id) {
      this.#selected = null;
      write('selected', null);
    }
    this.#keep(this.#list.filter((entry) => entry.id !== id));
    return removed;
  }

  putBack({ index, entry }) {
    this.#keep(this.#list.toSpliced(index, 0, entry));
  }

  /** Drops those for which `known(id)` resolves to false; resolves to their titles. */
  async dropUnknown(known) {
    const waiting = [...this.#list];
    const gone = [];
    const worker = async () => {
      while (waiting.length > 0) {
        const entry = waiting.shift();
        if (!(await known(entry.id))) {
          gone.push(entry.title);
          this.remove(entry.id);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return gone;
  }

  #keep(list) {
    this.#list = list;
    write('conversations', list);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
