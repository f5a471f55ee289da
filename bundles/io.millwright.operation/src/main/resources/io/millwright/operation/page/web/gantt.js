// A schedule as a picture: a row per machine, a bar per step in the colour of its job, what is fixed and what is other than approved.

import { element, set, shape, shown, text } from './dom.js';
import { compared, read } from './schedule.js';
import { times } from './axis.js';
import { paged } from './pages.js';
import { age, clock, count, time, word } from './words.js';

const ROW = 30;
const BAR = 22;
const FOOT = 22;
const MACHINES = 30;
const LEAST_NAME_WIDTH = 34;
const NAME_CHARACTER = 7.2;
const MOST_BARS = 6000;
const GOLDEN_DEGREES = 137.508;
const HOUR = 3600;
const SPANS = [2, 8, 24, 168].map(hours => hours * HOUR);
const SHORT = { moved: '\u25b6', added: '+' };

let ids = 0;

function colour(job) {
  return `hsl(${Math.round(job * GOLDEN_DEGREES % 360)} 55% 70%)`;
}

function span(seconds) {
  return age(Math.abs(seconds) * 1000);
}

/** What is other than approved, in words. */
function change(step) {
  if (step.change === 'added') {
    return word('gantt.added');
  }
  if (step.change !== 'moved' && step.change !== 'shifted') {
    return '';
  }
  const later = step.begin - step.before.begin;
  const parts = [];
  if (step.before.machine !== step.machine) {
    parts.push(word('gantt.from', { machine: step.before.machine }));
  }
  if (later !== 0) {
    parts.push(word(later > 0 ? 'gantt.later' : 'gantt.earlier', { time: span(later) }));
  }
  return parts.join(', ');
}

function said(step) {
  return [word('gantt.step', { job: step.job, step: step.step, machine: step.machine, begin: time(step.begin * 1e6), end: time(step.end * 1e6) }),
    step.fixed ? word('gantt.fixed') : '', change(step)].filter(Boolean).join('; ');
}

