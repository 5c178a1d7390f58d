// The messages of the open conversation, and scrolling along with them.

import { AnswerView } from './answer.js';
import { byId } from './dom.js';
import { QuestionView } from './question.js';

/** So near to the end, new text is followed. */
const NEAR_PX = 80;

export class Thread {
  #chat;
  #settings;
  #actions;
  #list = byId('thread');
  #scroller = byId('scroller');
  #toEnd = byId('to-end');
  /** Views by message. */
  #views = new Map();
  #followed = true;

  constructor(chat, settings, actions) {
    this.#chat = chat;
    this.#settings = settings;
    this.#actions = actions;
    chat.addEventListener('open', () => this.#draw());
    chat.addEventListener('added', ({ detail }) => this.#add(detail.message));
    chat.addEventListener('grown', ({ detail }) => this.#keepEnd(() => this.#views.get(detail.message)?.grow()));
    chat.addEventListener('ended', ({ detail }) => this.#keepEnd(() => this.#views.get(detail.message)?.draw()));
    chat.addEventListener('changed', ({ detail }) => this.#keepEnd(() => this.#views.get(detail.message)?.draw()));
    chat.addEventListener('busy', () => this.#list.toggleAttribute('data-busy', chat.answering));
    settings.addEventListener('change', ({ detail }) => {
      if (detail === 'shading') {
        this.#keepEnd(() => this.#eachAnswer((view) => view.mark(settings.get('shading'))));
      }
    });
    this.#scroller.addEventListener('scroll', () => this.#noteEnd(), { passive: true });
    this.#toEnd.addEventListener('click', () => this.toEnd());
  }

  /** Scrolls to the newest text. */
  toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#followed = true;
    this.#noteEnd();
  }

  #draw() {
    this.#views.clear();
    this.#list.replaceChildren();
    this.#chat.messages.forEach((message) => this.#append(message));
    this.toEnd();
  }

  #add(message) {
    this.#append(message);
    this.toEnd();
  }

  #append(message) {
    const view =
      message.role === 'user'
        ? new QuestionView(message, this.#actions)
        : new AnswerView(message, this.#settings.get('shading'), this.#actions);
    this.#views.set(message, view);
    this.#list.append(view.element);
  }

  /** Moves the focus to the arrows of a message, which was drawn anew, and the message into sight. */
  focusVersions(id, step) {
    const [message, view] = [...this.#views].find(([each]) => each.id === id) ?? [];
    if (message) {
      const arrows = view.element.querySelectorAll('.versions button');
      const [back, forward] = arrows;
      (step < 0 ? (back.disabled ? forward : back) : forward.disabled ? back : forward).focus();
      view.element.scrollIntoView({ block: 'nearest' });
      this.#noteEnd();
    }
  }

  #eachAnswer(action) {
    [...this.#views.values()].filter((view) => view instanceof AnswerView).forEach(action);
  }

  /** Changes something; who was at the end stays there, and who reads further up is left alone. */
  #keepEnd(change) {
    const followed = this.#followed;
    change();
    if (followed) {
      this.toEnd();
    } else {
      this.#noteEnd();
    }
  }

  #noteEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#followed = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    this.#toEnd.hidden = this.#followed;
  }
}
