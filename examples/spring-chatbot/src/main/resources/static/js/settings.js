// What the user has chosen, kept in the browser.

import { read, write } from './storage.js';

const DEFAULTS = {
  /** Whether drafts are made. */
  speculative: true,
  /** "auto", "none" or a profile's name; null: what the server is configured with. */
  skipProfile: null,
  tools: false,
  /** 0 takes the most probable token each time. */
  temperature: 0.7,
  /** Tells the model who it is; null: what the server is configured with. */
  systemMessage: null,
  /** How many tokens an answer may have; null: what the server is configured with. */
  maxTokens: null,
  /** 1 leaves every token. */
  topP: 1,
  /** A number as a text; empty for another one each time. */
  seed: '',
  /** Whether drafted tokens are marked. */
  shading: true,
  /** "system", "light" or "dark". */
  theme: 'system',
};

/** Dispatches "change" when a setting has changed. */
export class Settings extends EventTarget {
  #values;

  constructor() {
    super();
    const kept = read('settings', {});
    this.#values = { ...DEFAULTS };
    for (const [key, value] of Object.entries(kept)) {
      if (key in DEFAULTS && (DEFAULTS[key] === null || typeof value === typeof DEFAULTS[key])) {
        this.#values[key] = value;
      }
    }
  }

  get(key) {
    return this.#values[key];
  }

  set(key, value) {
    if (this.#values[key] !== value) {
      this.#values[key] = value;
      write('settings', this.#values);
      this.dispatchEvent(new CustomEvent('change', { detail: key }));
    }
  }

  /** Forgets a profile that the loaded model does not have, and tools that it cannot use. */
  fitTo(model) {
    const profile = this.get('skipProfile');
    if (profile !== null && profile !== 'auto' && !model.skipProfiles.some(({ name }) => name === profile)) {
      this.set('skipProfile', null);
    }
    if (this.get('maxTokens') > model.mostAnswerTokens) {
      this.set('maxTokens', null);
    }
    if (model.demonstration) {
      this.set('tools', false);
    }
  }

  /** The options of a question. */
  options() {
    const options = { speculative: this.get('speculative'), temperature: this.get('temperature') };
    for (const key of ['skipProfile', 'systemMessage', 'maxTokens']) {
      if (this.get(key) !== null) {
        options[key] = this.get(key);
      }
    }
    if (this.get('topP') < 1) {
      options.topP = this.get('topP');
    }
    if (this.get('seed') !== '') {
      // As a text: numbers of JavaScript hold 53 bits only.
      options.seed = this.get('seed');
    }
    if (this.get('tools')) {
      options.tools = true;
    }
    return options;
  }
}
