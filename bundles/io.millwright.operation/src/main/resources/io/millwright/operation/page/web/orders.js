// A plan of orders: what is to be ordered, how much it costs and why; and what the policies came to in the trial over the past.

import { element, set, text } from './dom.js';
import { paged } from './pages.js';
import { count, named, number, word } from './words.js';

const PERCENT = 100;

const COLUMNS = [
  { name: 'part', of: each => each.part },
  { name: 'quantity', of: each => each.quantity, down: true },
  { name: 'when', of: each => each.periods },
  { name: 'cost', of: each => each.value, down: true },
  { name: 'why' },
];

function compared(one, other) {
  return typeof one === 'string' ? one.localeCompare(other, undefined, { numeric: true }) : (one ?? 0) - (other ?? 0);
}

function reason(each) {
  return word('orders.reason', { there: number(each.on_hand), coming: number(each.on_order), expected: number(Number((each.expected ?? 0).toPrecision(3))), n: each.periods,
    level: number(each.up_to), kind: named('class', each.class), policy: each.policy });
}

/** Roles are said because a narrow screen lays a row out in two lines, the reason below the rest. */
function row(each) {
  return element('tr', { role: 'row' },
    element('th', { role: 'rowheader', scope: 'row', text: each.part }),
    element('td', { role: 'cell', class: 'value', text: number(each.quantity) }),
    element('td', { role: 'cell', text: word('orders.now', { n: each.periods }) }),
    element('td', { role: 'cell', class: 'value', text: number(each.value) }),
    element('td', { role: 'cell', class: 'detail', text: reason(each) }));
}

/** The table of all, sorted by whatever column is pressed, and narrowed to parts whose name has a text. */
function table(orders) {
  let by = COLUMNS.find(each => each.name === 'cost');
  let down = true;
  const heads = COLUMNS.map(column => {
    const label = word(`orders.${column.name}`);
    const inner = column.of ? element('button', { type: 'button', class: 'sort', text: label, click: () => {
      down = by === column ? !down : Boolean(column.down);
      by = column;
      sorted();
    } }) : label;
    return Object.assign(element('th', { role: 'columnheader', scope: 'col', class: `of${column.name}` }, inner), { column });
  });
  const rows = paged(word('orders.all'), heads, row);
  const find = element('input', { id: 'orders-find', type: 'search', autocomplete: 'off', input: () => sorted() });
  const sorted = () => {
    for (const head of heads) {
      set(head, 'aria-sort', head.column !== by ? null : down ? 'descending' : 'ascending');
    }
    const wanted = find.value.toLowerCase();
    const all = orders.filter(each => each.part.toLowerCase().includes(wanted)).sort((one, other) => compared(by.of(one), by.of(other)));
    rows.show(down ? all.reverse() : all);
  };
  sorted();
  return element('div', { class: 'orders' }, element('div', { class: 'fields' }, element('label', { for: 'orders-find', text: word('orders.find') }), find), rows);
}

/** What each policy came to in the trial, the chosen one first. */
function trial(document) {
  const main = document.choices.find(each => each.target === document.main_target) ?? document.choices[0];
  if (!main || main.policies.length === 0) {
    return null;
  }
  return element('details', {}, element('summary', { text: word('orders.trial', { n: document.tried_periods }) }),
    element('table', { class: 'trial', role: 'table' }, element('caption', { class: 'unseen', text: word('orders.trial', { n: document.tried_periods }) }),
      element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' },
        ...['policy', 'fill', 'held', 'lost', 'costs'].map(each => element('th', { role: 'columnheader', scope: 'col', text: word(`orders.${each}`) })))),
      element('tbody', { role: 'rowgroup' }, ...main.policies.map(each => element('tr', { role: 'row' }, element('th', { role: 'rowheader', scope: 'row', text: each.policy }),
        ...[each.fill === null ? '\u2013' : `${number(PERCENT * each.fill)}\u00a0%`, ...[each.held, each.lost, each.cost].map(number)]
          .map(told => element('td', { role: 'cell', class: 'value', text: told })))))));
}

/** Draws a plan's document. */
export function orders(document) {
  const left = document.orders_left_out > 0 ? element('p', { class: 'sentence', text: word('orders.left', { n: count(document.orders_left_out) }) }) : null;
  const node = element('div', { class: 'planpicture' },
    element('h4', { text: word('orders.title') }),
    element('p', { text: word('orders.sum', { n: count(document.orders_total), parts: count(document.parts), value: number(document.orders_value), period: document.last_period }) }),
    left, table(document.orders), trial(document));
  if (document.parts_without_history_total > 0) {
    const names = element('p', { class: 'detail' });
    text(names, word('orders.without', { n: count(document.parts_without_history_total), names: document.parts_without_history.join(', ') }));
    node.append(names);
  }
  return node;
}