/** Patterns for what colour alone must not tell. */
function patterns(id) {
  return shape('defs', {},
    shape('pattern', { id: `closed-${id}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, shape('rect', { width: 2, height: 6, class: 'closedmark' })),
    shape('pattern', { id: `fixed-${id}`, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(-45)' }, shape('rect', { width: 1.4, height: 5, class: 'fixedmark' })));
}

/** Draws what is seen between two times of some machines, into a width of so many pixels. */
function drawn(schedule, machines, from, to, width, id, chosen) {
  const x = at => (Math.max(from, Math.min(to, at)) - from) / (to - from) * width;
  const rows = new Map(machines.map((each, i) => [each.name, i]));
  const height = machines.length * ROW;
  const shapes = [patterns(id)];
  machines.forEach((each, i) => {
    shapes.push(shape('rect', { class: i % 2 ? 'odd' : 'even', x: 0, y: i * ROW, width, height: ROW }));
    for (const [begin, end] of each.closings.filter(one => one[1] > from && one[0] < to)) {
      shapes.push(shape('rect', { class: 'closed', fill: `url(#closed-${id})`, x: x(begin), y: i * ROW, width: Math.max(1, x(end) - x(begin)), height: ROW }));
    }
  });
  const marks = times(from, to, Math.max(2, Math.floor(width / 70)));
  for (const { at, day } of marks) {
    shapes.push(shape('line', { class: 'grid', x1: x(at), x2: x(at), y1: 0, y2: height }));
    const anchor = x(at) < 24 ? 'start' : x(at) > width - 24 ? 'end' : 'middle';
    shapes.push(shape('text', { class: 'mark', x: x(at), y: height + FOOT - 6, 'text-anchor': anchor }, clock(at * 1000, day)));
  }
  const seen = schedule.steps.filter(each => each.end >= from && each.begin < to && rows.has(each.machine));
  for (const each of schedule.steps) {
    const before = each.change === 'moved' ? each.before : null;
    if (before && before.end > from && before.begin < to && rows.has(before.machine)) {
      shapes.push(shape('rect', { class: 'was', x: x(before.begin), y: rows.get(before.machine) * ROW + 2, width: Math.max(2, x(before.end) - x(before.begin)), height: ROW - 4 }));
    }
  }
  for (const each of seen.slice(0, MOST_BARS)) {
    const left = x(each.begin);
    const wide = Math.max(2, x(each.end) - left);
    const top = rows.get(each.machine) * ROW + (ROW - BAR) / 2;
    const bar = shape('g', { class: `step ${each.change}${each === chosen ? ' chosen' : ''}` },
      shape('rect', { fill: colour(each.jobNumber), x: left, y: top, width: wide, height: BAR, rx: 3 }),
      each.fixed ? shape('rect', { fill: `url(#fixed-${id})`, x: left, y: top, width: wide, height: BAR, rx: 3 }) : null);
    const name = `${SHORT[each.change] ? `${SHORT[each.change]} ` : ''}${each.job}`;
    if (wide > LEAST_NAME_WIDTH && wide > name.length * NAME_CHARACTER) {
      bar.append(shape('text', { class: 'named', x: left + 5, y: top + BAR - 6.5 }, name));
    }
    bar.step = each;
    shapes.push(bar);
  }
  if (schedule.now > from && schedule.now < to) {
    shapes.push(shape('line', { class: 'present', x1: x(schedule.now), x2: x(schedule.now), y1: 0, y2: height }));
  }
  return { shapes, height: height + FOOT, left: Math.max(0, seen.length - MOST_BARS) };
}

/** Sentences about what is other than in the approved plan. */
function changes(schedule, other) {
  if (!other) {
    return [word('gantt.nothing')];
  }
  const { shift, moved, added, gone, kept } = schedule.counts;
  return [
    shift ? word(shift.later > 0 ? 'gantt.shiftlater' : 'gantt.shiftearlier', { n: count(shift.steps), time: span(shift.later) }) : '',
    moved ? word('gantt.moved', { n: count(moved) }) : '', added ? word('gantt.new', { n: count(added) }) : '',
    gone ? word('gantt.gone', { n: count(gone) }) : '', word('gantt.kept', { n: count(kept) }),
  ].filter(Boolean);
}

function legend(id) {
  const sample = (name, ...shapes) => element('li', {}, shape('svg', { viewBox: '0 0 28 16', class: 'sample', 'aria-hidden': 'true' }, ...shapes), word(`gantt.${name}`));
  const box = attributes => shape('rect', { x: 2, y: 2, width: 24, height: 12, rx: 2, ...attributes });
  return element('ul', { class: 'legend' },
    sample('legendfixed', box({ fill: colour(0) }), box({ fill: `url(#fixed-${id})` })),
    sample('legendmoved', shape('g', { class: 'step moved' }, box({ fill: colour(0) }))),
    sample('legendwas', box({ class: 'was' })),
    sample('legendadded', shape('g', { class: 'step added' }, box({ fill: colour(0) }))),
    sample('legendclosed', box({ class: 'closed', fill: `url(#closed-${id})` })));
}

function rowOf(step) {
  return element('tr', {}, element('th', { scope: 'row', text: `${step.job} / ${step.step}` }), element('td', { text: step.machine }),
    element('td', { text: time(step.begin * 1e6) }), element('td', { text: time(step.end * 1e6) }),
    element('td', { text: [step.fixed ? word('gantt.fixed') : '', change(step)].filter(Boolean).join('; ') }));
}

/**
 * Draws a schedule's document beside that of the schedule in force, null for none. `before` is what `view` of the picture in whose place
 * it comes returned: the same hours, machines and step are shown.
 */
export function gantt(document, other, before) {
  const id = ++ids;
  const schedule = compared(read(document), other ? read(other) : null);
  let range = schedule.end - schedule.begin;
  let from = schedule.begin;
  let firstMachine = 0;
  let chosen = null;
  const names = element('div', { class: 'rows', 'aria-hidden': 'true' });
  const picture = shape('svg', { class: 'gantt', role: 'img', 'aria-label': word('gantt.picture', { steps: schedule.steps.length, machines: schedule.machines.length }) });
  const holder = element('div', { class: 'drawn' }, picture);
  const where = element('span', { role: 'status' });
  const cut = element('p', { class: 'detail' });
  const told = element('output', { class: 'detail' });
  const at = element('input', { type: 'range', min: 0, max: Math.max(0, schedule.steps.length - 1), value: 0, class: 'at', 'aria-label': word('gantt.at'), input: () => choose(schedule.steps[Number(at.value)], true) });

  const draw = () => {
    const width = Math.floor(holder.clientWidth);
    if (width < 1) {
      return;
    }
    const machines = schedule.machines.slice(firstMachine, firstMachine + MACHINES);
    const { shapes, height, left } = drawn(schedule, machines, from, from + range, width, id, chosen);
    set(picture, 'viewBox', `0 0 ${width} ${height}`);
    set(picture, 'height', height);
    picture.replaceChildren(...shapes);
    names.replaceChildren(...machines.map(each => element('div', { title: each.name, text: each.name })));
    text(cut, word('gantt.cut', { n: count(left) }));
    shown(cut, left > 0);
    const whole = range >= schedule.end - schedule.begin;
    back.disabled = whole || from <= schedule.begin;
    on.disabled = whole || from + range >= schedule.end;
    text(where, machines.length < schedule.machines.length
      ? word('gantt.machines', { from: firstMachine + 1, to: firstMachine + machines.length, all: schedule.machines.length }) : '');
  };
  const go = to => {
    from = Math.max(schedule.begin, Math.min(to, schedule.end - range));
    draw();
  };
  const choose = (step, bring) => {
    chosen = step ?? null;
    text(told, step ? said(step) : '');
    set(at, 'aria-valuetext', step ? said(step) : null);
    if (step && bring) {
      at.value = schedule.steps.indexOf(step);
      firstMachine = Math.floor(schedule.machines.findIndex(each => each.name === step.machine) / MACHINES) * MACHINES;
      if (step.begin < from || step.begin >= from + range) {
        from = Math.max(schedule.begin, Math.min(step.begin, schedule.end - range));
      }
    }
    draw();
  };
  const back = element('button', { type: 'button', text: word('gantt.back'), click: () => go(from - range) });
  const on = element('button', { type: 'button', text: word('gantt.on'), click: () => go(from + range) });
  const zoom = element('select', { id: `zoom-${id}`, change: () => {
    range = Number(zoom.value) || schedule.end - schedule.begin;
    go(chosen ? chosen.begin : schedule.begin);
  } }, element('option', { value: '', text: word('gantt.whole') }),
  ...SPANS.filter(each => each < schedule.end - schedule.begin).map(each => element('option', { value: each, text: span(each) })));
  const pageMachines = step => {
    firstMachine = Math.max(0, Math.min(firstMachine + step, Math.floor((schedule.machines.length - 1) / MACHINES) * MACHINES));
    draw();
  };
  const more = schedule.machines.length > MACHINES ? [
    element('button', { type: 'button', text: word('gantt.up'), click: () => pageMachines(-MACHINES) }),
    element('button', { type: 'button', text: word('gantt.down'), click: () => pageMachines(MACHINES) })] : [];
  picture.addEventListener('click', event => {
    const step = event.target.closest('.step')?.step;
    if (step) {
      choose(step, true);
    }
  });
  const table = paged(word('gantt.table'), ['job', 'machine', 'begins', 'ends', 'said'].map(each => word(`gantt.${each}`)), rowOf);
  const details = element('details', { toggle: () => table.show(schedule.steps) }, element('summary', { text: word('gantt.table') }), table);
  new ResizeObserver(draw).observe(holder);
  const same = before && schedule.steps.find(each => each.job === before.job && each.step === before.step);
  if (before) {
    zoom.value = [...zoom.options].some(each => each.value === before.zoom) ? before.zoom : '';
    range = Number(zoom.value) || range;
    from = Math.max(schedule.begin, Math.min(before.from, schedule.end - range));
    firstMachine = Math.min(before.firstMachine, Math.floor((schedule.machines.length - 1) / MACHINES) * MACHINES);
    at.value = Math.max(0, schedule.steps.indexOf(same));
  }
  choose(same ?? schedule.steps[0] ?? null, false);
  const view = () => ({ zoom: zoom.value, from, firstMachine, job: chosen?.job, step: chosen?.step });
  return Object.assign(element('div', { class: 'planpicture' }, element('h4', { text: word('gantt.title') }),
    element('ul', { class: 'plain' }, ...changes(schedule, other).map(each => element('li', { text: each }))),
    element('div', { class: 'fields' }, element('label', { for: `zoom-${id}`, text: word('gantt.shown') }), zoom, element('p', { class: 'buttons' }, back, on, ...more), where),
    element('div', { class: 'ganttbody' }, names, holder), cut, at, told, legend(id), details), { view });
}
