// The way of every pipeline from the PLC to the cloud, with a light per station and one sentence where it is stuck.

import { element, keyed, set, shape, shown, text } from './dom.js';
import { light, setLight } from './draw.js';
import { age, count, named, number, provider, time, word } from './words.js';
import { now } from './poll.js';
import { topicOf } from './outbox.js';

const SIGNS = {
  connection: 'M4 5h12v6H4zM7 11v5M13 11v5M3 16h14M7 8h.1M10 8h.1M13 8h.1',
  tags: 'M3 9V4h5l9 8-5 5zM6.5 6.8h.1',
  window: 'M3 4h14v12H3zM3 8h14M3 12h14M8 4v12',
  model: 'M4 6a1.5 1.5 0 1 0 .1 0M4 13a1.5 1.5 0 1 0 .1 0M10 9a1.5 1.5 0 1 0 .1 0M16 9a1.5 1.5 0 1 0 .1 0M5.5 8l3 2M5.5 14l3-2.5M11.6 10.5h2.8',
  decision: 'M10 3l7 7-7 7-7-7zM7 10l2 2 4-4',
  cloud: 'M6 15a3.5 3.5 0 0 1 0-7 5 5 0 0 1 9-1 4 4 0 0 1-.5 8z',
};

/** The one number of a station, in words. */
const FIGURES = {
  values: each => word('figure.values', { n: number(each.value) }),
  good: each => word('figure.good', { n: count(each.value), of: count(each.of) }),
  waiting: each => word('figure.waiting', { n: count(each.value) }),
  run: each => word('figure.run', { n: number(each.value) }),
  decisions: each => word('figure.decisions', { n: number(each.value) }),
  confirmed: each => word('figure.confirmed', { n: number(each.value) }),
};

const MOST_NAMES = 3;

export const route = {
  id: 'route',
  parts: () => ['route', 'outbox'],

  build(root) {
    this.empty = element('p', { class: 'quiet', text: word('route.none') });
    this.list = element('div', { class: 'routes' });
    root.append(this.empty, this.list);
    this.lights = this.lights ?? new Map();
  },

  show(parts, page) {
    const routes = parts.route?.items ?? [];
    this.confirmed = new Map((parts.outbox?.items ?? []).map(each => [each.pid, each.lastConfirmedMicros]));
    shown(this.empty, Boolean(parts.route) && routes.length === 0);
    keyed(this.list, routes, each => each.pipeline, each => this.card(each), (node, each) => this.update(node, each, page));
  },

  card(each) {
    const title = element('h3', { text: each.pipeline });
    const chain = element('ol', { class: 'chain' });
    const sentence = element('p', { class: 'sentence' });
    const remedy = element('p', { class: 'remedy' });
    const losses = element('ul', { class: 'plain detail' });
    const node = element('section', { class: 'card', 'aria-label': each.pipeline }, title, chain, sentence, remedy, losses);
    Object.assign(node, { chain, sentence, remedy, losses, chosen: '' });
    return node;
  },

  update(node, each, page) {
    const { stations } = each;
    keyed(node.chain, stations, station => station.station,
      station => this.station(node, station), (item, station) => this.updateStation(node, item, station, each));
    const told = stations.find(station => station.station === (node.chosen || each.stuckAt)) ?? stations.at(-1);
    const stuck = each.stuckAt && told?.station === each.stuckAt;
    set(node, 'data-light', told?.light ?? 'grey');
    if (told) {
      const since = told.state.sinceMicros ? word('since', { time: time(told.state.sinceMicros, now()) }) : '';
      const head = each.stuckAt || node.chosen ? `${named('station', told.station)}: ` : '';
      const first = !stuck ? each.stuckAt || node.chosen ? '' : 'route.fine' : told.light === 'red' ? 'route.stuck' : 'route.look';
      // Who is well may have nothing to say.
      const said = told.state.text || (told.light !== 'green' ? named('state', told.state.code) : head ? named('light', told.light) : '');
      text(node.sentence, [first && word(first), said && `${head}${sentence(said)}`, since].filter(Boolean).join(' '));
      text(node.remedy, told.state.remedy ? `${word('remedy')} ${told.state.remedy}` : '');
      shown(node.remedy, Boolean(told.state.remedy));
    }
    const losses = told?.losses ?? [];
    shown(node.losses, losses.length > 0);
    keyed(node.losses, losses, loss => loss.text, () => element('li'), (item, loss) =>
      text(item, word(loss.unconfirmed ? 'route.unconfirmed' : 'route.lost', { n: count(loss.count), unit: loss.unit, text: loss.text })));
    this.announce(each, stations, page);
  },

  station(node, station) {
    const sign = shape('svg', { viewBox: '0 0 20 20', class: 'sign', 'aria-hidden': 'true', focusable: 'false' },
      shape('path', { d: SIGNS[station.station] ?? SIGNS.window }));
    const lamp = light();
    const name = element('span', { class: 'name' });
    const figure = element('span', { class: 'figure' });
    const detail = element('span', { class: 'detail' });
    const state = element('span', { class: 'unseen' });
    const button = element('button', {
      type: 'button',
      click: () => {
        node.chosen = node.chosen === station.station ? '' : station.station;
        dispatchEvent(new Event('millwright-again'));
      },
    }, element('span', { class: 'disc' }, sign, lamp), element('span', { class: 'words' }, name, state, figure, detail));
    const item = element('li', {}, button);
    Object.assign(item, { lamp, name, figure, detail, state, button });
    return item;
  },

  updateStation(node, item, station, each) {
    setLight(item.lamp, station.light);
    set(item, 'data-light', station.light);
    text(item.name, named('station', station.station));
    text(item.state, ` ${named('light', station.light)} `);
    text(item.figure, this.figure(station));
    text(item.detail, detail(station));
    set(item.button, 'aria-pressed', String(node.chosen === station.station));
    set(item, 'data-stuck', each.stuckAt === station.station ? 'yes' : null);
  },

  figure(station) {
    const confirmed = station.station === 'cloud' && this.confirmed.get(station.pid);
    return confirmed ? word('figure.last', { time: age(now() - confirmed / 1000) }) : FIGURES[station.figure?.name]?.(station.figure) ?? '';
  },

  /** Says aloud what has changed, and nothing when the page was just opened. */
  announce(each, stations, page) {
    const at = stations.find(station => station.station === each.stuckAt);
    const now = at ? `${at.station} ${at.light} ${at.state.code}` : '';
    const before = this.lights.get(each.pipeline);
    this.lights.set(each.pipeline, now);
    if (before !== undefined && before !== now) {
      page.say(at
        ? word('route.said', { pipeline: each.pipeline, station: named('station', at.station), text: at.state.text })
        : word('route.runs', { pipeline: each.pipeline }));
    }
  },
};

function sentence(said) {
  return /[.!?\u2026]$/.test(said) ? said : `${said}.`;
}

function detail(station) {
  // What runs in the pipeline itself has its name above.
  const parts = ['window', 'decision', 'tags'].includes(station.station) ? [] : [station.pid];
  if (station.shared) {
    const names = station.shared.slice(0, MOST_NAMES);
    const more = station.shared.length - names.length;
    parts.push(word('route.shared', { names: names.join(', ') + (more > 0 ? ` + ${more}` : '') }));
  }
  for (const more of [station.modelVersion, provider(station.executionProvider), topicOf(station.topic)]) {
    if (more) {
      parts.push(more);
    }
  }
  return parts.filter(Boolean).join(' \u00b7 ');
}
