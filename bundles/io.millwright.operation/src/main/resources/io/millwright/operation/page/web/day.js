// A day of energy as a picture: the load expected with its interval, what is taken from the grid, the battery, the price, and what happened.

import { element, set, shape, text } from './dom.js';
import { times, values } from './axis.js';
import { paged } from './pages.js';
import { clock, counted, number, quantity, time, word } from './words.js';

const WIDTH = 720;
const MINUTE = 60;
const LANE = 18;
/** A ceiling so many times above all that is drawn is none. */
const FAR = 4;

function known(list) {
  return list.filter(value => typeof value === 'number');
}

/** A line that stays at a value for the whole of its part; parts without a value are gaps. */
function steps(list, x, y) {
  let path = '';
  let down = false;
  list.forEach((value, i) => {
    if (typeof value !== 'number') {
      down = false;
      return;
    }
    path += `${down ? 'L' : 'M'}${x(i)} ${y(value)}L${x(i + 1)} ${y(value)}`;
    down = true;
  });
  return path;
}

/** The area between two such lines. */
function between(lower, upper, x, y) {
  const there = upper.map((value, i) => `${x(i)} ${y(value)}L${x(i + 1)} ${y(value)}`);
  const back = lower.map((value, i) => `${x(i + 1)} ${y(value)}L${x(i)} ${y(value)}`).reverse();
  return `M${[...there, ...back].join('L')}Z`;
}

/** One picture of the day; all have the same times below each other. */
function panel(label, unit, height, list, draws) {
  const all = known(list);
  const low = Math.min(0, ...all);
  const high = Math.max(...all, low + 1e-9);
  const room = (high - low) * 0.06;
  const y = value => (height - 3 - (value - low + (low < 0 ? room : 0)) / (high - low + (low < 0 ? 2 : 1) * room) * (height - 6)).toFixed(1);
  const marks = values(low, high, 3);
  const picture = shape('svg', { viewBox: `0 0 ${WIDTH} ${height}`, class: 'daychart', role: 'img', 'aria-label': label, preserveAspectRatio: 'none' },
    ...marks.map(value => shape('line', { class: value === 0 ? 'zero' : 'grid', x1: 0, x2: WIDTH, y1: y(value), y2: y(value) })), ...draws(y));
  set(picture, 'height', height);
  const scale = element('div', { class: 'dayscale detail', 'aria-hidden': 'true' }, ...marks.map(value => {
    const mark = element('span', { text: quantity(value, unit) });
    mark.style.top = `${Number(y(value)) / height * 100}%`;
    return mark;
  }));
  return { node: element('div', {}, element('p', { class: 'detail', text: label }), element('div', { class: 'daybody' }, scale, picture)), picture, height };
}

function legend(...names) {
  return element('ul', { class: 'legend' }, ...names.map(name => element('li', {},
    shape('svg', { viewBox: '0 0 28 16', class: 'sample', 'aria-hidden': 'true' }, name === 'interval'
      ? shape('rect', { class: 'interval', x: 2, y: 3, width: 24, height: 10 }) : shape('path', { class: name, d: 'M2 8L26 8' })), word(`day.${name}`))));
}

/** What is known of a load's hours, by whether it runs in them; a plan made before they were told says neither. */
const HOURS = {
  BEGUN: { runs: 'day.loadbegun', not: 'day.nobegun' },
  BEYOND: { runs: 'day.load', not: 'day.nobeyond' },
};

/** When a load runs, or why it does not, in words. */
function loadLine(each) {
  const runs = each.on.length > 0;
  const known = HOURS[each.hours] ?? { runs: 'day.load', not: 'day.noload' };
  return word(runs ? known.runs : known.not, { load: each.load, power: quantity(each.kw, 'kW') });
}

/** When each load runs, as lanes. */
function lanes(loads, x) {
  const lane = each => shape('svg', { viewBox: `0 0 ${WIDTH} ${LANE}`, height: LANE, class: 'daychart', role: 'img', 'aria-label': loadLine(each), preserveAspectRatio: 'none' },
    ...each.on.map(([from, to]) => shape('rect', { class: 'on', x: x(from), y: 3, width: x(to) - x(from), height: LANE - 6 })));
  return { node: element('div', {}, element('p', { class: 'detail', text: word('day.loads') }),
    ...loads.flatMap(each => [element('p', { class: 'detail lane', text: loadLine(each) }),
      ...(each.on.length > 0 ? [element('div', { class: 'daybody' }, element('div', {}), lane(each))] : [])])) };
}

