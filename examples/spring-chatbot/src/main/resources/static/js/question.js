// How a question is drawn, and edited.

import { h, icon } from './dom.js';
import { versionArrows } from './versions.js';

const MOST_HEIGHT_PX = 320;

export class QuestionView {
  #question;
  #actions;

  /**
   * @param question a message of a conversation; the view reads it again whenever it is told to
   * @param actions {edit(question, text), show(id, step)}: what the buttons do
   */
  constructor(question, actions) {
    this.#question = question;
    this.#actions = actions;
    this.element = h('li', { class: 'message question' });
    this.draw();
  }

  /** Draws all of it anew. */
  draw() {
    this.element.classList.remove('edited');
    this.element.replaceChildren(
      h('h2', { class: 'visually-hidden' }, 'You'),
      h('p', { class: 'question-text' }, this.#question.text),
      h(
        'div',
        { class: 'question-foot' },
        ...versionArrows(this.#question, 'question', this.#actions.show),
        ...(this.#question.id ? [this.#editButton()] : []),
      ),
    );
  }

  #editButton() {
    return h(
      'button',
      {
        class: 'icon-button edit when-idle',
        'aria-label': 'Edit this question',
        title: 'Edit this question; this version is kept',
        onclick: () => this.#edit(),
      },
      icon('pencil'),
    );
  }

  #edit() {
    const field = h('textarea', { class: 'edit-field', 'aria-label': 'Edited question', rows: 1 });
    field.value = this.#question.text;
    const ask = h('button', { class: 'button primary', type: 'submit' }, 'Ask');
    const form = h(
      'form',
      { class: 'edit-form' },
      field,
      h(
        'div',
        { class: 'edit-buttons' },
        h('button', { class: 'button', type: 'button', onclick: () => this.#leave() }, 'Cancel'),
        ask,
      ),
    );
    const fit = () => {
      field.style.height = 'auto';
      field.style.height = `${Math.min(MOST_HEIGHT_PX, field.scrollHeight + 2)}px`;
      ask.disabled = field.value.trim() === '';
    };
    field.addEventListener('input', fit);
    field.addEventListener('keydown', (event) => this.#key(event, form));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (field.value.trim() !== '') {
        this.#actions.edit(this.#question, field.value);
      }
    });
    this.element.classList.add('edited');
    this.element.replaceChildren(h('h2', { class: 'visually-hidden' }, 'You'), form);
    fit();
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  #key(event, form) {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === 'Escape') {
      // Not meant for the answer that is perhaps being written.
      event.preventDefault();
      this.#leave();
    }
  }

  #leave() {
    this.draw();
    this.element.querySelector('.edit')?.focus();
  }
}
