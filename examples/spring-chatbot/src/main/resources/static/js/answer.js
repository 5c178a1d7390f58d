// How one answer is drawn: while it grows, and when it has ended.

import { colourCode, frameCode } from './code.js';
import { copyButton } from './copy.js';
import { h, icon } from './dom.js';
import { formatted } from './markdown.js';
import { markedPiece, markFragment } from './marks.js';
import { averageRate, count, enoughDrafts, percent, rate, seconds } from './measure.js';
import { versionArrows } from './versions.js';

const ENDINGS = {
  length: 'Cut off: this is as long as an answer may be. Ask it to go on.',
  stopped: 'Stopped. What is written stays in the conversation.',
};

const EMPTY_ENDINGS = {
  complete: 'The model had nothing to say.',
  length: 'The model had nothing to say.',
  stopped: 'Stopped before anything was written.',
};

const ADVICE = {
  'prompt-too-long': 'Ask something shorter, or begin a new conversation.',
  'queue-full': 'Try again in a few seconds.',
  timeout: 'The server is busy. Try again, or ask for a shorter answer.',
  disconnected: 'Look whether the server still runs, then ask again.',
  failed: 'Ask again. If it fails again, the reason is in the server’s log.',
};

export class AnswerView {
  #answer;
  #actions;
  #shown = 0;
  #marked;
  #body = h('div', { class: 'answer-body' });
  #status = h('p', { class: 'answer-status' });
  #tools = h('div', { class: 'answer-tools' });
  #foot = h('div', { class: 'answer-foot' });

  /**
   * @param answer a message of a conversation; the view reads it again whenever it is told to
   * @param marked whether drafted tokens are marked
   * @param actions {again(answer), figures(answer), show(id, step)}: what the buttons do
   */
  constructor(answer, marked, actions) {
    this.#answer = answer;
    this.#marked = marked;
    this.#actions = actions;
    this.element = h(
      'li',
      { class: 'message answer' },
      h('h2', { class: 'visually-hidden' }, 'Answer'),
      this.#tools,
      this.#body,
      this.#status,
      this.#foot,
    );
    this.draw();
  }

  /** Marks drafted tokens, or does no longer. */
  mark(marked) {
    this.#marked = marked;
    this.draw();
  }

  /** Draws all of it anew. */
  draw() {
    const ended = this.#answer.outcome !== null;
    this.element.setAttribute('aria-busy', String(!ended));
    this.element.classList.toggle('growing', !ended);
    this.#body.replaceChildren();
    this.#shown = 0;
    this.#body.classList.toggle('prose', ended);
    this.#body.classList.toggle('marked', this.#marked);
    if (ended) {
      this.#body.append(this.#formatted());
    } else {
      this.#appendPieces();
    }
    this.#drawRest();
  }

  /** Draws what came since. */
  grow() {
    this.#appendPieces();
    this.#drawRest();
  }

  #formatted() {
    const fragment = formatted(this.#answer.text);
    colourCode(fragment);
    if (this.#marked) {
      markFragment(fragment, this.#answer.pieces);
    }
    frameCode(fragment);
    return fragment;
  }

  #appendPieces() {
    const { pieces } = this.#answer;
    const fresh = pieces.slice(this.#shown);
    this.#body.append(...(this.#marked ? fresh.flatMap(markedPiece) : fresh.map(({ text }) => text)));
    this.#shown = pieces.length;
  }

  #drawRest() {
    const { outcome, tools, pieces } = this.#answer;
    this.#tools.append(...tools.slice(this.#tools.children.length).map(toolView));
    if (outcome === null) {
      this.#status.className = 'answer-status waiting';
      this.#status.textContent = pieces.length > 0 ? '' : waitingText(this.#answer);
      this.#foot.replaceChildren();
    } else {
      this.#drawEnding();
    }
    this.#status.hidden = this.#status.textContent === '';
  }

  #drawEnding() {
    const { outcome, error, code, text } = this.#answer;
    const failed = outcome === 'failed';
    this.#status.className = failed ? 'answer-status failed' : 'answer-status';
    if (failed) {
      this.#status.textContent = `${error} ${ADVICE[code] ?? ADVICE.failed}`;
    } else {
      this.#status.textContent = (text.trim() === '' ? EMPTY_ENDINGS : ENDINGS)[outcome] ?? '';
    }
    this.#foot.replaceChildren(
      ...versionArrows(this.#answer, 'answer', this.#actions.show),
      actionButton('again', failed ? 'Ask again' : 'Again', () => this.#actions.again(this.#answer), {
        class: 'quiet-button regenerate when-idle',
        title: 'Answer this question once more; this answer is kept',
      }),
      ...(text === '' ? [] : [copyButton(() => this.#answer.text, 'Copy this answer')]),
      ...this.#summary(),
    );
  }

  #summary() {
    const text = summaryOf(this.#answer);
    return text === null
      ? []
      : [
          h(
            'button',
            {
              class: 'quiet-button summary',
              'aria-label': `Figures: ${text}`,
              onclick: () => this.#actions.figures(this.#answer),
            },
            text,
          ),
        ];
  }
}

function toolView({ name, arguments: given, result }) {
  return h(
    'details',
    { class: 'tool' },
    h('summary', {}, icon('tool'), `Used ${name}`, h('span', { class: 'tool-result' }, result)),
    h('dl', {}, h('dt', {}, 'Asked with'), h('dd', {}, given || '{}'), h('dt', {}, 'Result'), h('dd', {}, result)),
  );
}

function waitingText({ ahead, held }) {
  // The one that is next waits for one answer to end.
  const before = ahead - 1;
  if (before > 0) {
    return `Waiting for a place: ${before === 1 ? 'one question is' : `${before} questions are`} ahead of yours`;
  }
  if (before === 0) {
    return 'Waiting for a place: yours is the next question';
  }
  return held ? 'Waiting for room beside other answers' : 'Reading the question';
}

function summaryOf({ figures, pieces, outcome }) {
  if (figures) {
    return [
      figures.speculative ? 'speculative' : 'plain',
      `${rate(figures.tokensPerSecond)} tokens/s`,
      ...(enoughDrafts(figures) ? [`${percent(figures.acceptanceRate)} of the drafts accepted`] : []),
      `first token after ${seconds(figures.timeToFirstTokenMs)}`,
    ].join(' · ');
  }
  if (outcome !== 'stopped' || pieces.length === 0) {
    return null;
  }
  const speed = averageRate(pieces);
  return [`${count(pieces.length)} tokens`, ...(speed === null ? [] : [`${rate(speed)} tokens/s`])].join(' · ');
}

function actionButton(name, label, onclick, props = { class: 'quiet-button' }) {
  return h('button', { ...props, onclick }, icon(name), label);
}
