// What happens in the conversations, without how it looks. Answers go on being written while another is open.

import * as api from './api.js';

const POLL_MS = 1000;
const MAX_TITLE = 60;

/**
 * Dispatches, with a `detail`:
 *  - "open": the open conversation is to be drawn anew
 *  - "added" {message}, "grown" {message}, "ended" {message}, "removed" {messages}: in the open conversation
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

  /** Asks in the open conversation; what becomes of it is told by events. */
  async ask(text) {
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
    const question = { role: 'user', text };
    const answer = emptyAnswer(this.#settings.options());
    this.#begin(conversation, question, answer);
    try {
      await this.#write(conversation, answer, await api.ask(conversation.id, { text, ...answer.options }));
    } catch (error) {
      this.#takeBack(conversation, question, answer, error);
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

  #begin(conversation, question, answer) {
    conversation.answering = true;
    conversation.messages.push(question, answer);
    this.#running.set(conversation.id, conversation);
    if (conversation.messages.length === 2) {
      this.#conversations.rename(conversation.id, titleOf(question.text));
    }
    this.#tellOf(conversation, 'added', { message: question });
    this.#tellOf(conversation, 'added', { message: answer });
    this.#tell('busy');
  }

  async #write(conversation, answer, stream) {
    try {
      for await (const event of stream) {
        take(answer, event);
        this.#tellOf(conversation, 'grown', { message: answer });
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

  /** The server did not take the question: as if it had not been asked. */
  #takeBack(conversation, question, answer, error) {
    this.#end(conversation);
    if (error.status === 404) {
      this.#drop(conversation.id, conversation === this.#open);
    } else {
      conversation.messages = conversation.messages.filter((message) => message !== question && message !== answer);
      if (conversation.messages.length === 0) {
        this.#conversations.rename(conversation.id, conversation.title);
      }
      this.#tellOf(conversation, 'removed', { messages: [question, answer] });
    }
    this.#tell('refused', { error, text: question.text });
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
    outcome: null,
    error: null,
    figures: null,
    /** How many answers have to end before this one begins; 0 if it has a place. */
    ahead: 0,
    options,
  };
}

/** Writes what an event says into an answer. */
export function take(answer, { name, data }) {
  switch (name) {
    case 'queued':
      answer.ahead = data.ahead;
      break;
    case 'piece':
      answer.ahead = 0;
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
