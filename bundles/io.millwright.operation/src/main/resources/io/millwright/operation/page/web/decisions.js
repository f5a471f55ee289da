// The last decisions, and one of them with its readings, reasons, picture and heat map. What is looked at stands in the address.

import { element, keyed, name as broken, set, shown, text } from './dom.js';
import { bar, canvas, draw, light, mark, overlay, setLight } from './draw.js';
import { opinions } from './opinion.js';
import { named, number, provider, quantity, time, word } from './words.js';
import { now } from './poll.js';
import { trends } from './trends.js';

const SIZE = 30;
const LIGHTS = { OK: 'green', NOTICE: 'green', WARNING: 'yellow', ALARM: 'red' };
const ORDER = ['OK', 'NOTICE', 'WARNING', 'ALARM'];
const MOST_REASONS = 8;
/** A decision may come a moment before its picture does. */
const PICTURE_CALLS = 4;
const LEAST = ['', 'warning', 'alarm'];
const FILTERS = ['severity', 'pipeline', 'asset'];

function key(decision) {
  return [decision.pipeline, decision.asset, decision.run, decision.sequence].map(encodeURIComponent).join('/');
}

function worst(decision) {
  return decision.values.reduce((found, value) =>
    (ORDER.indexOf(value.severity) > ORDER.indexOf(found) ? value.severity : found), 'OK');
}

function said(value) {
  const band = value.lower !== undefined ? ` [${number(value.lower)} \u2026 ${number(value.upper)}]` : '';
  const what = value.label ? (typeof value.number === 'number' ? `${value.label} (${quantity(value.number, value.unit)})` : value.label)
    : quantity(value.number, value.unit);
  return `${what}${band}`;
}

/** Where in its picture a decision sees something, and what; null where it does not. */
function place(decision) {
  const at = name => decision.values.find(each => each.name === name && each.unit === 'px' && typeof each.number === 'number')?.number;
  const [x, y] = [at('x'), at('y')];
  if (x === undefined || y === undefined || ORDER.indexOf(worst(decision)) < ORDER.indexOf('WARNING')) {
    return null;
  }
  const kind = decision.values.find(each => each.name === 'kind' && each.label)
    ?? decision.values.find(each => each.label && each.severity === worst(decision));
  return { x, y, kind: kind?.label ?? '' };
}

function labelled(node, label) {
  broken(node, label);
  return node;
}

