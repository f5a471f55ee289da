// Advice and plans that wait for nobody any more: what people answered first, the rest of one source and fate as one line.

import { element, keyed, text } from './dom.js';
import { count, named, time, word } from './words.js';
import { now } from './poll.js';

const ANSWERED = ['APPROVED', 'REJECTED'];

/** What became of it. A newer one ends one whose own time is not over. */
export function fate(each) {
  return each.status === 'EXPIRED' && each.expiresMicros / 1000 > now() ? 'SUPERSEDED' : each.status;
}

/** Whether a person has answered it. */
export function isAnswered(each) {
  return ANSWERED.includes(each.status);
}

/** Where advice comes from, for people. */
export function source(each) {
  return each.asset || each.pipeline;
}

function lines(items) {
  const over = [...new Map(items.filter(each => each.status !== 'OPEN').map(each => [each.id, each])).values()];
  const alike = new Map();
  for (const each of over) {
    const key = isAnswered(each) ? `${each.id} ${each.status}` : JSON.stringify([source(each), fate(each)]);
    alike.set(key, [...alike.get(key) ?? [], each]);
  }
  const answered = ([, [first]]) => isAnswered(first);
  const all = [...alike];
  return [...all.filter(answered), ...all.filter(each => !answered(each))];
}

/**
 * Brings a list to what is over, the newest first. `tell` returns the line of one; `more` says that there are others behind the items, so
 * that there may be more of a kind than are counted.
 */
export function tellPast(list, items, more, tell) {
  keyed(list, lines(items), ([key]) => key, () => element('li'), (line, [, alike]) => text(line, alike.length === 1 ? tell(alike[0])
    : word('advice.folded', { source: source(alike[0]), n: `${count(alike.length)}${more ? '+' : ''}`, fate: named('advice', fate(alike[0])),
      time: time(alike[0].createdMicros, now()) })));
}
