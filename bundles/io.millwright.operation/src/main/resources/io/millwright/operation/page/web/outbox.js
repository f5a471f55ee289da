// What goes to the cloud: under which topic, when it was confirmed last, what waits, what was lost.

import { element, keyed, set, shown, text } from './dom.js';
import { light, setLight } from './draw.js';
import { age, count, named, word } from './words.js';
import { now } from './poll.js';

const LIGHTS = { INFO: 'green', WARNING: 'yellow', ERROR: 'red' };

/** What the rows above the counters say already. */
const TOLD = ['waiting', 'dropped', 'messages.inFlight', 'messages.unconfirmed'];

/** A topic with what the gateway puts into it told in words: Kura's name for the asset of each message. */
export function topicOf(topic) {
  return (topic ?? '').replaceAll('$assetName', word('outbox.asset'));
}

/** What every part says of a publisher, as one. */
function joined(parts) {
  const items = new Map();
  const join = (pid, more) => items.set(pid, { ...items.get(pid), ...more });
  for (const each of parts['status?kind=publisher']?.items ?? []) {
    const { waiting, dropped: lost, 'messages.inFlight': inFlight, 'messages.unconfirmed': unconfirmed } = each.counters;
    join(each.pid, { waiting, lost, inFlight, unconfirmed, ...each });
  }
  for (const each of parts.route?.items ?? []) {
    for (const station of each.stations.filter(one => one.station === 'cloud' && items.has(one.pid))) {
      join(station.pid, { topic: station.topic });
    }
  }
  for (const each of parts.outbox?.items ?? []) {
    join(each.pid, each);
  }
  return [...items.values()];
}

export const outbox = {
  id: 'outbox',
  parts: () => ['status?kind=publisher', 'route', 'outbox'],

  build(root) {
    this.empty = element('p', { class: 'quiet', text: word('outbox.none') });
    this.list = element('div', { class: 'cards' });
    root.append(this.empty, this.list);
  },

  show(parts) {
    const items = joined(parts);
    shown(this.empty, items.length === 0);
    keyed(this.list, items, each => each.pid, each => this.card(each), (card, each) => this.update(card, each));
  },

  card(each) {
    const lamp = light();
    const sentence = element('p', { class: 'sentence' });
    const remedy = element('p', { class: 'remedy' });
    const facts = element('dl');
    return Object.assign(element('section', { class: 'card', 'aria-label': each.pid },
      element('h3', {}, lamp, element('span', { text: each.pid })), sentence, remedy, facts), { lamp, sentence, remedy, facts });
  },

  update(card, each) {
    const light = LIGHTS[each.state?.severity] ?? 'grey';
    setLight(card.lamp, light);
    set(card, 'data-light', light);
    text(card.sentence, each.state?.text || (light === 'green' ? named('light', light) : named('state', each.state?.code)));
    text(card.remedy, each.state?.remedy ? `${word('remedy')} ${each.state.remedy}` : '');
    shown(card.remedy, Boolean(each.state?.remedy));
    const rows = [
      ['topic', topicOf(each.topic) || '\u2013'],
      ['confirmed', each.lastConfirmedMicros ? word('outbox.ago', { time: age(now() - each.lastConfirmedMicros / 1000) }) : word('outbox.never')],
      ['waiting', count(each.waiting)],
      ['inFlight', count(each.inFlight)],
      ['lost', count(each.lost)],
      ['unconfirmed', count(each.unconfirmed)],
    ].map(([name, value]) => [word(`outbox.${name}`), value]);
    const counters = Object.entries(each.counters ?? {}).filter(([name]) => !TOLD.includes(name)).map(([name, value]) => [named('counter', name), count(value)]);
    keyed(card.facts, [...rows, ...counters].flatMap(([name, value]) => [['dt', name, name], ['dd', name, value]]),
      ([kind, name]) => `${kind} ${name}`, ([kind]) => element(kind), (node, [, , shownText]) => text(node, shownText));
  },
};
