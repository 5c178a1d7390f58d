// A small chart of tokens per second along an answer.

import uPlot from '../webjars/uplot/dist/uPlot.esm.js';
import { rate } from './measure.js';

const HEIGHT_PX = 132;
const AXIS_PX = 30;
const FONT = '11px system-ui, sans-serif';
const MOST_TICKS_GAP = 44;

export class Chart {
  #host;
  #plot = null;
  #data = [[], [], []];

  /** @param host the element that holds it; its width is the chart's */
  constructor(host) {
    this.#host = host;
    new ResizeObserver(() => this.#resize()).observe(host);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.recolour());
  }

  /** @param main and other: rates, see `course`; other may be empty */
  show(main, other) {
    const length = Math.max(main.length, other.length);
    const tokens = Array.from({ length }, (_, i) => i + 2);
    const known = main.filter((value) => value !== null);
    this.#data = [tokens, padded(main, length), padded(other, length)];
    this.#host.setAttribute('aria-label', inWords(known));
    this.#host.classList.toggle('empty', known.length === 0);
    if (this.#plot === null) {
      this.recolour();
    } else {
      this.#plot.setData(this.#data);
    }
  }

  /** A canvas does not follow the style sheet. */
  recolour() {
    this.#plot?.destroy();
    this.#plot = null;
    if (this.#host.clientWidth > 0 && this.#data[0].length > 0) {
      this.#plot = new uPlot(this.#options(), this.#data, this.#host);
    }
  }

  #resize() {
    if (this.#plot === null) {
      this.recolour();
    } else if (this.#host.clientWidth > 0) {
      this.#plot.setSize({ width: this.#host.clientWidth, height: HEIGHT_PX });
    }
  }

  #options() {
    const ink = this.#colour('--ink-2');
    const line = this.#colour('--line');
    const axis = { stroke: ink, font: FONT, grid: { stroke: line, width: 1 }, ticks: { show: false } };
    return {
      width: this.#host.clientWidth,
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 8, 0, 0],
      scales: { x: { time: false }, y: { range: (_, __, max) => [0, Math.max(1, (max ?? 1) * 1.1)] } },
      axes: [
        { ...axis, size: AXIS_PX - 8, space: MOST_TICKS_GAP, grid: { show: false } },
        { ...axis, size: AXIS_PX, space: AXIS_PX },
      ],
      series: [
        {},
        { stroke: this.#colour('--accent'), width: 2, spanGaps: true, points: { show: false } },
        { stroke: ink, width: 1.5, dash: [4, 3], spanGaps: true, points: { show: false } },
      ],
    };
  }

  /** The style sheet's colour as a canvas takes it; the variable itself may hold a function of the theme. */
  #colour(variable) {
    this.#host.style.color = `var(${variable})`;
    const { color } = getComputedStyle(this.#host);
    this.#host.style.color = '';
    return color;
  }
}

function padded(values, length) {
  return [...values, ...Array(length - values.length).fill(null)];
}

function inWords(rates) {
  if (rates.length === 0) {
    return 'Tokens per second along the answer: nothing yet.';
  }
  const ends = `between ${rate(Math.min(...rates))} and ${rate(Math.max(...rates))}`;
  return `Tokens per second along the answer, averaged over 12 tokens: ${ends}.`;
}
