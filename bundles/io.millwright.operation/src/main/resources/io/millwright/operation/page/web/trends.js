// How readings of decisions and tags went in the last hour or day, as the gateway has kept them. What is looked at stands in the address.

import { chart } from './chart.js';
import { element, keyed, shown, text } from './dom.js';
import { time, word } from './words.js';
import { look, now } from './poll.js';

const HOUR = 3600;
const DAY = 86400;
const POINTS = { [HOUR]: 120, [DAY]: 144 };
/** An hour is read again by itself; a day is much to read, and is when somebody asks. */
const AGAIN_MILLIS = 60000;
const MOST = 4;
const MOST_CALLS = 24;
const MICROS = 1e6;

function parsed(part) {
  try {
    const [kind, ...names] = part.split(',').map(decodeURIComponent);
    return { key: part, kind, names };
  } catch {
    // An address that somebody typed.
    return { key: part, kind: '', names: [] };
  }
}

function title({ kind, names }) {
  return kind === 'tag' ? `${names[1]} (${names[0]})` : word('trends.of', { value: names[2], asset: names[1] || names[0], pipeline: names[0] });
}

function series(kind, ...names) {
  return [kind, ...names].map(encodeURIComponent).join(',');
}

export const trends = {
  id: 'trends',
  range: HOUR,
  chosen: [],
  choices: [],
  parts: () => ['route'],

  /** The address of what is looked at with one more. */
  more(...one) {
    const next = series(...one);
    return this.address(this.range, [...this.chosen.filter(each => each !== next), next].slice(-MOST));
  },

  address(range, chosen) {
    return ['#trends', range, ...chosen].join('/');
  },

  build(root, page) {
    this.page = page;
    this.add = element('select', { id: 'trend-add', change: () => {
      const one = this.add.value;
      this.add.value = '';
      if (one) {
        location.hash = this.address(this.range, [...this.chosen.filter(each => each !== one), one].slice(-MOST));
      }
    } }, element('option', { value: '', text: word('trends.choose') }));
    this.options = element('optgroup', { label: word('decisions.readings') });
    this.add.append(this.options);
    this.span = element('select', { id: 'trend-range', change: () => {
      location.hash = this.address(Number(this.span.value), this.chosen);
    } }, element('option', { value: HOUR, text: word('trends.hour') }), element('option', { value: DAY, text: word('trends.day') }));
    this.read = element('button', { type: 'button', text: word('trends.again'), click: () => this.load() });
    this.note = element('p', { class: 'quiet' });
    this.list = element('div', { class: 'routes' });
    root.append(element('div', { class: 'fields' },
      element('label', { for: 'trend-add', text: word('trends.add') }), this.add,
      element('label', { for: 'trend-range', text: word('trends.range') }), this.span, this.read),
    element('p', { class: 'detail' }, element('a', { href: '#tags', text: word('trends.tags') })), this.note, this.list);
    this.offers();
    this.moved(page);
  },

  left() {
    this.reading = null;
  },

  /** What the last decisions say can be chosen, and from which values on their models tell something. */
  async offers() {
    const [told, known] = await Promise.all(['decisions?size=200', 'models'].map(address =>
      look(address).then(answer => (answer.ok ? answer.json() : { items: [] })).catch(() => ({ items: [] }))));
    const found = new Map();
    for (const decision of told.items) {
      const readings = known.items.find(each => each.name === decision.model.name)?.readings ?? [];
      for (const value of decision.values) {
        const one = series('value', decision.pipeline, decision.asset, value.name);
        found.set(one, { one, unit: value.unit, limits: readings.find(each => each.name === value.name)?.thresholds ?? [] });
      }
    }
    this.choices = [...found.values()].sort((a, b) => a.one.localeCompare(b.one));
    keyed(this.options, this.choices, each => each.one, each => element('option', { value: each.one, text: title(parsed(each.one)) }), () => {});
    if (this.chosen.length === 0 && this.choices.length > 0 && location.hash.startsWith('#trends')) {
      location.replace(this.address(this.range, [this.choices[0].one]));
    } else {
      this.draw();
    }
  },

  /** Another address: what is looked at is read anew. */
  moved() {
    const [, range, ...chosen] = location.hash.split('/');
    this.range = Number(range) === DAY ? DAY : HOUR;
    if (range !== undefined) {
      this.chosen = chosen.filter(each => parsed(each).names.length > 1).slice(0, MOST);
    }
    this.span.value = this.range;
    this.load();
  },

  show() {
    const old = Date.now() - (this.readMillis ?? 0) > AGAIN_MILLIS;
    if (this.range === HOUR && old && !this.reading) {
      this.load();
    }
  },

  /** Reads one after the other; whoever begins anew ends what was under way. */
  async load() {
    const width = this.range * MICROS / POINTS[this.range];
    const to = Math.floor(now() * 1000 / width) * width + width;
    const reading = { from: to - this.range * MICROS, to, width, found: new Map(this.chosen.map(each => [each, []])), until: 0, trouble: '' };
    this.reading = reading;
    this.readMillis = Date.now();
    this.span.value = this.range;
    for (const each of this.chosen) {
      await this.one(reading, each);
      if (this.reading !== reading) {
        return;
      }
    }
    reading.done = true;
    this.last = reading;
    this.draw();
    this.reading = null;
  },

  /** What is too long for one answer is read on from where it ended. */
  async one(reading, each) {
    const { kind, names } = parsed(each);
    const what = kind === 'tag' ? { tag: names.join('/') } : { pipeline: names[0], asset: names[1], value: names[2] };
    let from = reading.from;
    for (let calls = 0; calls < MOST_CALLS && this.reading === reading; calls++) {
      const points = Math.max(1, Math.round((reading.to - from) / reading.width));
      const query = new URLSearchParams({ ...what, fromMicros: Math.round(from), toMicros: Math.round(reading.to), points });
      const answer = await look(`history?${query}`).catch(() => null);
      const told = answer ? await answer.json().catch(() => ({})) : {};
      if (!answer?.ok) {
        reading.trouble = told.error ? `${told.error.text}; ${told.error.remedy}` : word('alive.gone');
        return;
      }
      reading.found.get(each).push(...told.points);
      if (told.nextFromMicros === undefined) {
        return;
      }
      from = told.nextFromMicros;
      reading.until = from;
      text(this.note, word('trends.reading', { time: time(from, now()) }));
    }
  },

  draw() {
    const reading = this.last;
    if (!reading) {
      return;
    }
    const items = this.chosen.map(each => ({ key: each, points: reading.found.get(each) ?? [] }));
    const empty = items.length > 0 && items.every(each => each.points.length === 0);
    text(this.note, reading.trouble || (items.length === 0 ? word('trends.none') : empty ? word('trends.nothing') : ''));
    keyed(this.list, items, each => each.key, each => this.card(each), (card, each) => {
      shown(card.chart, each.points.length > 0);
      shown(card.without, each.points.length === 0);
      if (each.points.length > 0) {
        const choice = this.choices.find(one => one.one === each.key);
        card.chart.show({ ...reading, points: each.points, limits: choice?.limits ?? [], unit: choice?.unit ?? '' });
      }
    });
  },

  card(each) {
    const name = title(parsed(each.key));
    const drawn = chart(name);
    const without = element('p', { class: 'quiet', text: word('trends.nothing') });
    const remove = element('button', { type: 'button', text: word('trends.remove'), 'aria-label': word('trends.removeone', { name }), click: () => {
      location.hash = this.address(this.range, this.chosen.filter(one => one !== each.key));
      document.getElementById('heading').focus();
    } });
    return Object.assign(element('section', { class: 'card', 'aria-label': name }, element('h3', { text: name }), drawn, without,
      element('p', { class: 'buttons' }, remove)), { chart: drawn, without });
  },
};
