// The server, as examples/spring-chatbot speaks HTTP.

import { events } from './sse.js';

const BASE = new URL('../api/', import.meta.url);

/** The server refused, or could not be reached (status 0). The message is a sentence for the user. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(new URL(path, BASE), options);
  } catch {
    throw new ApiError(0, 'The server cannot be reached. Look whether it still runs, then try again.');
  }
  if (!response.ok) {
    throw await refusal(response);
  }
  return response;
}

async function refusal(response) {
  let detail = null;
  try {
    detail = (await response.json()).detail;
  } catch {
    // No problem details, a proxy's page for example.
  }
  return new ApiError(response.status, detail ?? `The server answered with the status ${response.status}.`);
}

function conversation(id, rest = '') {
  return `conversations/${encodeURIComponent(id)}${rest}`;
}

export async function model() {
  return (await request('model')).json();
}

export async function createConversation() {
  return (await request('conversations', { method: 'POST' })).json();
}

export async function getConversation(id) {
  return (await request(conversation(id))).json();
}

/** Whether the server still has it; true when that cannot be known. */
export async function hasConversation(id) {
  try {
    await request(conversation(id), { method: 'HEAD' });
    return true;
  } catch (failure) {
    return failure.status !== 404;
  }
}

/** Also while the page is being left. */
export async function deleteConversation(id) {
  await request(conversation(id), { method: 'DELETE', keepalive: true });
}

export async function stop(id) {
  await request(conversation(id, '/stop'), { method: 'POST' });
}

/** Shows another version of a question or an answer; resolves to the conversation as it is then. */
export async function showVersion(id, message) {
  return (await post(conversation(id, '/shown'), { message })).json();
}

/** Resolves to the title as the server keeps it. */
export async function rename(id, title) {
  return (await (await post(conversation(id), { title }, 'PATCH')).json()).title;
}

/** Looks for a text in these conversations; resolves to [{id, excerpt}]. */
export async function search(ids, text) {
  return (await post('conversations/search', { ids, text })).json();
}

/** Where a conversation can be had as a file; the format is "markdown" or "json". */
export function exportUrl(id, format) {
  return new URL(conversation(id, `/export?format=${format}`), BASE).href;
}

function post(path, body, method = 'POST') {
  return request(path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** Asks; resolves to the events once the server begins to answer. */
export async function ask(id, question) {
  const response = await request(conversation(id, '/messages'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream, application/problem+json' },
    body: JSON.stringify(question),
  });
  return events(response.body);
}
