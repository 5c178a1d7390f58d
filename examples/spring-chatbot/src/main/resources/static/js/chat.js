// What happens in the conversations, without how it looks. Answers go on being written while another is open.

import * as api from './api.js';

const POLL_MS = 1000;
const MAX_TITLE = 60;

/**
 * Dispatches, with a `detail`:
 *  - "open": the open conversation is to be drawn anew
 *  - "added" {message}, "grown" {message}, "ended" {message}, "changed" {message}: in the open conversation
 *  - "refused" {error, text}: a question was not taken; nothing of it is in the conversation
 *  - "gone" {titles}: the server no longer knows them
 *  - "busy": whether an answer is being written has changed, here or elsewhere
 */
export class Chat extends EventTarget {
  #conversations;
  #settings;
  #open = null;
  /** Conversations in which an answer is being written, by id. */
  #running = new Map();
  #asking = false;
  #selection = 0;

  constructor(conversations, settings) {
    super();
    this.#conversations = conversations;
    this.#settings = settings;
  }

  get messages() {
    return this.#open?.messages ?? [];
  }

  /** Whether what is said in the selected conversation is known. */
  get loaded() {
    return this.#open !== null;
  }

  /** Whether the open conversation is being answered. */
  get answering() {
    return this.#asking || (this.#open?.answering ?? false);
  }

  isRunning(id) {
    return this.#running.has(id);
  }

  /** Opens the conversation with that id, or with null one that has not begun. */
  async select(id) {
    const selection = ++this.#selection;
    this.#conversations.select(id);
    this.#show(this.#running.get(id) ?? null);
    if (id !== null && !this.#running.has(id)) {
      await this.#load(id, selection);
    }
  }

