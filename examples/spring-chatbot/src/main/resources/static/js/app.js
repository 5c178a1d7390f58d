// Puts the page together.

import * as api from './api.js';
import { Chat } from './chat.js';
import { Comparison } from './comparison.js';
import { Composer } from './composer.js';
import { ConversationMenu } from './conversation-menu.js';
import { Conversations } from './conversations.js';
import { announce, byId, h } from './dom.js';
import { drawer } from './drawers.js';
import { FiguresPanel } from './figures-panel.js';
import { clearRefusal, note, refuse } from './notices.js';
import { Settings } from './settings.js';
import { SettingsDialog } from './settings-dialog.js';
import { Sidebar } from './sidebar.js';
import { Thread } from './thread.js';
import { drawDemonstration, drawWelcome } from './welcome.js';

const RATE_LIMIT = 429;

const settings = new Settings();
const conversations = new Conversations();
const chat = new Chat(conversations, settings);
const comparison = new Comparison();
const conversationsDrawer = drawer('conversations', '(max-width: 51.99rem)');
const figuresDrawer = drawer('figures', '(max-width: 71.99rem)');
const composer = new Composer(chat, settings, ask);
const dialog = new SettingsDialog(settings);
const panel = new FiguresPanel(comparison, settings);

new ConversationMenu(conversations);
new Sidebar(conversations, chat, conversationsDrawer, begin);
const thread = new Thread(chat, settings, {
  again: (answer) => askAgain(answer),
  edit: (question, text) => {
    clearRefusal();
    chat.ask(text, { edits: question });
    focusField();
  },
  show: async (id, step) => {
    await chat.show(id);
    thread.focusVersions(id, step);
  },
  figures: (answer) => {
    panel.show(answer);
    figuresDrawer.open();
  },
});

function begin() {
  chat.select(null);
  composer.focus();
}

function ask(text) {
  clearRefusal();
  chat.ask(text);
}

/** A question that the server has not told its id of is asked as a new one. */
function askAgain(answer) {
  clearRefusal();
  const question = questionOf(answer);
  chat.ask(question.text, { again: question.id ? question : null });
  focusField();
}

function questionOf(answer) {
  return chat.messages[chat.messages.indexOf(answer) - 1];
}

/** On a phone the keyboard would cover half of the page. */
function focusField() {
  if (!matchMedia('(pointer: coarse)').matches) {
    composer.focus();
  }
}

function lastAnswer() {
  return chat.messages.findLast((message) => message.role === 'assistant') ?? null;
}

function drawEmptiness() {
  byId('welcome').hidden = chat.messages.length > 0 || (conversations.selected !== null && !chat.loaded);
}

chat.addEventListener('open', () => {
  clearRefusal();
  drawEmptiness();
  comparison.addAll(chat.messages);
  panel.show(lastAnswer());
});

chat.addEventListener('added', ({ detail: { message } }) => {
  drawEmptiness();
  if (message.role === 'assistant') {
    panel.show(message);
    announce('The answer is being written.');
  }
});

chat.addEventListener('grown', ({ detail }) => panel.update(detail.message));

chat.addEventListener('ended', ({ detail: { message } }) => {
  const index = chat.messages.indexOf(message);
  comparison.add(message, questionOf(message).text, index === 1);
  panel.drawNow();
  announce(endingInWords(message));
});

chat.addEventListener('refused', ({ detail: { error, text } }) => {
  if (text === null) {
    refuse({ text: error.message });
    return;
  }
  composer.restore(text);
  const retry = () => {
    composer.clear(text);
    ask(text);
    composer.focus();
  };
  const mayHelp = error.status === 0 || error.status === RATE_LIMIT || error.status >= 500;
  refuse({ text: error.message, retry: mayHelp ? retry : null });
});

chat.addEventListener('gone', ({ detail: { titles } }) => noteGone(titles));

addEventListener('keydown', (event) => {
  const meant = !byId('settings').open && !byId('menu').matches(':popover-open');
  if (event.key === 'Escape' && !event.defaultPrevented && meant && chat.answering) {
    chat.stop();
  }
});

settings.addEventListener('change', ({ detail }) => {
  if (detail === 'theme') {
    drawTheme();
  }
});

function drawTheme() {
  const theme = settings.get('theme');
  if (theme === 'system') {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
}

function noteGone(titles) {
  if (titles.length > 0) {
    const which = titles.length === 1 ? `The conversation “${titles[0]}” is` : `${titles.length} conversations are`;
    note(`${which} gone: the server was started anew, or needed the room.`);
  }
}

function endingInWords({ outcome, text, error }) {
  if (outcome === 'failed') {
    return `The answer failed. ${error}`;
  }
  const how = { stopped: 'Answer, stopped', length: 'Answer, cut off' }[outcome] ?? 'Answer';
  return `${how}: ${text}`;
}

async function loadModel() {
  try {
    const model = await api.model();
    settings.fitTo(model);
    const more = [model.device, model.dtype, `context ${model.contextTokens.toLocaleString('en')}`];
    byId('model-line').replaceChildren(model.name, h('span', { class: 'model-more' }, ` · ${more.join(' · ')}`));
    composer.modelLoaded(model);
    dialog.modelLoaded(model);
    drawWelcome(model, ask);
    if (model.demonstration) {
      drawDemonstration();
    }
  } catch (error) {
    byId('model-line').textContent = 'The model is not known.';
    refuse({ text: error.message, retry: () => location.reload() });
  }
}

async function start() {
  drawWelcome(null, ask);
  await Promise.all([loadModel(), chat.select(conversations.selected)]);
  noteGone(await conversations.dropUnknown((id) => (id === conversations.selected ? true : api.hasConversation(id))));
  document.documentElement.dataset.ready = 'true';
}

focusField();
start();
