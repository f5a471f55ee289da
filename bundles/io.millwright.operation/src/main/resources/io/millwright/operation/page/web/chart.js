// A trend of the past as a picture: the mean as a line, least and greatest as a band, limits as dashes; and the same as a table.

import { element, set, shape, text } from './dom.js';
import { count, counted, number, quantity, time, word } from './words.js';

const WIDTH = 600;
const HEIGHT = 160;
const EDGE = 6;
/** Parts without a value: so many next to each other are a gap in the line. */
const GAP = 1.6;

function scale(points, limits) {
  const all = [...points.flatMap(each => [each.min, each.max]), ...limits];
  const low = Math.min(...all);
  const high = Math.max(...all);
  const room = (high - low || Math.abs(high) || 1) * 0.05;
  return { low: low - room, high: high + room };
}

/** Of an axis three digits are enough. */
function rounded(value) {
  return Number(value.toPrecision(3));
}

/** Splits points where some are missing between them. */
function pieces(points, width) {
  const parts = [];
  points.forEach((each, i) => {
    if (i === 0 || each.fromMicros - points[i - 1].fromMicros > width * GAP) {
      parts.push([]);
    }
    parts.at(-1).push(each);
  });
  return parts;
}

/**
 * Draws.
 *
 * @param points the oldest first, with fromMicros, count, min, max and mean
 * @param limits values from which something is told
 */
function drawn(points, from, to, width, limits) {
  const { low, high } = scale(points, limits);
  const x = each => ((each.fromMicros + width / 2 - from) / (to - from) * WIDTH).toFixed(1);
  const y = value => (HEIGHT - EDGE - (value - low) / (high - low) * (HEIGHT - 2 * EDGE)).toFixed(1);
  const shapes = [];
  for (const piece of pieces(points, width)) {
    const there = piece.map(each => `${x(each)},${y(each.max)}`);
    const back = [...piece].reverse().map(each => `${x(each)},${y(each.min)}`);
    shapes.push(shape('polygon', { class: 'band', points: [...there, ...back].join(' ') }));
    const line = piece.map(each => `${x(each)},${y(each.mean)}`);
    // One value alone is a dot.
    shapes.push(shape('polyline', { class: 'mean', points: (line.length > 1 ? line : [line[0], line[0]]).join(' ') }));
  }
  for (const limit of limits) {
    shapes.push(shape('line', { class: 'limit', x1: 0, x2: WIDTH, y1: y(limit), y2: y(limit) }));
  }
  return { shapes, low, high, x };
}

/** A place for one trend. */
export function chart(label) {
  const picture = shape('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img', 'aria-label': label, preserveAspectRatio: 'none' });
  const top = element('span');
  const bottom = element('span');
  const begin = element('span');
  const end = element('span');
  const told = element('output', { class: 'detail' });
  const at = element('input', { type: 'range', min: 0, max: 0, value: 0, class: 'at', 'aria-label': word('trends.at', { name: label }), input: () => point() });
  const rows = element('tbody');
  const table = element('table', { class: 'points' }, element('caption', { class: 'unseen', text: label }),
    element('thead', {}, element('tr', {}, ...[word('trends.time'), word('trends.mean'), word('trends.least'), word('trends.greatest'), word('trends.count')]
      .map(each => element('th', { scope: 'col', text: each })))), rows);
  const mark = shape('line', { class: 'here', y1: 0, y2: HEIGHT });
  const body = element('div', { class: 'chartbody' }, element('p', { class: 'scale detail', 'aria-hidden': 'true' }, top, bottom), picture);
  const node = element('div', { class: 'charted' }, body, element('p', { class: 'times detail', 'aria-hidden': 'true' }, begin, end), at, told,
    element('details', {}, element('summary', { text: word('trends.table') }), table));
  let shownPoints = [];
  let place = null;
  let unit = '';

  const point = () => {
    const each = shownPoints[Number(at.value)];
    if (each) {
      set(mark, 'x1', place(each));
      set(mark, 'x2', place(each));
      const sentence = counted('trends.here', each.count, {
        time: time(each.fromMicros), mean: quantity(each.mean, unit), least: number(each.min), greatest: number(each.max) });
      text(told, sentence);
      set(at, 'aria-valuetext', sentence);
    }
  };
  picture.addEventListener('pointermove', event => {
    const box = picture.getBoundingClientRect();
    const wanted = (event.clientX - box.left) / box.width * WIDTH;
    const near = shownPoints.reduce((best, each, i) => (Math.abs(place(each) - wanted) < Math.abs(place(shownPoints[best]) - wanted) ? i : best), 0);
    at.value = near;
    point();
  });

  /** Shows points of a time; there is at least one. */
  node.show = ({ points, from, to, width, limits = [], unit: its = '' }) => {
    const last = Number(at.value) >= shownPoints.length - 1;
    shownPoints = points;
    unit = its;
    const { shapes, low, high, x } = drawn(points, from, to, width, limits);
    place = x;
    picture.replaceChildren(...shapes, mark);
    text(top, quantity(rounded(high), unit));
    text(bottom, quantity(rounded(low), unit));
    text(begin, time(from, to / 1000));
    text(end, time(to, to / 1000));
    set(at, 'max', points.length - 1);
    if (last) {
      at.value = points.length - 1;
    }
    point();
    rows.replaceChildren(...[...points].reverse().map(each => element('tr', {}, element('th', { scope: 'row', text: time(each.fromMicros, to / 1000) }),
      ...[each.mean, each.min, each.max].map(value => element('td', { class: 'value', text: number(value) })), element('td', { text: count(each.count) }))));
  };
  return node;
}