  #show(conversation) {
    this.#open = conversation;
    this.#tell('open');
    this.#tell('busy');
  }

  async #load(id, selection) {
    try {
      const conversation = await api.getConversation(id);
      if (selection === this.#selection) {
        this.#conversations.rename(id, conversation.title);
        this.#show(conversation);
        if (conversation.answering) {
          setTimeout(() => this.#follow(id, selection), POLL_MS);
        }
      }
    } catch (error) {
      if (error.status === 404) {
        this.#drop(id, selection === this.#selection);
      } else if (selection === this.#selection) {
        this.#tell('refused', { error, text: null });
      }
    }
  }

  /** Another window has this answered: look again until it is. */
  #follow(id, selection) {
    if (selection === this.#selection && !this.#running.has(id)) {
      this.#load(id, selection);
    }
  }

  #drop(id, wasOpen) {
    const title = this.#conversations.title(id);
    this.#conversations.remove(id);
    if (wasOpen) {
      this.#show(null);
    }
    this.#tell('gone', { titles: [title] });
  }

  /**
   * Asks in the open conversation; what becomes of it is told by events. With `edits`, a question, the new one takes its
   * place; with `again`, that question is answered once more and `text` is its own.
   */
  async ask(text, { edits = null, again = null } = {}) {
    if (this.answering || text.trim() === '') {
      return;
    }
    this.#asking = true;
    this.#tell('busy');
    let conversation;
    try {
      conversation = this.#open ?? (await this.#create());
    } catch (error) {
      this.#tell('refused', { error, text });
      return;
    } finally {
      this.#asking = false;
      this.#tell('busy');
    }
    const before = conversation.messages;
    const answer = emptyAnswer(this.#settings.options());
    const question = again ?? { role: 'user', text, versions: [] };
    this.#begin(conversation, question, answer, edits ?? again);
    try {
      const what = again === null ? { text, edits: edits?.id } : { again: again.id };
      await this.#write(conversation, question, answer, await api.ask(conversation.id, { ...what, ...answer.options }));
    } catch (error) {
      this.#takeBack(conversation, before, again === null && edits === null ? text : null, error);
    }
  }

  async #create() {
    const selection = this.#selection;
    const conversation = await api.createConversation();
    this.#conversations.add(conversation.id, conversation.title);
    if (selection === this.#selection) {
      this.#open = conversation;
      this.#conversations.select(conversation.id);
    }
    return conversation;
  }

  /** @param instead the question whose place is taken; null: it comes behind all others */
  #begin(conversation, question, answer, instead) {
    const first = conversation.messages.length === 0;
    conversation.answering = true;
    this.#running.set(conversation.id, conversation);
    if (instead === null) {
      conversation.messages = [...conversation.messages];
    } else {
      conversation.messages = conversation.messages.slice(0, conversation.messages.indexOf(instead));
      this.#tellOf(conversation, 'open');
    }
    if (first) {
      this.#conversations.rename(conversation.id, titleOf(question.text));
    }
    for (const message of [question, answer]) {
      conversation.messages.push(message);
      this.#tellOf(conversation, 'added', { message });
    }
    this.#tell('busy');
  }

  async #write(conversation, question, answer, stream) {
    try {
      for await (const event of stream) {
        if (event.name === 'begun') {
          Object.assign(question, event.data.question);
          Object.assign(answer, event.data.answer);
          this.#tellOf(conversation, 'changed', { message: question });
        } else {
          take(answer, event);
          this.#tellOf(conversation, 'grown', { message: answer });
        }
      }
    } catch {
      // Told below: no last event came.
    }
    if (answer.outcome === null) {
      fail(answer, 'disconnected', 'The connection ended before the answer did.');
    }
    this.#end(conversation);
    this.#tellOf(conversation, 'ended', { message: answer });
  }

  /**
   * The server did not take the question: as if it had not been asked.
   *
   * @param text what goes back into the field; null if it stands in the conversation
   */
  #takeBack(conversation, before, text, error) {
    this.#end(conversation);
    if (error.status === 404) {
      this.#drop(conversation.id, conversation === this.#open);
    } else {
      conversation.messages = before;
      if (before.length === 0) {
        this.#conversations.rename(conversation.id, conversation.title);
      }
      this.#tellOf(conversation, 'open');
    }
    this.#tell('refused', { error, text });
  }

  /** Shows another version of a question or an answer in the open conversation. */
  async show(id) {
    const conversation = this.#open;
    if (conversation === null || this.answering) {
      return;
    }
    try {
      conversation.messages = (await api.showVersion(conversation.id, id)).messages;
      this.#tellOf(conversation, 'open');
    } catch (error) {
      this.#tell('refused', { error, text: null });
    }
  }

  #end(conversation) {
    conversation.answering = false;
    this.#running.delete(conversation.id);
    this.#tell('busy');
  }

  /** Stops the answer of the open conversation; what is written stays. */
  async stop() {
    if (this.answering && this.#open !== null) {
      try {
        await api.stop(this.#open.id);
      } catch (error) {
        this.#tell('refused', { error, text: null });
      }
    }
  }

  #tellOf(conversation, name, detail) {
    if (conversation === this.#open) {
      this.#tell(name, detail);
    }
  }

  #tell(name, detail = null) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** An answer of which nothing is written. */
export function emptyAnswer(options) {
  return {
    role: 'assistant',
    text: '',
    pieces: [],
    tools: [],
    versions: [],
    outcome: null,
    error: null,
    figures: null,
    /** How many answers have to end before this one begins; 0 if it has a place. */
    ahead: 0,
    /** Whether it has a place, and the others take all memory. */
    held: false,
    options,
  };
}

/** Writes what an event says into an answer. */
export function take(answer, { name, data }) {
  switch (name) {
    case 'queued':
      answer.ahead = data.ahead;
      answer.held = data.held;
      break;
    case 'piece':
      answer.ahead = 0;
      answer.held = false;
      answer.pieces.push(data);
      answer.text += data.text;
      break;
    case 'tool':
      answer.tools.push(data);
      break;
    case 'done':
      answer.outcome = data.outcome;
      answer.figures = data.figures;
      break;
    case 'error':
      fail(answer, data.code, data.message);
      break;
    default:
    // A newer server may say more than this page knows.
  }
}

function fail(answer, code, message) {
  answer.outcome = 'failed';
  answer.code = code;
  answer.error = message;
}

function titleOf(question) {
  const line = question.trim().replace(/\s+/g, ' ');
  const characters = [...line];
  return characters.length <= MAX_TITLE
    ? line
    : `${characters
        .slice(0, MAX_TITLE - 1)
        .join('')
        .trimEnd()}…`;
}
