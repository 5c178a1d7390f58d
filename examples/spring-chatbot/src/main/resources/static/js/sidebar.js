// The list of conversations.

import * as api from './api.js';
import { byId, h, icon } from './dom.js';
import { undoable } from './notices.js';
import { ConversationSearch } from './search.js';

export class Sidebar {
  #conversations;
  #chat;
  #drawer;
  #list = byId('conversation-list');
  #search;

  constructor(conversations, chat, drawer, onNew) {
    this.#conversations = conversations;
    this.#chat = chat;
    this.#drawer = drawer;
    byId('new-conversation').addEventListener('click', () => {
      drawer.close();
      onNew();
    });
    this.#search = new ConversationSearch(conversations);
    this.#search.addEventListener('change', () => this.#draw());
    conversations.addEventListener('change', () => this.#draw());
    chat.addEventListener('busy', () => this.#draw());
    this.#draw();
  }

  #draw() {
    const focused = this.#focused();
    const all = this.#conversations.all();
    const entries = all.filter((entry) => this.#search.shows(entry));
    byId('search-row').hidden = all.length < 2 && !this.#search.active;
    byId('no-conversations').hidden = entries.length > 0;
    byId('no-conversations').textContent = this.#search.active
      ? `Nothing is found for “${this.#search.text}”.`
      : 'Your conversations will be listed here.';
    this.#list.replaceChildren(...entries.map((entry) => this.#entry(entry)));
    const { selected } = this.#conversations;
    const title = selected === null ? 'New conversation' : this.#conversations.title(selected);
    byId('title').textContent = title;
    document.title = selected === null ? 'SSD chat' : `${title} · SSD chat`;
    if (focused !== null) {
      this.#list.querySelector(`[data-id="${focused.id}"] ${focused.part}`)?.focus();
    }
  }

  /** Where the focus is in the list, which is drawn anew as a whole. */
  #focused() {
    const element = document.activeElement;
    const entry = element?.closest?.('#conversation-list [data-id]');
    return entry ? { id: entry.dataset.id, part: `.${element.classList[0]}` } : null;
  }

  #entry({ id, title }) {
    const current = id === this.#conversations.selected;
    const running = this.#chat.isRunning(id);
    return h(
      'li',
      { 'data-id': id, class: current ? 'entry current' : 'entry' },
      h(
        'button',
        { class: 'entry-open', 'aria-current': current ? 'true' : null, title, onclick: () => this.#open(id) },
        h(
          'span',
          { class: 'entry-text' },
          h('span', { class: 'entry-title' }, title),
          this.#search.excerpt(id) === '' ? null : h('span', { class: 'entry-excerpt' }, this.#search.excerpt(id)),
        ),
        running
          ? h('span', { class: 'entry-running' }, h('span', { class: 'visually-hidden' }, ', is being answered'))
          : null,
      ),
      h(
        'button',
        { class: 'entry-delete icon-button', 'aria-label': `Delete “${title}”`, onclick: () => this.#delete(id) },
        icon('trash'),
      ),
    );
  }

  #open(id) {
    this.#drawer.close();
    if (id !== this.#conversations.selected) {
      this.#chat.select(id);
    }
  }

  #delete(id) {
    const title = this.#conversations.title(id);
    const wasOpen = id === this.#conversations.selected;
    const removed = this.#conversations.remove(id);
    const next = this.#conversations.all()[Math.min(removed.index, this.#conversations.all().length - 1)];
    if (wasOpen) {
      this.#chat.select(null);
    }
    const focus = next ? this.#list.querySelector(`[data-id="${next.id}"] .entry-delete`) : byId('new-conversation');
    focus?.focus();
    const undo = () => {
      this.#conversations.putBack(removed);
      if (wasOpen) {
        this.#chat.select(id);
      }
      this.#list.querySelector(`[data-id="${id}"] .entry-open`)?.focus();
    };
    undoable(`“${title}” is deleted.`, undo, () => api.deleteConversation(id).catch(() => {}));
  }
}
