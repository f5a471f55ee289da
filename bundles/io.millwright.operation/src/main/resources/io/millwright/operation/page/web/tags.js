// Tags with value, quality, age and the way they went since the view was opened.

import { element, keyed, name as broken, set, shown, text } from './dom.js';
import { light, setLight, setTrend, trend } from './draw.js';
import { age, count, named, quantity, word } from './words.js';
import { now } from './poll.js';
import { trends } from './trends.js';

const PAGE = 50;
const POINTS = 90;
const FEWEST = 20;
const LIGHTS = { GOOD: 'green', UNCERTAIN: 'yellow', BAD: 'red' };

export const tags = {
  id: 'tags',
  connection: '',
  find: '',
  from: 0,

  address() {
    const query = new URLSearchParams({ connection: this.connection, size: PAGE, from: this.from });
    if (this.find) {
      query.set('find', this.find);
    }
    return `tags?${query}`;
  },

  parts() {
    return this.connection ? ['connections', this.address()] : ['connections'];
  },

  build(root, page) {
    this.history = new Map();
    this.choice = element('select', { id: 'connection', change: () => this.turn(page, { connection: this.choice.value, from: 0 }) });
    this.search = element('input', { id: 'find', type: 'search', value: this.find, autocomplete: 'off', spellcheck: 'false',
      input: () => this.turn(page, { find: this.search.value, from: 0 }) });
    this.state = element('p', { class: 'sentence' });
    this.empty = element('p', { class: 'quiet', text: word('tags.none') });
    this.rows = element('tbody');
    this.table = element('table', { class: 'tags' },
      element('caption', { class: 'unseen', text: word('tags.title') }),
      element('thead', {}, element('tr', {}, ...['tag', 'value', 'quality', 'trend'].map(name =>
        element('th', { scope: 'col', text: word(`tags.${name}`) })))),
      this.rows);
    this.before = element('button', { type: 'button', text: word('before'), click: () => this.turn(page, { from: Math.max(0, this.from - PAGE) }) });
    this.after = element('button', { type: 'button', text: word('after'), click: () => this.turn(page, { from: this.from + PAGE }) });
    this.where = element('span');
    this.pager = element('p', { class: 'pager' }, this.before, this.where, this.after);
    root.append(
      element('div', { class: 'fields' },
        element('label', { for: 'connection', text: word('tags.connection') }), this.choice,
        element('label', { for: 'find', text: word('tags.find') }), this.search),
      this.state, this.empty, this.table, this.pager);
    shown(this.table, false);
    shown(this.pager, false);
  },

  turn(page, change) {
    Object.assign(this, change);
    this.history.clear();
    page.again();
  },

  show(parts, page) {
    const connections = parts.connections?.items ?? [];
    if (!connections.some(each => each.pid === this.connection)) {
      this.connection = connections[0]?.pid ?? '';
      if (this.connection) {
        page.again();
      }
    }
    keyed(this.choice, connections, each => each.pid, each => element('option', { value: each.pid, text: each.pid }), () => {});
    if (this.choice.value !== this.connection) {
      this.choice.value = this.connection;
    }
    const chosen = connections.find(each => each.pid === this.connection);
    shown(this.empty, connections.length === 0);
    text(this.state, chosen?.state ? `${chosen.state.text}${chosen.state.remedy ? `. ${word('remedy')} ${chosen.state.remedy}` : ''}` : '');
    const document = parts[this.address()];
    if (!document) {
      return;
    }
    if (document.error) {
      text(this.state, `${document.error.text}; ${document.error.remedy}`);
      return;
    }
    shown(this.table, document.items.length > 0);
    keyed(this.rows, document.items, tag => tag.name, () => this.row(), (row, tag) => this.update(row, tag));
    shown(this.pager, document.total > PAGE);
    text(this.where, word('of', { from: count(this.from + 1), to: count(this.from + document.items.length), all: count(document.total) }));
    this.before.disabled = this.from === 0;
    this.after.disabled = document.next === undefined;
  },

  row() {
    const name = element('span', { class: 'name' });
    const address = element('span', { class: 'detail' });
    const value = element('td', { class: 'value' });
    const lamp = light();
    const quality = element('span');
    const since = element('span', { class: 'detail' });
    const line = trend();
    const past = element('a', { class: 'past', text: word('tags.past') });
    const row = element('tr', {}, element('th', { scope: 'row' }, name, address), value,
      element('td', { class: 'quality' }, lamp, quality, since), element('td', {}, line, past));
    return Object.assign(row, { name, address, value, lamp, quality, since, line, past });
  },

  update(row, tag) {
    broken(row.name, tag.name);
    broken(row.address, tag.address);
    // On a phone a unit goes below its number rather than that it is broken.
    text(row.value, tag.text !== undefined ? tag.text : quantity(tag.value, tag.unit).replace('\u00a0', ' '));
    setLight(row.lamp, LIGHTS[tag.quality] ?? 'grey');
    text(row.quality, tag.quality === undefined ? word('tags.untold') : named('quality', tag.quality));
    set(row.quality, 'title', tag.status);
    set(row.past, 'href', trends.more('tag', this.connection, tag.name));
    set(row.past, 'aria-label', word('trends.one', { name: tag.name }));
    text(row.since, tag.timeMicros ? age(now() - tag.timeMicros / 1000) : '');
    const values = this.history.get(tag.name) ?? [];
    values.push(typeof tag.value === 'number' ? tag.value : null);
    if (values.length > POINTS) {
      values.shift();
    }
    this.history.set(tag.name, values);
    setTrend(row.line, values, Math.max(FEWEST, values.length));
  },
};
