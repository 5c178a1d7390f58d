// The settings of how answers are written: who the model is told it is, and how tokens are drawn.

import { h } from './dom.js';

const MOST_TEMPERATURE = 1.5;
const TEMPERATURE_STEP = 0.1;
const LEAST_TOP_P = 0.05;
const TOP_P_STEP = 0.05;
const TOKENS_STEP = 32;
const SEED = /^-?\d{1,18}$/;
/** In this type rounding does not change which token is the most probable one. */
const EXACT = 'bit-exact';

/** The controls; `model` is null before it is known. */
export function answerSettings(settings, model) {
  return [
    model === null ? null : systemMessage(settings, model),
    model === null ? null : longestAnswer(settings, model),
    temperature(settings, model),
    topP(settings),
    seed(settings),
  ];
}

function systemMessage(settings, { systemMessage: usual }) {
  const known = usual !== null;
  const field = h('textarea', {
    id: 'systemMessage',
    rows: 3,
    disabled: !known,
    'aria-describedby': 'systemMessage-hint',
    oninput: () => keep(),
  });
  const reset = h('button', { class: 'quiet-button', type: 'button', onclick: () => restore() }, 'Reset');
  const keep = () => {
    settings.set('systemMessage', field.value === usual ? null : field.value);
    reset.hidden = settings.get('systemMessage') === null;
  };
  const restore = () => {
    field.value = usual;
    keep();
    field.focus();
  };
  if (known) {
    field.value = settings.get('systemMessage') ?? usual;
    reset.hidden = settings.get('systemMessage') === null;
  } else {
    reset.hidden = true;
  }
  const hint = known
    ? 'Tells the model who it is, before every question. Empty for nothing.'
    : 'This model was never trained to chat, so there is nobody to tell.';
  return row('systemMessage', 'System message', reset, field, hint);
}

function longestAnswer(settings, { answerTokens, mostAnswerTokens }) {
  return slider({
    id: 'maxTokens',
    label: 'Longest answer',
    min: Math.min(TOKENS_STEP, mostAnswerTokens),
    max: mostAnswerTokens,
    step: TOKENS_STEP,
    value: Math.min(mostAnswerTokens, settings.get('maxTokens') ?? answerTokens),
    shown: (value) => `${value.toLocaleString('en')} tokens`,
    hint: () => 'What does not fit is cut off. Longer answers leave less room for what was said before.',
    onchange: (value) => settings.set('maxTokens', value === answerTokens ? null : value),
  });
}

function temperature(settings, model) {
  const unless =
    (model?.exactness ?? EXACT) === EXACT ? '' : ', unless two are so close that rounding decides';
  return slider({
    id: 'temperature',
    label: 'Temperature',
    min: 0,
    max: MOST_TEMPERATURE,
    step: TEMPERATURE_STEP,
    value: settings.get('temperature'),
    shown: (value) => value.toFixed(1),
    hint: (value) =>
      value === 0
        ? `Always the most probable token: plain and speculative write the same text${unless}.`
        : 'Tokens are drawn by chance, so every answer differs.',
    onchange: (value) => settings.set('temperature', value),
  });
}

function topP(settings) {
  return slider({
    id: 'topP',
    label: 'Top-p',
    min: LEAST_TOP_P,
    max: 1,
    step: TOP_P_STEP,
    value: settings.get('topP') ?? 1,
    shown: (value) => value.toFixed(2),
    hint: (value) =>
      value === 1
        ? 'Every token may be drawn, however improbable.'
        : `Only the most probable tokens are drawn, those that together make up ${Math.round(value * 100)} %.`,
    onchange: (value) => settings.set('topP', value),
  });
}

function seed(settings) {
  const hint = h('span', { class: 'hint', id: 'seed-hint' });
  const field = h('input', {
    id: 'seed',
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'off',
    placeholder: 'by chance',
    value: settings.get('seed'),
    'aria-describedby': 'seed-hint',
    oninput: ({ target }) => draw(target.value.trim()),
  });
  const draw = (text) => {
    const fine = text === '' || SEED.test(text);
    field.setAttribute('aria-invalid', String(!fine));
    hint.textContent = fine
      ? 'With the same number, the same question gets the same answer. Empty: another one each time.'
      : 'A whole number, please.';
    if (fine) {
      settings.set('seed', text);
    }
  };
  draw(settings.get('seed'));
  return row('seed', 'Seed', null, field, hint);
}

function slider({ id, label, shown, hint, onchange, ...range }) {
  const output = h('output', { for: id });
  const text = h('span', { class: 'hint', id: `${id}-hint` });
  const draw = (value) => {
    output.textContent = shown(value);
    text.textContent = hint(value);
  };
  draw(range.value);
  const oninput = ({ target }) => {
    onchange(Number(target.value));
    draw(Number(target.value));
  };
  const input = h('input', { id, type: 'range', ...range, 'aria-describedby': `${id}-hint`, oninput });
  return row(id, label, output, input, text);
}

/** @param beside what stands at the end of the line with the label */
function row(id, label, beside, control, hint) {
  const text = typeof hint === 'string' ? h('span', { class: 'hint', id: `${id}-hint` }, hint) : hint;
  const name = h('label', { for: id }, label);
  return h('div', { class: 'answer-setting' }, h('div', { class: 'answer-setting-head' }, name, beside), control, text);
}
