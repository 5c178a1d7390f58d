// Puts the page together.

import * as api from './api.js';
import { Chat } from './chat.js';
import { Comparison } from './comparison.js';
import { Composer } from './composer.js';
import { Conversations } from './conversations.js';
import { announce, byId } from './dom.js';
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

new Sidebar(conversations, chat, conversationsDrawer, begin);
new Thread(chat, settings, {
  again: (answer) => ask(questionOf(answer)),
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

function questionOf(answer) {
  return chat.messages[chat.messages.indexOf(answer) - 1].text;
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
  comparison.add(message, questionOf(message), index === 1);
  panel.drawNow();
  announce(endingInWords(message));
});

chat.addEventListener('removed', () => {
  drawEmptiness();
  panel.show(lastAnswer());
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
  if (event.key === 'Escape' && !event.defaultPrevented && !byId('settings').open && chat.answering) {
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
    byId('model-line').textContent = [
      model.name,
      model.device,
      model.dtype,
      `context ${model.contextTokens.toLocaleString('en')}`,
    ].join(' · ');
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

// On a phone the keyboard would cover half of the page.
if (!matchMedia('(pointer: coarse)').matches) {
  composer.focus();
}
start();
