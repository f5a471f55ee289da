// The last decisions, and one of them with its readings, reasons, picture and heat map.

import { element, keyed, name as broken, set, shown, text } from './dom.js';
import { bar, canvas, draw, light, overlay, setLight } from './draw.js';
import { opinions } from './opinion.js';
import { named, number, quantity, time, word } from './words.js';
import { now } from './poll.js';
import { trends } from './trends.js';

const SIZE = 30;
const LIGHTS = { OK: 'green', NOTICE: 'green', WARNING: 'yellow', ALARM: 'red' };
const ORDER = ['OK', 'NOTICE', 'WARNING', 'ALARM'];
const MOST_REASONS = 8;

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

function labelled(node, label) {
  broken(node, label);
  return node;
}

export const decisions = {
  id: 'decisions',
  pipeline: '',

  address() {
    const query = new URLSearchParams({ size: SIZE });
    if (this.pipeline) {
      query.set('pipeline', this.pipeline);
    }
    return `decisions?${query}`;
  },

  parts() {
    const parts = ['route', this.address()];
    const chosen = this.chosen();
    if (chosen) {
      parts.push(`decision/${chosen}`);
    }
    if (this.wantsPicture()) {
      parts.push(`picture/${this.asset()}`);
    }
    return parts;
  },

  /** The decision that is told: the one in the address, or the newest of the asset that is followed. */
  chosen() {
    return this.follows() ? this.newest : this.target();
  },

  /** What stands behind the view's name in the address. */
  target() {
    return location.hash.startsWith('#decisions/') ? location.hash.slice('#decisions/'.length) : '';
  },

  follows() {
    return this.target().startsWith('follow/');
  },

  asset() {
    return this.target().replace('follow/', '').split('/').slice(0, 2).join('/');
  },

  /** A picture is large: it is asked for until the right one is here, or cannot come any more. */
  wantsPicture() {
    return this.target() !== '' && (this.follows() || !this.pictureOver);
  },

  build(root, page) {
    this.choice = element('select', { id: 'pipeline', change: () => {
      this.pipeline = this.choice.value;
      page.again();
    } }, element('option', { value: '', text: word('decisions.all') }));
    this.options = element('optgroup', { label: word('decisions.pipelines') });
    this.choice.append(this.options);
    this.empty = element('p', { class: 'quiet', text: word('decisions.none') });
    this.list = element('ul', { class: 'decisionlist' });
    this.told = element('div', { class: 'told' });
    this.opinions = opinions(page);
    this.detail = element('section', { class: 'card detailcard', 'aria-labelledby': 'chosen' }, this.told, this.opinions);
    root.append(
      element('div', { class: 'fields' }, element('label', { for: 'pipeline', text: word('decisions.pipeline') }), this.choice),
      this.empty, element('div', { class: 'two' }, this.list, this.detail));
    this.moved(page);
  },

  /** Another decision is chosen. */
  moved(page) {
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
    this.pictureOver = false;
  },

  /** Goes on to the newest decision whose picture is here, or to the newest one where none is. */
  follow(items, picture, page) {
    const last = items.find(each => key(each).startsWith(`${this.asset()}/`));
    const next = picture?.there ? `${this.asset()}/${picture.run}/${picture.sequence}` : last ? key(last) : '';
    if (next && next !== this.newest) {
      this.newest = next;
      this.forget();
      page.again();
    }
  },

  show(parts, page) {
    keyed(this.options, parts.route?.items ?? [], each => each.pipeline,
      each => element('option', { value: each.pipeline, text: each.pipeline }), () => {});
    const items = parts[this.address()]?.items;
    if (items) {
      shown(this.empty, items.length === 0);
      keyed(this.list, items, each => `${key(each)} ${each.role}`, () => this.row(), (row, each) => this.update(row, each));
    }
    const picture = parts[`picture/${this.asset()}`];
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
    text(row.when, `${time(decision.windowEndMicros, now())} `);
    text(row.who, `${decision.asset || decision.pipeline} `);
    text(row.what, decision.values.map(value => `${value.name} ${said(value)}`).join(', '));
    text(row.note, [decision.quality === 'GOOD' ? '' : `${named('quality', decision.quality)}: ${decision.reason}`,
      decision.role === 'SERVING' ? '' : named('role', decision.role)].filter(Boolean).join(' \u00b7 '));
    set(row.link, 'href', `#decisions/${key(decision)}`);
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
      this.told.replaceChildren(
        element('h3', { id: 'chosen', text: `${decision.asset || decision.pipeline}${decision.part ? ` \u00b7 ${decision.part}` : ''}` }),
        element('p', { class: 'detail', text: word('decisions.head', {
          time: time(decision.windowEndMicros, now()), sequence: decision.sequence, model: decision.model.name,
          version: decision.model.version, provider: decision.model.executionProvider }) }),
        element('p', {}, this.follows()
          ? element('a', { href: `#decisions/${chosen}`, text: word('decisions.hold') })
          : element('a', { href: `#decisions/follow/${this.asset()}`, text: word('decisions.follow', { asset: decision.asset || decision.pipeline }) })),
        this.readings(decision),
        ...decision.explanations.map(each => this.reasons(each)));
      this.canvas = canvas(word('decisions.picture'));
      this.figure = element('figure', { hidden: true }, this.canvas, element('figcaption', {}));
      this.unkept = element('p', { class: 'detail', hidden: true, text: word('decisions.unkept') });
      this.told.append(this.figure, this.unkept);
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
    return element('div', {}, element('h4', { text: word('decisions.why', { reading: explanation.reading, label: explanation.label }) }),
      rows.length === 0 ? null : element('table', { class: 'reasons' },
        element('caption', { class: 'unseen', text: word('decisions.reasons') }),
        element('thead', { class: 'unseen' }, element('tr', {}, ...['feature', 'value', 'amount', 'share'].map(name =>
          element('th', { scope: 'col', text: word(`decisions.${name}`) })))), element('tbody', {}, ...rows)));
  },

  /** The newest picture of an asset may be of another decision than the chosen one; then it is not shown, unless it was kept here. */
  async picture(decision, picture) {
    const own = picture?.there && picture.run === decision.run && picture.sequence === decision.sequence;
    if (own) {
      this.pictureBytes = picture;
    }
    // Pictures come in order: behind a later one, or where none was asked for when it came, the right one does not come any more.
    this.pictureOver = Boolean(this.pictureBytes) || (picture?.there && (picture.run !== decision.run || picture.sequence > decision.sequence));
    const map = decision.explanations.map(each => each.heatMap).find(Boolean);
    shown(this.unkept, Boolean(map) && !this.pictureBytes);
    const state = `${Boolean(this.pictureBytes)} ${Boolean(map)}`;
    if (!this.figure || state === this.drawn || (!this.pictureBytes && !map)) {
      return;
    }
    this.drawn = state;
    const { figure, canvas: place } = this;
    try {
      if (this.pictureBytes) {
        await draw(place, this.pictureBytes);
      } else {
        place.width = map.columns * 16;
        place.height = map.rows * 16;
      }
      if (map) {
        overlay(place, map);
      }
      text(figure.lastChild, map ? word('decisions.map') : word('decisions.picture'));
      shown(figure, true);
    } catch {
      shown(figure, false);
    }
  },
};
