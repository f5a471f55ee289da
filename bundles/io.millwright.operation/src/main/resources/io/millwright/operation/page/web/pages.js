// Long tables: a page of rows at a time, so that thousands are no burden.

import { element, shown, text } from './dom.js';
import { count, word } from './words.js';

export const ROWS = 50;

/**
 * A table in pages.
 *
 * @param caption what it is, for those who do not see it
 * @param columns texts of its heads, or elements in them
 * @param row makes a `tr` of an item
 */
export function paged(caption, columns, row) {
  const body = element('tbody', { role: 'rowgroup' });
  const table = element('table', { class: 'paged', role: 'table' }, element('caption', { class: 'unseen', text: caption }),
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...columns.map(each => (typeof each === 'string' ? element('th', { scope: 'col', text: each }) : each)))), body);
  const where = element('span', { role: 'status' });
  let items = [];
  let from = 0;
  const go = to => {
    from = Math.max(0, Math.min(to, Math.floor(Math.max(0, items.length - 1) / ROWS) * ROWS));
    body.replaceChildren(...items.slice(from, from + ROWS).map(row));
    text(where, word('of', { from: count(items.length ? from + 1 : 0), to: count(Math.min(items.length, from + ROWS)), all: count(items.length) }));
    before.disabled = from === 0;
    after.disabled = from + ROWS >= items.length;
    shown(pager, items.length > ROWS);
  };
  const before = element('button', { type: 'button', text: word('before'), click: () => go(from - ROWS) });
  const after = element('button', { type: 'button', text: word('after'), click: () => go(from + ROWS) });
  const pager = element('div', { class: 'pager' }, before, after, where);
  const node = element('div', {}, table, pager);

  /** Shows items, from the first one on. */
  node.show = all => {
    items = all;
    go(0);
  };
  return node;
}