/** Draws a plan's document; `before` is what `view` of the picture in whose place it comes returned: the same time is pointed at. */
export function day(document, _other, before) {
  const begin = Date.parse(document.start) / 1000;
  const at = i => begin + i * document.part_minutes * MINUTE;
  const x = i => i / document.parts * WIDTH;
  const happened = document.metered_kw;
  const load = [...document.forecast_upper_kw, ...document.forecast_lower_kw, ...document.grid_kw, ...happened];
  // Without a peak charge nothing is held below anything.
  const ceiling = typeof document.ceiling_kw === 'number' && document.ceiling_kw <= FAR * Math.max(...known(load)) ? document.ceiling_kw : null;
  const power = panel(word('day.power'), 'kW', 190,
    [...load, ceiling], y => [
      shape('path', { class: 'interval', d: between(document.forecast_lower_kw, document.forecast_upper_kw, x, y) }),
      shape('path', { class: 'expected', d: steps(document.forecast_kw, x, y) }),
      shape('path', { class: 'planned', d: steps(document.grid_kw, x, y) }),
      shape('path', { class: 'happened', d: steps(happened, x, y) }),
      ceiling === null ? null : shape('path', { class: 'ceiling', d: `M0 ${y(ceiling)}L${WIDTH} ${y(ceiling)}` }),
    ]);
  const battery = panel(word('day.battery'), 'kW', 90, document.battery_kw, y => [shape('path', { class: 'battery', d: between(document.battery_kw.map(() => 0), document.battery_kw, x, y) })]);
  const stored = panel(word('day.stored'), 'kWh', 70, [...document.stored_kwh, ...document.reserve_kwh], y => [
    shape('path', { class: 'stored', d: steps(document.stored_kwh, x, y) }), shape('path', { class: 'reserve', d: steps(document.reserve_kwh, x, y) })]);
  const price = panel(word('day.price'), '', 70, document.price_per_kwh, y => [shape('path', { class: 'price', d: steps(document.price_per_kwh, x, y) })]);
  const withBattery = document.battery_kw.some(value => value) || document.stored_kwh.some(value => value);
  const panels = [power, ...(withBattery ? [battery, stored] : []), price];
  const lines = panels.map(each => {
    for (const { at: when } of times(begin, at(document.parts), 8)) {
      const where = (when - begin) / (document.part_minutes * MINUTE);
      each.picture.prepend(shape('line', { class: 'grid', x1: x(where), x2: x(where), y1: 0, y2: each.height }));
    }
    const line = shape('line', { class: 'here', y1: 0, y2: each.height });
    each.picture.append(line);
    return line;
  });
  const hours = element('div', { class: 'dayhours detail', 'aria-hidden': 'true' }, ...times(begin, at(document.parts), 4)
    .filter(({ at: when }) => Math.abs((when - begin) / (at(document.parts) - begin) - 0.5) < 0.46).map(({ at: when, day: whole }) => {
    const mark = element('span', { text: clock(when * 1000, whole) });
    mark.style.left = `${(when - begin) / (at(document.parts) - begin) * 100}%`;
    return mark;
  }));
  const sentence = i => [word('day.here', { time: time(at(i) * 1e6), expected: quantity(document.forecast_kw[i], 'kW'), low: number(document.forecast_lower_kw[i]),
    high: number(document.forecast_upper_kw[i]), grid: quantity(document.grid_kw[i], 'kW'), price: number(document.price_per_kwh[i]) }),
  withBattery ? word('day.herebattery', { power: quantity(document.battery_kw[i], 'kW'), stored: quantity(document.stored_kwh[i], 'kWh') }) : '',
  typeof happened[i] === 'number' ? word('day.herehappened', { power: quantity(happened[i], 'kW') }) : ''].filter(Boolean).join('; ');
  const told = element('output', { class: 'detail' });
  const slider = element('input', { type: 'range', min: 0, max: document.parts - 1, value: before?.at ?? 0, class: 'at', 'aria-label': word('day.at'), input: () => point() });
  const point = () => {
    const i = Number(slider.value);
    lines.forEach(line => {
      set(line, 'x1', x(i + 0.5));
      set(line, 'x2', x(i + 0.5));
    });
    text(told, sentence(i));
    set(slider, 'aria-valuetext', sentence(i));
  };
  const follow = event => {
    const box = event.currentTarget.getBoundingClientRect();
    slider.value = Math.floor((event.clientX - box.left) / box.width * document.parts);
    point();
  };
  panels.forEach(each => each.picture.addEventListener('pointermove', follow));
  point();
  const table = paged(word('day.table'), ['time', 'expected', 'interval', 'planned', 'battery', 'price', 'happened'].map(each => word(`daycolumn.${each}`)), i => element('tr', {},
    element('th', { scope: 'row', text: time(at(i) * 1e6) }),
    ...[document.forecast_kw, document.forecast_lower_kw.map((low, part) => `${number(low)} \u2013 ${number(document.forecast_upper_kw[part])}`),
      document.grid_kw, document.battery_kw, document.price_per_kwh, happened]
      .map(list => element('td', { class: 'value', text: typeof list[i] === 'string' ? list[i] : number(list[i]) }))));
  const details = element('details', { toggle: () => table.show(document.forecast_kw.map((_, i) => i)) }, element('summary', { text: word('day.table') }), table);
  const view = () => ({ at: slider.value });
  return Object.assign(element('div', { class: 'planpicture day' }, element('h4', { text: word('day.title') }),
    document.filled_slots > 0 ? element('p', { class: 'detail', text: counted('day.filled', document.filled_slots) }) : null,
    legend('interval', 'expected', 'planned', ...(ceiling === null ? [] : ['ceiling']), 'happened', ...(withBattery ? ['reserve'] : [])),
    power.node, document.loads.length > 0 ? lanes(document.loads, x).node : null,
    ...(withBattery ? [battery.node, stored.node] : []), price.node, hours, slider, told, details), { view });
}
