// The dialog with the settings. What is changed there counts from the next question on.

import { answerSettings } from './answer-settings.js';
import { byId, h, icon } from './dom.js';
import { choices, chosen, profilePicture } from './profiles.js';

export class SettingsDialog {
  #settings;
  #dialog = byId('settings');
  #model = null;

  constructor(settings) {
    this.#settings = settings;
    byId('open-settings').addEventListener('click', () => this.open());
    byId('profile-button').addEventListener('click', () => this.open('skipProfile'));
    // A click beside it closes it; one inside has a target inside.
    this.#dialog.addEventListener('click', ({ target }) => {
      if (target === this.#dialog) {
        this.#dialog.close();
      }
    });
  }

  modelLoaded(model) {
    this.#model = model;
  }

  /** Opens it, at the control with that name if one is given. */
  open(name = null) {
    this.#dialog.replaceChildren(this.#content());
    this.#dialog.showModal();
    if (name !== null) {
      this.#dialog.querySelector(`[name="${name}"]:checked`)?.focus();
    }
  }

  #content() {
    return h(
      'div',
      { class: 'settings-content' },
      h(
        'div',
        { class: 'settings-head' },
        h('h2', { id: 'settings-title' }, 'Settings'),
        h(
          'button',
          { class: 'icon-button', 'aria-label': 'Close settings', onclick: () => this.#dialog.close() },
          icon('close'),
        ),
      ),
      this.#writing(),
      this.#decoding(),
      this.#model === null ? null : this.#profiles(),
      this.#look(),
    );
  }

  #decoding() {
    return h(
      'fieldset',
      { class: 'setting' },
      h('legend', {}, 'Decoding'),
      this.#radio(
        'speculative',
        true,
        'Speculative',
        'Drafts come from earlier text or from some of the layers. The full model checks each of them.',
      ),
      this.#radio('speculative', false, 'Plain', 'Every token by the full model, one after the other.'),
    );
  }

  #profiles() {
    const value = chosen(this.#model, this.#settings.get('skipProfile'));
    return h(
      'fieldset',
      { class: 'setting' },
      h('legend', {}, 'Skip profile'),
      h(
        'p',
        { class: 'hint cell-legend' },
        'What drafts leave out, layer by layer: ',
        h('span', { class: 'cell-key cell-key-run', 'aria-hidden': 'true' }),
        ' runs ',
        h('span', { class: 'cell-key cell-key-skipped', 'aria-hidden': 'true' }),
        ' is skipped. Checking always runs all.',
      ),
      ...choices(this.#model).map((choice) =>
        this.#option(
          { type: 'radio', name: 'skipProfile', value: choice.value, checked: choice.value === value },
          choice.title,
          choice.text,
          () => this.#settings.set('skipProfile', choice.value),
          profilePicture(choice.profile, this.#model.layers),
        ),
      ),
    );
  }

  #writing() {
    const demonstration = this.#model?.demonstration ?? false;
    return h(
      'fieldset',
      { class: 'setting' },
      h('legend', {}, 'Answers'),
      ...answerSettings(this.#settings, this.#model),
      this.#switch(
        'tools',
        'Tools',
        demonstration ? 'The demonstration model cannot use tools.' : 'The model may look up the current time.',
        demonstration,
      ),
      this.#switch('shading', 'Mark drafted tokens', 'Which tokens of an answer were drafted, and by whom.'),
    );
  }

  #look() {
    return h(
      'fieldset',
      { class: 'setting' },
      h('legend', {}, 'Colours'),
      h(
        'div',
        { class: 'segments' },
        ...['system', 'light', 'dark'].map((theme) =>
          h(
            'label',
            {},
            h('input', {
              type: 'radio',
              name: 'theme',
              value: theme,
              checked: this.#settings.get('theme') === theme,
              onchange: () => this.#settings.set('theme', theme),
            }),
            h('span', {}, { system: 'As the system', light: 'Light', dark: 'Dark' }[theme]),
          ),
        ),
      ),
    );
  }

  #radio(key, value, title, text) {
    const checked = this.#settings.get(key) === value;
    return this.#option({ type: 'radio', name: key, value, checked }, title, text, () =>
      this.#settings.set(key, value),
    );
  }

  #switch(key, title, text, disabled = false) {
    const props = { type: 'checkbox', role: 'switch', name: key, checked: this.#settings.get(key), disabled };
    return this.#option(props, title, text, ({ target }) => this.#settings.set(key, target.checked));
  }

  #option(props, title, text, onchange, picture = null) {
    const id = `setting-${props.name}-${props.value ?? 'on'}`.replace(/[^\w-]/g, '_');
    return h(
      'div',
      { class: 'option' },
      h('input', { ...props, id, 'aria-describedby': `${id}-text`, onchange }),
      h(
        'div',
        { class: 'option-text' },
        h('label', { for: id }, title),
        h('span', { class: 'hint', id: `${id}-text` }, text),
        picture,
      ),
    );
  }
}