export const decisions = {
  id: 'decisions',
  severity: '',
  pipeline: '',
  asset: '',

  address() {
    const query = new URLSearchParams({ size: SIZE });
    for (const name of FILTERS.filter(each => this[each])) {
      query.set(name, this[name]);
    }
    return `decisions?${query}`;
  },

  /** The address of the view with what is filtered, and with a decision behind its name. */
  at(decision = '') {
    const query = new URLSearchParams(FILTERS.filter(each => this[each]).map(each => [each, this[each]])).toString();
    return `#decisions${decision ? `/${decision}` : ''}${query ? `?${query}` : ''}`;
  },

  parts() {
    const parts = ['route', this.address()];
    const chosen = this.chosen();
    if (chosen) {
      parts.push(`decision/${chosen}`);
    }
    if (this.wantsPicture()) {
      parts.push(this.pictureAddress());
    }
    return parts;
  },

  /** The decision that is told: the one in the address, or the newest of the asset that is followed. */
  chosen() {
    return this.follows() ? this.newest : this.target();
  },

  /** What stands behind the view's name in the address. */
  target() {
    const [path] = location.hash.split('?');
    return path.startsWith('#decisions/') ? path.slice('#decisions/'.length) : '';
  },

  follows() {
    return this.target().startsWith('follow/');
  },

  /** Pipeline and asset of what is told. */
  machine() {
    return this.target().replace('follow/', '').split('/').slice(0, 2).join('/');
  },

  pictureAddress() {
    const [, , run, sequence] = this.target().split('/');
    return `picture/${this.machine()}${this.follows() ? '' : `?run=${run}&sequence=${sequence}`}`;
  },

  /** A picture is large: that of one decision is asked for until it is here or was not found. */
  wantsPicture() {
    return this.target() !== '' && (this.follows() || !this.pictureBytes && this.pictureCalls < PICTURE_CALLS);
  },

  build(root, page) {
    this.fields = Object.fromEntries(FILTERS.map(name => [name, element('select', { id: `decisions-${name}`, change: () => {
      this[name] = this.fields[name].value;
      if (name === 'pipeline') {
        this.asset = '';
      }
      location.hash = this.at(this.target());
    } })]));
    this.fields.severity.append(...LEAST.map(each => element('option', { value: each, text: word(`decisions.from.${each || 'ok'}`) })));
    this.empty = element('p', { class: 'quiet', text: word('decisions.none') });
    this.list = element('ul', { class: 'decisionlist' });
    this.told = element('div', { class: 'told' });
    this.opinions = opinions(page);
    this.detail = element('section', { class: 'card detailcard', 'aria-labelledby': 'chosen' }, this.told, this.opinions);
    root.append(
      element('div', { class: 'fields' }, ...FILTERS.flatMap(name => [
        element('label', { for: `decisions-${name}`, text: word(`decisions.${name}`) }), this.fields[name]])),
      this.empty, element('div', { class: 'two' }, this.list, this.detail));
    this.moved(page);
  },

  /** Another decision is chosen, or others are looked at. */
  moved(page) {
    const query = new URLSearchParams(location.hash.split('?')[1] ?? '');
    for (const name of FILTERS) {
      this[name] = query.get(name) ?? '';
    }
    this.severity = LEAST.includes(this.severity) ? this.severity : '';
    this.fields.severity.value = this.severity;
    if (this.shownTarget === this.target() && this.told.isConnected && this.told.childElementCount) {
      page.again();
      return;
    }
    this.shownTarget = this.target();
    this.newest = '';
    this.forget();
    this.told.replaceChildren(element('h3', { id: 'chosen', text: word('decisions.one') }),
      element('p', { class: 'quiet', text: this.chosen() ? '\u2026' : word('decisions.choose') }));
    this.opinions.of(null);
    page.again();
  },

  forget() {
    this.shownKey = '';
    this.drawn = '';
    this.pictureBytes = null;
    this.pictureCalls = 0;
  },

  /** Goes on to the newest decision whose picture is here, or to the newest one where none is. */
  follow(items, picture, page) {
    const last = items.find(each => key(each).startsWith(`${this.machine()}/`));
    const next = picture?.there ? `${this.machine()}/${picture.run}/${picture.sequence}` : last ? key(last) : '';
    if (next && next !== this.newest) {
      this.newest = next;
      this.forget();
      page.again();
    }
  },

  /** What can be chosen; what is chosen stays, though nothing of it is there just now. */
  offer(name, values) {
    const choices = ['', ...new Set([...values, ...(this[name] ? [this[name]] : [])])];
    keyed(this.fields[name], choices, each => each,
      each => element('option', { value: each, text: each || word(`decisions.all.${name}`) }), () => {});
    if (this.fields[name].value !== this[name]) {
      this.fields[name].value = this[name];
    }
  },

  show(parts, page) {
    if (parts.route?.items) {
      this.offer('pipeline', parts.route.items.map(each => each.pipeline));
    }
    const told = parts[this.address()];
    const items = told?.items;
    if (items) {
      this.offer('asset', told.assets ?? []);
      shown(this.empty, items.length === 0);
      text(this.empty, word(told.last > 0 ? 'decisions.nosuch' : 'decisions.none'));
      keyed(this.list, items, each => `${key(each)} ${each.role}`, () => this.row(), (row, each) => this.update(row, each));
    }
    const picture = parts[this.target() ? this.pictureAddress() : ''];
    if (this.follows()) {
      this.follow(items ?? [], picture, page);
    }
    const chosen = this.chosen();
    if (chosen && parts[`decision/${chosen}`]) {
      this.tell(chosen, parts[`decision/${chosen}`], picture);
    }
  },

  row() {
    const lamp = light();
    const severity = element('span', { class: 'unseen' });
    const when = element('span', { class: 'when' });
    const who = element('span', { class: 'name' });
    const what = element('span', { class: 'what' });
    const note = element('span', { class: 'detail' });
    const link = element('a', {}, lamp, severity, when, who, what, note);
    return Object.assign(element('li', {}, link), { lamp, severity, when, who, what, note, link });
  },

  update(row, decision) {
    const severity = worst(decision);
    setLight(row.lamp, decision.quality === 'GOOD' ? LIGHTS[severity] : severity === 'ALARM' ? 'red' : 'yellow');
    text(row.severity, `${named('severity', severity)} `);
    set(row.severity, 'class', ORDER.indexOf(severity) < ORDER.indexOf('WARNING') ? 'unseen' : 'severity');
    text(row.when, `${time(decision.windowEndMicros, now())} `);
    text(row.who, `${decision.asset || decision.pipeline} `);
    text(row.what, decision.values.map(value => `${value.name} ${said(value)}`).join(', '));
    text(row.note, [decision.quality === 'GOOD' ? '' : `${named('quality', decision.quality)}: ${decision.reason}`,
      decision.role === 'SERVING' ? '' : named('role', decision.role)].filter(Boolean).join(' \u00b7 '));
    set(row.link, 'href', this.at(key(decision)));
    set(row.link, 'aria-current', this.chosen() === key(decision) ? 'true' : null);
  },

  tell(chosen, decision, picture) {
    if (decision.error) {
      this.told.replaceChildren(element('h3', { id: 'chosen', text: word('decisions.one') }),
        element('p', { class: 'quiet', text: `${decision.error.text}; ${decision.error.remedy}` }));
      this.opinions.of(null);
      return;
    }
    const state = `${chosen} ${decision.explanations.length} ${decision.explanations.map(each => each.done).join()}`;
    if (state !== this.shownKey) {
      this.shownKey = state;
      this.canvas = canvas(word('decisions.picture'));
      this.figure = element('figure', { hidden: true }, this.canvas, element('figcaption', {}));
      this.unkept = element('p', { class: 'detail', hidden: true, text: word('decisions.unkept') });
      this.told.replaceChildren(
        element('h3', { id: 'chosen', text: `${decision.asset || decision.pipeline}${decision.part ? ` \u00b7 ${decision.part}` : ''}` }),
        element('p', { class: 'detail', text: word('decisions.head', {
          time: time(decision.windowEndMicros, now()), sequence: decision.sequence, model: decision.model.name,
          version: decision.model.version, provider: provider(decision.model.executionProvider) }) }),
        element('p', {}, this.follows()
          ? element('a', { href: this.at(chosen), text: word('decisions.hold') })
          : element('a', { href: this.at(`follow/${this.machine()}`), text: word('decisions.follow', { asset: decision.asset || decision.pipeline }) })),
        this.figure, this.unkept, this.readings(decision), ...decision.explanations.map(each => this.reasons(each)).filter(Boolean));
      this.drawn = '';
    }
    this.opinions.of(decision, this.follows());
    this.picture(decision, picture);
  },

  readings(decision) {
    const rows = decision.values.map(value => {
      const lamp = light();
      setLight(lamp, LIGHTS[value.severity]);
      return element('tr', {}, labelled(element('th', { scope: 'row' }), value.name), element('td', { text: said(value) }),
        element('td', { class: 'quality' }, lamp, element('span', { text: named('severity', value.severity) })),
        element('td', {}, element('a', { class: 'past', href: trends.more('value', decision.pipeline, decision.asset, value.name),
          text: word('trends.link'), 'aria-label': word('trends.one', { name: value.name }) })));
    });
    const table = element('table', {}, element('caption', { class: 'unseen', text: word('decisions.readings') }),
      element('thead', { class: 'unseen' }, element('tr', {}, ...['reading', 'said', 'severity', 'past'].map(name =>
        element('th', { scope: 'col', text: word(`decisions.${name}`) })))), element('tbody', {}, ...rows));
    const quality = decision.quality === 'GOOD' ? null
      : element('p', { class: 'sentence', text: `${named('quality', decision.quality)}: ${decision.reason}` });
    const box = element('div', {}, table);
    if (quality) {
      box.append(quality);
    }
    return box;
  },

  reasons(explanation) {
    const most = Math.max(...explanation.contributions.map(each => Math.abs(each.amount ?? 0)), 1e-12);
    const rows = explanation.contributions.slice(0, MOST_REASONS).map(each => element('tr', {},
      labelled(element('th', { scope: 'row' }), each.feature),
      element('td', { text: number(each.value) }),
      element('td', { class: 'value', text: number(each.amount) }),
      element('td', {}, bar((each.amount ?? 0) / most))));
    // Of a picture the map is the reason.
    return rows.length === 0 ? null : element('div', {},
      element('h4', { text: word('decisions.why', { reading: explanation.reading, label: explanation.label }) }),
      element('table', { class: 'reasons' },
        element('caption', { class: 'unseen', text: word('decisions.reasons') }),
        element('thead', { class: 'unseen' }, element('tr', {}, ...['feature', 'value', 'amount', 'share'].map(name =>
          element('th', { scope: 'col', text: word(`decisions.${name}`) })))), element('tbody', {}, ...rows)));
  },

  /** The newest picture of an asset may be of another decision than the chosen one; then it is not shown. */
  async picture(decision, picture) {
    if (picture?.there && picture.run === decision.run && picture.sequence === decision.sequence) {
      this.pictureBytes = picture;
    } else if (picture) {
      this.pictureCalls++;
    }
    const map = decision.explanations.map(each => each.heatMap).find(Boolean);
    const found = place(decision);
    shown(this.unkept, Boolean(map || found) && !this.pictureBytes && (this.follows() || this.pictureCalls >= PICTURE_CALLS));
    const state = `${Boolean(this.pictureBytes)} ${Boolean(map)}`;
    if (!this.figure || state === this.drawn || (!this.pictureBytes && !map)) {
      return;
    }
    this.drawn = state;
    const { figure, canvas: ground } = this;
    try {
      if (this.pictureBytes) {
        await draw(ground, this.pictureBytes);
      } else {
        ground.width = map.columns * 16;
        ground.height = map.rows * 16;
      }
      if (map) {
        overlay(ground, map);
      }
      if (found && this.pictureBytes) {
        mark(ground, found.x, found.y);
      }
      text(figure.lastChild, [word(map ? 'decisions.map' : 'decisions.picture'),
        found && this.pictureBytes ? word('decisions.mark', { kind: found.kind, x: number(found.x), y: number(found.y) }) : ''].filter(Boolean).join('. '));
      shown(figure, true);
    } catch {
      shown(figure, false);
    }
  },
};
