// Advice that waits for a person, and what became of the rest.

import { element, keyed, shown, text } from './dom.js';
import { range } from './draw.js';
import { act } from './act.js';
import { fate, source, tellPast } from './past.js';
import { age, named, number, quantity, time, word } from './words.js';
import { now } from './poll.js';

const MAY = ['OPERATE', 'ADMINISTER'];
const LONGEST_COMMENT = 500;
const OPEN = 'recommendations?status=open';
const ANSWERED = 'recommendations?status=answered&size=20';
const LATEST = 'recommendations?size=50';

export const advice = {
  id: 'advice',
  parts: () => [OPEN, ANSWERED, LATEST],

  build(root) {
    this.empty = element('p', { class: 'quiet', text: word('advice.none') });
    this.open = element('div', { class: 'cards' });
    this.past = element('ul', { class: 'plain' });
    root.append(this.empty, this.open, element('h3', { text: word('advice.past') }), this.past);
  },

  show(parts, page) {
    const told = parts[OPEN];
    const open = told?.items ?? [];
    shown(this.empty, Boolean(told) && open.length === 0);
    const waits = new Set(open.map(each => each.id));
    keyed(this.open, [...this.held(waits), ...open], each => each.id, each => this.card(each, page), (card, each) => {
      const newer = !waits.has(each.id);
      text(card.left, newer ? word('advice.newer') : word('advice.left', { time: age(each.expiresMicros / 1000 - now()) }));
      const may = MAY.includes(page.permission);
      for (const button of card.buttons) {
        button.disabled = card.busy || newer || !may;
      }
      shown(card.mayNot, !may);
    });
    const latest = parts[LATEST];
    tellPast(this.past, [...parts[ANSWERED]?.items ?? [], ...latest?.items ?? []], latest?.total > latest?.items.length, each => [
      time(each.createdMicros, now()), source(each), each.settings.map(setting => this.step(setting)).join(', '),
      named('advice', fate(each)), each.who, each.comment ? `\u201c${each.comment}\u201d` : ''].filter(Boolean).join(' \u00b7 '));
  },

  /** What somebody works at stays under the hand, though a newer one has come: it must not become another one's card. */
  held(waits) {
    return [...this.open.children]
      .filter(card => !card.done && !waits.has(card.item.id) && (card.contains(document.activeElement) || card.comment.value !== ''))
      .map(card => card.item);
  },

  step(setting) {
    return `${setting.name} ${number(setting.present)} \u2192 ${quantity(setting.proposed, setting.unit)}`;
  },

  card(each, page) {
    const id = `comment-${each.id.replace(/[^A-Za-z0-9_-]/g, '-')}`;
    const left = element('p', { class: 'detail' });
    const comment = element('input', { id, type: 'text', maxlength: LONGEST_COMMENT, autocomplete: 'off' });
    const outcome = element('p', { class: 'sentence', role: 'alert' });
    const mayNot = element('p', { class: 'detail', text: word('advice.maynot') });
    const card = element('section', { class: 'card', 'aria-label': `${each.asset || each.pipeline} ${each.topic}` },
      element('h3', { text: `${each.asset || each.pipeline}${each.part ? ` \u00b7 ${each.part}` : ''}` }),
      element('p', { text: each.why }),
      ...each.settings.map(setting => element('div', { class: 'setting' },
        element('p', {}, element('strong', { text: this.step(setting) }),
          element('span', { class: 'detail', text: ` ${word('advice.band', { low: number(setting.low), high: number(setting.high) })}` })),
        range(setting.low, setting.high, setting.present, setting.proposed))),
      this.gain(each),
      element('ul', { class: 'plain' }, ...each.reasons.map(reason => element('li', { text: reason.text }))),
      left,
      element('div', { class: 'answer' }, element('label', { for: id, text: word('advice.comment') }), comment));
    const answer = async approve => {
      card.busy = true;
      page.again();
      try {
        await act(`recommendation/${approve ? 'approve' : 'reject'}`, { id: each.id, comment: comment.value });
        card.done = true;
        page.say(word(approve ? 'advice.approved' : 'advice.rejected'));
        // The card goes, and what had the focus with it.
        document.getElementById('heading').focus();
      } catch (error) {
        text(outcome, error.message);
      } finally {
        card.busy = false;
        page.again();
      }
    };
    const buttons = [
      element('button', { type: 'button', class: 'primary', text: word('advice.approve'), click: () => answer(true) }),
      element('button', { type: 'button', text: word('advice.reject'), click: () => answer(false) }),
    ];
    if (each.plan) {
      // Nobody answers hours or days by their reasons alone.
      card.lastElementChild.replaceWith(element('p', {}, element('a', { href: `#plans/${encodeURIComponent(each.pipeline)}`, text: word('advice.plan') })));
    } else {
      card.append(element('p', { class: 'buttons' }, ...buttons), mayNot, outcome);
    }
    return Object.assign(card, { item: each, comment, left, buttons, mayNot, busy: false, done: false });
  },

  gain(each) {
    return each.gain ? element('p', { text: word('advice.gain', {
      reading: each.gain.reading, before: quantity(each.gain.before, each.gain.unit), after: quantity(each.gain.after, each.gain.unit),
      spread: each.gain.spread === null ? '' : ` \u00b1 ${number(each.gain.spread)}`, least: quantity(each.gain.atLeast, each.gain.unit) }) }) : null;
  },
};
