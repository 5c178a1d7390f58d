// What can be done with the open conversation: rename it, and have it as a file.

import * as api from './api.js';
import { announce, byId } from './dom.js';
import { refuse } from './notices.js';

const GAP_PX = 4;

export class ConversationMenu {
  #conversations;
  #opener = byId('open-menu');
  #menu = byId('menu');
  #title = byId('title');
  #field = byId('rename-field');

  constructor(conversations) {
    this.#conversations = conversations;
    conversations.addEventListener('change', () => this.#draw());
    this.#menu.addEventListener('beforetoggle', ({ newState }) => {
      if (newState === 'open') {
        this.#place();
      }
    });
    this.#menu.addEventListener('click', ({ target }) => {
      if (target.closest('a, button')) {
        this.#menu.hidePopover();
      }
    });
    byId('rename').addEventListener('click', () => this.#edit());
    this.#field.addEventListener('keydown', (event) => this.#key(event));
    this.#field.addEventListener('blur', () => this.#end(true));
    this.#draw();
  }

  #draw() {
    const { selected } = this.#conversations;
    this.#opener.hidden = selected === null;
    if (selected !== null) {
      byId('export-markdown').href = api.exportUrl(selected, 'markdown');
      byId('export-json').href = api.exportUrl(selected, 'json');
    }
  }

  /** Below its button, in the page's coordinates: it lies over everything. */
  #place() {
    const { bottom, right } = this.#opener.getBoundingClientRect();
    this.#menu.style.top = `${bottom + GAP_PX}px`;
    this.#menu.style.right = `${document.documentElement.clientWidth - right}px`;
  }

  #edit() {
    this.#field.value = this.#conversations.title(this.#conversations.selected);
    this.#field.dataset.of = this.#conversations.selected;
    // It is still there for those who look for the heading.
    this.#title.classList.add('visually-hidden');
    this.#field.hidden = false;
    this.#field.focus();
    this.#field.select();
  }

  #key(event) {
    if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      this.#end(true);
      this.#opener.focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      this.#end(false);
      this.#opener.focus();
    }
  }

  async #end(keep) {
    if (this.#field.hidden) {
      return;
    }
    this.#field.hidden = true;
    this.#title.classList.remove('visually-hidden');
    const id = this.#field.dataset.of;
    const old = this.#conversations.title(id);
    const title = this.#field.value.trim();
    if (!keep || title === '' || title === old) {
      return;
    }
    this.#conversations.rename(id, title);
    try {
      this.#conversations.rename(id, await api.rename(id, title));
      announce('The conversation has its new title.');
    } catch (error) {
      this.#conversations.rename(id, old);
      refuse({ text: error.message });
    }
  }
}
