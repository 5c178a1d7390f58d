// The field for questions and what stands under it.

import { byId } from './dom.js';
import { profileLabel } from './profiles.js';
import { WINDOW, read, write } from './storage.js';

const MOST_HEIGHT_PX = 220;
/** A question half written survives a reload of its window. */
const DRAFT = 'draft';

export class Composer {
  #chat;
  #settings;
  #field = byId('question');
  #send = byId('send');
  #stop = byId('stop');
  #profile = byId('profile-button');
  #model = null;

  /** @param onAsk called with a question */
  constructor(chat, settings, onAsk) {
    this.#chat = chat;
    this.#settings = settings;
    byId('composer').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit(onAsk);
    });
    this.#field.addEventListener('keydown', (event) => {
      // Enter also ends the composition of a character; then it is not meant for us.
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#submit(onAsk);
      }
    });
    this.#field.addEventListener('input', () => this.#edited());
    this.#stop.addEventListener('click', () => {
      chat.stop();
      this.focus();
    });
    byId('decoding').addEventListener('change', ({ target }) => {
      settings.set('speculative', target.value === 'speculative');
    });
    chat.addEventListener('busy', () => this.#drawBusy());
    settings.addEventListener('change', () => this.#drawSettings());
    this.#field.value = read(DRAFT, '', WINDOW);
    this.#edited();
    this.#drawSettings();
  }

  /** What is shown of the profile depends on the model. */
  modelLoaded(model) {
    this.#model = model;
    this.#drawSettings();
  }

  focus() {
    this.#field.focus();
  }

  /** Puts a text back that was not taken, unless something else has been typed. */
  restore(text) {
    if (this.#field.value.trim() === '') {
      this.#field.value = text;
      this.#edited();
    }
  }

  /** Empties the field if it still holds that text. */
  clear(text) {
    if (this.#field.value === text) {
      this.#field.value = '';
      this.#edited();
    }
  }

  #submit(onAsk) {
    const text = this.#field.value;
    if (text.trim() !== '' && !this.#chat.answering) {
      this.clear(text);
      onAsk(text);
    }
  }

  #edited() {
    this.#field.style.height = 'auto';
    this.#field.style.height = `${Math.min(MOST_HEIGHT_PX, this.#field.scrollHeight)}px`;
    write(DRAFT, this.#field.value, WINDOW);
    this.#drawBusy();
  }

  #drawBusy() {
    const { answering } = this.#chat;
    const focused = document.activeElement;
    const [shown, hidden] = answering ? [this.#stop, this.#send] : [this.#send, this.#stop];
    shown.hidden = false;
    hidden.hidden = true;
    if (focused === hidden) {
      this.focus();
    }
    this.#send.disabled = this.#field.value.trim() === '';
  }

  #drawSettings() {
    const speculative = this.#settings.get('speculative');
    byId('decoding')
      .querySelectorAll('input')
      .forEach((input) => {
        input.checked = (input.value === 'speculative') === speculative;
      });
    byId('legend').hidden = !this.#settings.get('shading');
    this.#profile.hidden = !speculative || this.#model === null;
    if (this.#model !== null) {
      const label = profileLabel(this.#model, this.#settings.get('skipProfile'));
      this.#profile.textContent = label;
      this.#profile.setAttribute('aria-label', `Skip profile: ${label}. Change it in the settings`);
    }
  }
}
