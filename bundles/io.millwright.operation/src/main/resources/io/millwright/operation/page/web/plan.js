// One plan: what it is worth and beside what, why, until when, its picture by its kind, and the answer to it.

import { confirming } from './confirm.js';
import { day } from './day.js';
import { element, shape, shown, text } from './dom.js';
import { gantt } from './gantt.js';
import { orders } from './orders.js';
import { age, count, number, quantity, time, word } from './words.js';
import { now } from './poll.js';

const MAY = ['OPERATE', 'ADMINISTER'];
const PERCENT = 100;
const HASH_SHOWN = 12;

/** What draws a plan, by its topic: each is given its document, what it is compared with and how its picture was looked at before. */
const PICTURES = { energy: day, orders, schedule: gantt };

/** The topic whose picture tells what is other than in the plan in force. */
const COMPARED = 'schedule';

function percent(share) {
  return `${number(Number((PERCENT * share).toPrecision(3)))}\u00a0%`;
}

/** A quantity of a plan; times are told in hours and minutes. */
function amount(value, unit) {
  const minutes = Math.round(Math.abs(value ?? 0) / 60);
  if (unit !== 's' || value === null || minutes < 2) {
    return quantity(value, unit);
  }
  const hours = Math.floor(minutes / 60);
  return `${value < 0 ? '\u2212' : ''}${[hours ? word('age.hours', { n: count(hours) }) : '', word('age.minutes', { n: minutes % 60 })].filter(Boolean).join(' ')}`;
}

function gain(each) {
  if (!each || each.before === null || each.after === null) {
    return word('plan.notknown');
  }
  const less = each.before - each.after;
  return word('plan.gain', { reading: each.reading, before: amount(each.before, each.unit), after: amount(each.after, each.unit),
    less: amount(less, each.unit), percent: each.before ? percent(less / Math.abs(each.before)) : '\u2013' });
}

function hash(value) {
  return value ? element('code', { title: value, text: value.slice(0, HASH_SHOWN) }) : element('span', { text: '\u2013' });
}

function facts(plan) {
  const left = element('span');
  const model = plan.model
    ? element('span', {}, `${plan.model.name} ${plan.model.version} `, hash(plan.model.sha256)) : element('span', { text: word('plan.nomodel') });
  const list = element('dl', {}, ...[
    ['plan.expected', element('span', { text: gain(plan.gain) })],
    ['plan.bound', element('span', { text: plan.gapAtMost === null ? word('plan.nobound') : word('plan.gap', { percent: percent(plan.gapAtMost) }) })],
    ['plan.confidence', element('span', { text: plan.confidence === null ? word('plan.notsaid') : percent(plan.confidence) })],
    ['plan.made', element('span', { text: time(plan.createdMicros, now()) })],
    ['plan.until', left],
    ['plan.model', model],
    ['plan.inputs', hash(plan.inputsSha256)],
  ].flatMap(([name, node]) => [element('dt', { text: word(name) }), element('dd', {}, node)]));
  return Object.assign(list, { left });
}

/** A bar from the left. */
function share(of) {
  return shape('svg', { viewBox: '0 0 100 10', class: 'bar', 'aria-hidden': 'true', preserveAspectRatio: 'none' }, shape('rect', { class: 'share', y: 1, width: 100 * of, height: 8 }));
}

/** What it comes to beside simpler policies; the shorter a bar, the better. */
function policies(plan) {
  const rows = [...plan.alternatives];
  if (plan.gain && plan.gain.after !== null) {
    rows.unshift({ policy: word('plan.this'), value: plan.gain.after });
  }
  const most = Math.max(...rows.map(each => Math.abs(each.value ?? 0)), 1e-12);
  return element('table', { class: 'policies' }, element('caption', { class: 'unseen', text: word('plan.policies') }),
    element('thead', {}, element('tr', {}, element('th', { scope: 'col', text: word('plan.policy') }),
      element('th', { scope: 'col', text: plan.gain ? plan.gain.reading : word('plan.value') }), element('th', { scope: 'col', class: 'compared' }, element('span', { class: 'unseen', text: word('plan.compared') })))),
    element('tbody', {}, ...rows.map(each => element('tr', {}, element('th', { scope: 'row', text: each.policy }),
      element('td', { class: 'value', text: amount(each.value, plan.gain?.unit) }),
      element('td', { class: 'compared' }, each.value === null ? null : share(Math.abs(each.value) / most))))));
}

