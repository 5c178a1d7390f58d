// Server-sent events out of the body of a response; EventSource cannot send a question along.

/**
 * Yields {name, data} for each event, data being parsed JSON. Comments are skipped; an event that the stream ends in
 * the middle of is dropped, as the specification says.
 */
export async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventParser();
  try {
    while (true) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      yield* parser.push(value);
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** Collects lines into events. A chunk may end anywhere, also between the two characters of a line end. */
export class EventParser {
  #rest = '';
  #afterReturn = false;
  #name = '';
  #data = [];

  /** The events that this chunk completes. */
  push(chunk) {
    const found = [];
    for (const line of this.#lines(chunk)) {
      if (line === '') {
        this.#dispatch(found);
      } else if (!line.startsWith(':')) {
        this.#field(line);
      }
    }
    return found;
  }

  #lines(chunk) {
    let text = chunk;
    if (this.#afterReturn && text.startsWith('\n')) {
      text = text.slice(1);
    }
    this.#afterReturn = chunk === '' ? this.#afterReturn : chunk.endsWith('\r');
    const lines = (this.#rest + text).split(/\r\n|\n|\r/);
    this.#rest = lines.pop();
    return lines;
  }

  #field(line) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') {
      this.#name = value;
    } else if (name === 'data') {
      this.#data.push(value);
    }
  }

  #dispatch(found) {
    if (this.#data.length > 0) {
      found.push({ name: this.#name || 'message', data: JSON.parse(this.#data.join('\n')) });
    }
    this.#name = '';
    this.#data = [];
  }
}
