// Looks for conversations: by their titles at once, and by what was said in them when the server has looked.

import * as api from './api.js';
import { byId } from './dom.js';

const WAIT_MS = 200;

/** Dispatches "change" when what is found has changed. */
export class ConversationSearch extends EventTarget {
  #conversations;
  #field = byId('search');
  /** Excerpts by id; null before the server has answered. */
  #found = null;
  #timer = null;
  #asked = 0;

  constructor(conversations) {
    super();
    this.#conversations = conversations;
    this.#field.addEventListener('input', () => this.#edited());
    this.#field.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.#field.value !== '') {
        event.preventDefault();
        this.#field.value = '';
        this.#edited();
      }
    });
  }

  get active() {
    return this.text !== '';
  }

  get text() {
    return this.#field.value.trim();
  }

  /** Whether a conversation is to be listed. */
  shows({ id, title }) {
    return !this.active || (this.#found?.has(id) ?? false) || title.toLowerCase().includes(this.text.toLowerCase());
  }

  /** Where the text was found in a conversation; empty if that is the title, or nothing is looked for. */
  excerpt(id) {
    return this.active ? (this.#found?.get(id) ?? '') : '';
  }

  #edited() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#found = null;
    if (this.active) {
      const asked = this.#asked;
      this.#timer = setTimeout(() => this.#ask(asked), WAIT_MS);
    }
    this.dispatchEvent(new Event('change'));
  }

  async #ask(asked) {
    const ids = this.#conversations.all().map(({ id }) => id);
    try {
      const found = await api.search(ids, this.text);
      if (asked === this.#asked) {
        this.#found = new Map(found.map(({ id, excerpt }) => [id, excerpt]));
        this.dispatchEvent(new Event('change'));
      }
    } catch {
      // The titles are still looked through.
    }
  }
}