/** The buttons that answer it, each behind a second step. */
function answers(plan, page) {
  const confirm = confirming(`why-${plan.id.replace(/[^A-Za-z0-9_-]/g, '-')}`, page);
  const mayNot = element('p', { class: 'detail', text: word('advice.maynot') });
  const button = (name, sentence, primary) => {
    const made = element('button', { type: 'button', class: primary ? 'primary' : null, text: word(`advice.${name}`), click: () => confirm.ask({
      sentence, action: `recommendation/${name}`, fields: { id: plan.id }, wantsWhy: true, why: 'comment', from: made,
      done: word(name === 'approve' ? 'advice.approved' : 'advice.rejected') }) });
    return made;
  };
  const buttons = [button('approve', word('plan.sureapprove', { planner: plan.pipeline, until: time(plan.expiresMicros) }), true),
    button('reject', word('plan.surereject', { planner: plan.pipeline }), false)];
  const node = element('div', { class: 'answer' }, element('p', { class: 'buttons' }, ...buttons), confirm, mayNot);
  return Object.assign(node, { buttons, confirm, mayNot });
}

/** A plan as a card; `answerable` where a person is to say something of it. */
export function planPanel(plan, page, answerable) {
  const said = facts(plan);
  const ended = element('p', { class: 'sentence', role: 'alert', hidden: true });
  const present = element('button', { type: 'button', hidden: true, text: word('plans.present') });
  const answer = answerable ? answers(plan, page) : null;
  const picture = element('div', { class: 'planpicture' }, element('p', { class: 'quiet', text: word('plan.fetched') }));
  const node = element('div', { class: 'card plan' },
    plan.why ? element('p', { class: 'sentence', text: plan.why }) : null,
    ended, element('p', { class: 'buttons', hidden: true }, present),
    element('div', { class: 'beside' }, said, element('div', {}, policies(plan),
      element('h4', { text: word('plan.why') }), element('ul', { class: 'plain' }, ...plan.reasons.map(each => element('li', { text: each.text }))))),
    picture, answer);
  let drawnOf = null;
  let drawnBeside = null;
  let drawn = null;

  /** Whether somebody has begun to answer it. */
  node.busy = () => Boolean(answer) && (!answer.confirm.hidden || node.contains(document.activeElement));

  /** It was answered: it stays as what was answered. */
  node.answered = () => {
    node.stale = true;
    answer.remove();
  };

  /** It cannot be answered any more; `go` shows what is there now. */
  node.end = (sentence, go) => {
    node.stale = true;
    text(ended, sentence);
    shown(ended, true);
    answer?.remove();
    shown(present.parentElement, true);
    shown(present, true);
    present.addEventListener('click', () => {
      go();
      page.again();
      document.getElementById('heading').focus();
    });
  };

  node.update = (each, whole, other) => {
    text(said.left, word('plan.left', { time: age(each.expiresMicros / 1000 - now()), until: time(each.expiresMicros) }));
    if (answer) {
      const may = MAY.includes(page.permission);
      answer.buttons.forEach(button => { button.disabled = !may; });
      shown(answer.mayNot, !may);
    }
    const beside = plan.topic === COMPARED ? other ?? null : null;
    if (whole !== undefined && (whole !== drawnOf || beside !== drawnBeside)) {
      drawnOf = whole;
      drawnBeside = beside;
      const draws = PICTURES[plan.topic];
      drawn = whole && draws ? draws(whole, beside, drawn?.view?.()) : element('p', { class: 'quiet', text: word('plan.nopicture') });
      picture.replaceChildren(drawn);
    }
  };
  return node;
}
