// What is there before the first question, and the banner of the demonstration model.

import { byId, h, icon } from './dom.js';

const QUESTIONS = ['Why is the sky blue?', 'Write a short poem about rain', 'Give me three tips for learning to cook'];
const BEGINNINGS = ['Once upon a time', 'One day, a little girl named Lily', 'Tom had a red ball'];
const COMMAND = './ssd web --chatbot.model=MODEL';

/** @param onAsk called with a question that was chosen */
export function drawWelcome(model, onAsk) {
  const demonstration = model?.demonstration ?? false;
  byId('welcome').replaceChildren(
    h('h2', { id: 'welcome-title' }, demonstration ? 'How shall the story begin?' : 'What would you like to know?'),
    h(
      'p',
      {},
      'Drafts repeat earlier text, or come from the model with some of its layers left out. ',
      'The whole model checks every draft, so the answer is its own; only the time differs.',
    ),
    h(
      'ul',
      { class: 'suggestions', 'aria-label': 'Suggestions' },
      ...(demonstration ? BEGINNINGS : QUESTIONS).map((text) =>
        h('li', {}, h('button', { class: 'suggestion', onclick: () => onAsk(text) }, text)),
      ),
    ),
  );
}

/** Says that only the tiny model is there, and how to get a real one. */
export function drawDemonstration() {
  byId('notes').prepend(
    h(
      'section',
      { class: 'note demonstration', 'aria-label': 'Demonstration model' },
      icon('alert'),
      h(
        'div',
        {},
        h(
          'p',
          {},
          h('strong', {}, 'Only the tiny demonstration model is there. '),
          'It goes on with children’s stories, and answers no questions.',
        ),
        h(
          'details',
          {},
          h('summary', {}, 'How to get a real model'),
          h(
            'p',
            {},
            'With a network, the server fetches SmolLM2-135M-Instruct when it starts. Or name a model yourself:',
          ),
          h('pre', {}, h('code', {}, COMMAND)),
          h(
            'p',
            {},
            'MODEL is a checkpoint directory, a .gguf file, or a name such as HuggingFaceTB/SmolLM2-135M-Instruct.',
          ),
        ),
      ),
    ),
  );
}
