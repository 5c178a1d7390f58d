// The column with the figures of one answer, and plain against speculative.

import { Chart } from './chart.js';
import { byId, h, icon } from './dom.js';
import { labelOf, markClass } from './drafters.js';
import { NOTHING, count, course, enoughDrafts, factor, liveFigures, milliseconds, percent, rate, seconds } from './measure.js';

/** Redrawn at most so often; reading faster is not possible. */
const REDRAW_MS = 120;
/** Fewer drafts than this share of the tokens need a word. */
const FEW = 0.5;

export class FiguresPanel {
  #comparison;
  #settings;
  #answer = null;
  #drawn = 0;
  #timer = null;
  #headline = h('p', { class: 'headline' });
  #caption = h('p', { class: 'hint' });
  #list = h('dl', { class: 'figure-list marked' });
  #plot = h('div', { class: 'plot', role: 'img', 'aria-label': 'Tokens per second along the answer: nothing yet.' });
  #plotKey = h('p', { class: 'hint plot-key' });
  #nothing = h(
    'p',
    { class: 'hint' },
    'How fast it came, and how much of it was drafted, stands here once there is one.',
  );
  #something = h('div', {}, this.#headline, this.#caption, this.#plot, this.#plotKey, this.#list);
  #versus = h('div', { class: 'versus' });
  #chart;

  constructor(comparison, settings) {
    this.#comparison = comparison;
    this.#settings = settings;
    byId('figures-body').append(
      section('This answer', this.#nothing, this.#something),
      section('Plain and speculative', this.#versus),
    );
    this.#chart = new Chart(this.#plot);
    comparison.addEventListener('change', () => this.#drawSoon());
    settings.addEventListener('change', ({ detail }) => {
      if (detail === 'theme') {
        // Once the page has the new colours.
        setTimeout(() => this.#chart.recolour());
      }
    });
    this.drawNow();
  }

  /** Shows the figures of that answer; null shows none. */
  show(answer) {
    this.#answer = answer;
    this.drawNow();
  }

  /** The answer has grown or ended. */
  update(answer) {
    if (answer === this.#answer) {
      this.#drawSoon();
    }
  }

  #drawSoon() {
    if (this.#timer === null) {
      const wait = Math.max(0, REDRAW_MS - (performance.now() - this.#drawn));
      this.#timer = setTimeout(() => this.drawNow(), wait);
    }
  }

  /** Redraws without waiting. */
  drawNow() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#drawn = performance.now();
    this.#drawAnswer();
    this.#drawVersus();
  }

  #drawAnswer() {
    const answer = this.#answer;
    this.#nothing.hidden = answer !== null;
    this.#something.hidden = answer === null;
    if (answer === null) {
      return;
    }
    const figures = { ...liveFigures(answer), ...answer.figures };
    this.#headline.replaceChildren(h('span', { class: 'headline-number' }, rate(figures.tokensPerSecond)), ' tokens/s');
    this.#caption.textContent = captionOf(answer);
    const rows = [
      acceptedRow(figures),
      ...(figures.drafters ?? []).filter(({ draftedTokens }) => draftedTokens > 0).map(drafterRow),
      ['Tokens per pass', factor(figures.tokensPerRound), 'of the full model'],
      ['First token', seconds(figures.timeToFirstTokenMs), ''],
      ['Prompt reused', count(figures.reusedPromptTokens), ofTokens(figures.promptTokens)],
      ['Answer', count(figures.generatedTokens), figures.generatedTokens === 1 ? 'token' : 'tokens'],
      ['Drafted text', percent(figures.draftedShare), 'of the tokens'],
    ];
    this.#list.replaceChildren(...rows.map(figureRow));
    this.#drawChart(answer);
  }

  #drawChart(answer) {
    const speculative = answer.figures?.speculative ?? answer.options?.speculative ?? true;
    const other = this.#comparison.counterpart(speculative);
    const compared = other !== null && this.#isCompared(answer);
    this.#chart.show(course(answer.pieces), compared ? course(other.answer.pieces) : []);
    this.#plotKey.textContent = compared
      ? `Tokens/s along the answer; dashed: ${speculative ? 'plain' : 'speculative'}`
      : 'Tokens/s along the answer';
  }

  #isCompared(answer) {
    return [this.#comparison.plain?.answer, this.#comparison.speculative?.answer].includes(answer);
  }

  #drawVersus() {
    const { plain, speculative, running } = this.#comparison;
    const most = Math.max(plain?.rate ?? 0, speculative?.rate ?? 0, 1);
    const focused = this.#versus.contains(document.activeElement);
    this.#versus.replaceChildren(
      bar('Plain', plain, most, running?.speculative === false ? running.answer : null),
      bar('Speculative', speculative, most, running?.speculative === true ? running.answer : null),
      h('p', { class: 'verdict' }, verdict(this.#comparison)),
      ...this.#otherWay(),
    );
    if (focused) {
      this.#versus.querySelector('button')?.focus();
    }
  }

  #otherWay() {
    if (this.#comparison.running !== null) {
      return [
        h('button', { class: 'button wide', onclick: () => this.#comparison.stop() }, icon('stop'), 'Stop comparing'),
      ];
    }
    const entry = this.#entryToCompare();
    if (entry === null) {
      return [];
    }
    const label = entry.speculative ? 'Ask it plainly too' : 'Ask it speculatively too';
    const ask = () => this.#comparison.askOtherWay(entry, this.#options(entry));
    return [h('button', { id: 'other-way', class: 'button wide', onclick: ask }, icon('compare'), label)];
  }

  /** The one that the other mode could be measured against: asked with nothing before it, and not compared yet. */
  #entryToCompare() {
    const { plain, speculative, sameQuestion } = this.#comparison;
    const entry = [plain, speculative].find((each) => each?.answer === this.#answer) ?? null;
    return entry !== null && entry.first && !sameQuestion ? entry : null;
  }

  #options(entry) {
    // With its seed, the same tokens are drawn.
    return { ...this.#settings.options(), ...entry.answer.options, seed: entry.answer.figures?.seed };
  }
}

function section(title, ...content) {
  return h('section', { class: 'figure-section' }, h('h2', {}, title), ...content);
}

function figureRow([name, value, text]) {
  return h(
    'div',
    {},
    h('dt', {}, name),
    h('dd', {}, h('span', { class: 'number' }, value), value === NOTHING ? '' : ` ${text}`),
  );
}

/** The drafter's mark stands beside its name, so that the row explains the marks too. */
function drafterRow({ name, draftedTokens, acceptedTokens, timeMs }) {
  const label = h('span', { class: markClass(name), title: name }, labelOf(name));
  return [
    label,
    ...accepted({ acceptedTokens, draftedTokens }, acceptedTokens / draftedTokens, `, ${milliseconds(timeMs)}`),
  ];
}

function captionOf(answer) {
  if (answer.figures) {
    const { speculative, skipProfile, draftedTokens, generatedTokens } = answer.figures;
    if (!speculative) {
      return 'Plain';
    }
    const rare = draftedTokens < FEW * generatedTokens;
    const why = rare ? ' Few drafts: the engine makes them only where that saves time.' : '';
    return `Speculative, skip profile ${skipProfile}.${why}`;
  }
  return { stopped: 'Stopped', failed: 'Failed' }[answer.outcome] ?? 'Is being written';
}

function acceptedRow(figures) {
  return figures.draftedTokens > 0
    ? ['Drafts accepted', ...accepted(figures, figures.acceptanceRate, '')]
    : ['Drafts', figures.draftedTokens === 0 ? 'none' : NOTHING, figures.speculative ? 'saved time here' : ''];
}

/** The share, and how many of how many; of few, the share would be chance. */
function accepted(figures, share, rest) {
  const { acceptedTokens, draftedTokens } = figures;
  return enoughDrafts(figures)
    ? [percent(share), `${count(acceptedTokens)} of ${count(draftedTokens)}${rest}`]
    : [count(acceptedTokens), `of ${count(draftedTokens)}${rest}`];
}

function ofTokens(tokens) {
  return tokens === undefined ? '' : `of ${count(tokens)} tokens`;
}

function bar(name, entry, most, growing) {
  const value = growing === null ? entry?.rate : liveFigures(growing).tokensPerSecond;
  const meter = h('span', { class: 'bar-fill' });
  meter.style.width = `${Math.min(100, ((value ?? 0) / most) * 100)}%`;
  return h(
    'div',
    { class: `versus-row ${name.toLowerCase()}` },
    h('span', { class: 'versus-name' }, name),
    h('span', { class: 'bar-track', 'aria-hidden': 'true' }, meter),
    h('span', { class: 'number' }, rate(value)),
    h('span', { class: 'visually-hidden' }, ' tokens per second'),
  );
}

function verdict({ plain, speculative, running, error, sameQuestion, sameText, speedUp }) {
  if (running !== null) {
    return 'Asking the same question the other way …';
  }
  if (error !== null) {
    return `The comparison failed: ${error}`;
  }
  if (plain === null || speculative === null) {
    return 'Ask a question both ways, and the last two answers stand here side by side.';
  }
  const speed = speedUp === null ? '' : `Speculative is ${factor(speedUp)} times as fast. `;
  if (!sameQuestion) {
    return `${speed}They answer different questions, though.`;
  }
  return speed + (sameText ? 'Both wrote the same text.' : differingTexts(plain, speculative));
}

function differingTexts(...entries) {
  const byChance = entries.some(({ answer }) => (answer.options?.temperature ?? 0) > 0);
  return byChance
    ? 'The texts differ, as tokens are drawn by chance.'
    : 'The texts differ: two tokens were nearly as probable.';
}
