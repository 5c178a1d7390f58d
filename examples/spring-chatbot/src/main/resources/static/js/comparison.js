// The last plain and the last speculative answer, and the same question asked the other way.

import * as api from './api.js';
import { emptyAnswer, take } from './chat.js';
import { averageRate } from './measure.js';

/** Dispatches "change". */
export class Comparison extends EventTarget {
  plain = null;
  speculative = null;
  /** The answer that is being written for comparison; null if none is. */
  running = null;
  error = null;
  #id = null;

  /** Takes an answer in that has ended; `first` says whether nothing had been said before its question. */
  add(answer, question, first) {
    const entry = entryOf(answer, question, first);
    if (entry !== null) {
      this[entry.speculative ? 'speculative' : 'plain'] = entry;
      this.#changed();
    }
  }

  /** Starts from the answers of a conversation. */
  addAll(messages) {
    messages.forEach((message, index) => {
      if (message.role === 'assistant' && index > 0) {
        this.add(message, messages[index - 1].text, index === 1);
      }
    });
  }

  /** Whether both answer the same question, asked with nothing before it. */
  get sameQuestion() {
    const { plain, speculative } = this;
    return Boolean(plain && speculative && plain.first && speculative.first && plain.question === speculative.question);
  }

  get sameText() {
    return this.sameQuestion && this.plain.answer.text === this.speculative.answer.text;
  }

  /** How many times as fast the speculative one was written; null if that cannot be said. */
  get speedUp() {
    return this.plain?.rate && this.speculative?.rate ? this.speculative.rate / this.plain.rate : null;
  }

  /** The answer that is to be compared with the one of this mode, if it answers the same question. */
  counterpart(speculative) {
    return this.sameQuestion ? (speculative ? this.plain : this.speculative) : null;
  }

  /** Asks the question of `entry` the other way, in a conversation that nobody sees. */
  async askOtherWay(entry, options) {
    if (this.running !== null) {
      return;
    }
    const speculative = !entry.speculative;
    const answer = emptyAnswer(options);
    this.running = { answer, speculative };
    this.error = null;
    this.#changed();
    try {
      this.#id = (await api.createConversation()).id;
      const stream = await api.ask(this.#id, { ...options, text: entry.question, speculative });
      for await (const event of stream) {
        take(answer, event);
        this.#changed();
      }
      this.error = answer.error;
    } catch (failure) {
      this.error = failure.message;
    }
    this.running = null;
    this.add(answer, entry.question, true);
    this.#changed();
    this.#forget();
  }

  /** Gives up what is being asked for comparison. */
  stop() {
    if (this.#id !== null) {
      api.stop(this.#id).catch(() => {});
    }
  }

  #forget() {
    if (this.#id !== null) {
      api.deleteConversation(this.#id).catch(() => {});
      this.#id = null;
    }
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

/** Null for an answer that says nothing about speed: stopped, failed or too short. */
function entryOf(answer, question, first) {
  if (!answer.figures || answer.pieces.length < 2) {
    return null;
  }
  return {
    answer,
    question,
    first,
    speculative: answer.figures.speculative,
    rate: answer.figures.tokensPerSecond ?? averageRate(answer.pieces),
  };
}
