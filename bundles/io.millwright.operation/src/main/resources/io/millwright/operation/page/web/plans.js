// Planners: how each is, what it needs, what it proposes; one of them opened, with its plans in full.

import { confirming } from './confirm.js';
import { element, keyed, set, shown, text } from './dom.js';
import { light, setLight } from './draw.js';
import { giving } from './give.js';
import { fate, isAnswered, tellPast } from './past.js';
import { planPanel } from './plan.js';
import { age, named, time, word } from './words.js';
import { look, now } from './poll.js';

const LIGHTS = { INFO: 'green', WARNING: 'yellow', ERROR: 'red' };
const MAY = ['OPERATE', 'ADMINISTER'];
const ALL = 'plans?documents=none';
const PLANNER = '#plans/';

/** Reality is counted in quarters of an hour: what is in force is fetched anew as often. */
const QUARTER_MILLIS = 900e3;

/** How a planner is, as a light and a sentence. */
function stateLine() {
  const lamp = light();
  const sentence = element('span');
  const remedy = element('p', { class: 'remedy' });
  const node = element('div', { class: 'statement' }, element('p', {}, lamp, sentence), remedy);
  node.of = state => {
    setLight(lamp, LIGHTS[state?.severity] ?? 'grey');
    text(sentence, state ? `${state.text} ${word('since', { time: time(state.sinceMicros, now()) })}` : word('plans.unknown'));
    text(remedy, state?.remedy ? `${word('remedy')} ${state.remedy}` : '');
    shown(remedy, Boolean(state?.remedy));
  };
  return node;
}

function needs(planner) {
  return planner.inputs.filter(each => each.needed && !each.takenMicros).map(each => each.name);
}

function waiting(plan) {
  return plan ? word('plans.waits', { time: age(plan.expiresMicros / 1000 - now()) }) : word('plans.waitsnot');
}

function inForce(plan) {
  return plan ? word('plans.inforce', { who: plan.who, time: time(plan.answeredMicros, now()), until: time(plan.expiresMicros) }) : word('plans.inforcenot');
}

export const plans = {
  id: 'plans',

  parts() {
    return this.chosen() ? [ALL, this.past()] : [ALL];
  },

  /** Name of the planner that is opened, "" for none. */
  chosen() {
    try {
      return location.hash.startsWith(PLANNER) ? decodeURIComponent(location.hash.slice(PLANNER.length)) : '';
    } catch {
      // An address that nobody made here.
      return '';
    }
  },

  past() {
    return `recommendations?${new URLSearchParams({ pipeline: this.chosen(), size: 20 })}`;
  },

  build(root, page) {
    this.root = root;
    this.moved(page);
  },

  /** Another planner is opened, or all are shown. */
  moved(page) {
    this.empty = element('p', { class: 'quiet', hidden: true, text: word('plans.none') });
    this.list = element('div', { class: 'cards' });
    this.desk = this.chosen() ? this.opened(page) : null;
    this.root.replaceChildren(...(this.desk ? [this.desk] : [this.empty, this.list]));
    page.again();
  },

  show(parts, page) {
    const items = parts[ALL]?.items ?? [];
    if (!this.desk) {
      shown(this.empty, Boolean(parts[ALL]) && items.length === 0);
      keyed(this.list, items, each => each.planner, each => this.card(each), (card, each) => card.update(each));
      return;
    }
    const planner = items.find(each => each.planner === this.chosen());
    shown(this.desk.gone, Boolean(parts[ALL]) && !planner);
    shown(this.desk.body, Boolean(planner));
    if (planner) {
      this.desk.update(planner, parts[this.past()]?.items ?? [], page);
    }
  },

  card(planner) {
    const state = stateLine();
    const lacks = element('p', { class: 'remedy' });
    const waits = element('p');
    const force = element('p', { class: 'detail' });
    const link = element('a', { href: `${PLANNER}${encodeURIComponent(planner.planner)}`, text: word('plans.open', { planner: planner.planner }) });
    const card = element('section', { class: 'card', 'aria-label': planner.planner },
      element('h3', { text: `${planner.planner} \u2013 ${named('topic', planner.topic)}` }), state, lacks, waits, force, element('p', {}, link));
    card.update = each => {
      state.of(each.state);
      text(lacks, word('plans.needs', { names: needs(each).join(', ') }));
      shown(lacks, needs(each).length > 0);
      text(waits, waiting(each.proposed));
      text(force, inForce(each.inForce));
    };
    return card;
  },

  /** A place for all of one planner. */
  opened(page) {
    const title = element('h3', { id: 'planner', text: this.chosen() });
    const state = stateLine();
    const proposed = element('div', { class: 'proposed' });
    const answered = element('div', { class: 'answered' });
    const noPlan = element('p', { class: 'quiet', text: word('plans.waitsnot') });
    const force = element('div', {});
    const noForce = element('p', { class: 'quiet', text: word('plans.inforcenot') });
    const forceTitle = element('summary', { text: word('plans.show') });
    const forceBody = element('details', {}, forceTitle, force);
    const forceSaid = element('p');
    const past = element('ul', { class: 'plain' });
    const confirm = confirming('why-plan-now', page);
    const planNow = element('button', { type: 'button', text: word('plans.now'), click: () => confirm.ask({
      sentence: word('plans.surenow', { planner: this.chosen() }), action: 'planner/plan', fields: { planner: this.chosen() },
      from: planNow, done: word('plans.asked') }) });
    const mayNot = element('p', { class: 'detail', text: word('plans.maynot') });
    const inputs = giving(page);
    const gone = element('p', { class: 'quiet', hidden: true, text: word('plans.gone', { planner: this.chosen() }) });
    const body = element('div', { class: 'desk', hidden: true },
      element('section', { class: 'card', 'aria-labelledby': 'planner' }, title, state, element('p', { class: 'buttons' }, planNow), confirm, mayNot),
      element('section', { 'aria-labelledby': 'waits' }, element('h3', { id: 'waits', text: word('plans.waiting') }), noPlan, proposed, answered),
      element('section', { 'aria-labelledby': 'inforce' }, element('h3', { id: 'inforce', text: word('plans.approved') }), noForce, forceSaid, forceBody),
      element('section', { 'aria-labelledby': 'inputs' }, element('h3', { id: 'inputs', text: word('give.title') }), inputs),
      element('section', { 'aria-labelledby': 'past' }, element('h3', { id: 'past', text: word('plans.past') }), past));
    const desk = element('div', {}, element('p', {}, element('a', { href: '#plans', text: word('plans.all') })), gone, body);
    const waits = panelPlace(proposed, page, answered);
    const stands = panelPlace(force, page, null);
    forceBody.addEventListener('toggle', () => page.again());
    const fetched = documents(this.chosen(), page);
    let first = true;
    desk.update = (planner, recent) => {
      const may = MAY.includes(page.permission);
      text(title, `${planner.planner} \u2013 ${named('topic', planner.topic)}`);
      state.of(planner.state);
      planNow.disabled = !may;
      shown(mayNot, !may);
      shown(noPlan, !planner.proposed);
      shown(noForce, !planner.inForce);
      text(forceSaid, planner.inForce ? inForce(planner.inForce) : '');
      shown(forceBody, Boolean(planner.inForce));
      if (first) {
        // Where nothing waits, the approved one is what people look for.
        forceBody.open = !planner.proposed;
        first = false;
      }
      const held = fetched.of(planner);
      waits.of(planner.proposed, held?.proposed, held?.inForce, recent);
      stands.of(forceBody.open ? planner.inForce : null, held?.inForce, null, recent);
      inputs.update(planner);
      tellPast(past, recent, false, told);
    };
    return Object.assign(desk, { gone, body });
  },
};

function told(each) {
  return [time(each.createdMicros, now()), named('advice', fate(each)), each.who, each.why, each.comment ? `\u201c${each.comment}\u201d` : '']
    .filter(Boolean).join(' \u00b7 ');
}

/** The document as it was known, where the one that came says the same: what was drawn of it then stays, with what a hand did to it. */
function kept(before, came) {
  return before && JSON.stringify(before) === JSON.stringify(came) ? before : came;
}

/** The documents of a planner's plans: large, so they are fetched when there are others, and not once a second. */
function documents(planner, page) {
  let known = '';
  let asked = '';
  let held = null;
  const ask = async key => {
    asked = key;
    try {
      const answer = await look(`plans?${new URLSearchParams({ planner })}`);
      const item = answer.ok ? (await answer.json()).items[0] : null;
      if (item) {
        const before = held;
        held = Object.fromEntries([item.proposed, item.inForce].filter(Boolean).map(plan => [plan.id, kept(before?.[plan.id], plan.document)]));
        known = key;
        page.again();
      }
    } catch {
      // The poll tells that the gateway does not answer; it is asked again with the next one.
    } finally {
      asked = '';
    }
  };
  return {
    /** Returns what is known of the plans that a planner has now, by what they are; null while nothing is. */
    of(item) {
      const key = [item.proposed?.id, item.inForce?.id, item.inForce ? Math.floor(now() / QUARTER_MILLIS) : ''].join(' ');
      if (key !== known && !asked && (item.proposed || item.inForce)) {
        ask(key);
      }
      return held && { proposed: held[item.proposed?.id], inForce: held[item.inForce?.id] };
    },
  };
}

/** A plan that was answered, as one line that says by whom and when; the plan is in it for whoever opens it. */
function folded(panel, ended) {
  const comment = ended.comment ? ` \u201c${ended.comment}\u201d` : '';
  const summary = element('summary', {},
    element('strong', { text: word(`plans.over.${ended.status}`, { who: ended.who, time: time(ended.answeredMicros, now()) }) }), comment);
  return Object.assign(element('details', { class: 'card' }, summary, panel), { summary });
}

/**
 * A place where one plan is shown. What somebody works at stays under the hand, though a newer one has come, and says so. `answered` is
 * where a plan goes that was answered, null where none is.
 */
function panelPlace(parent, page, answered) {
  let panel = null;
  let item = null;
  const put = plan => {
    item = plan;
    panel = plan ? planPanel(plan, page, Boolean(answered)) : null;
    parent.replaceChildren(...(panel ? [panel] : []));
  };
  const fold = ended => {
    const worked = panel.busy();
    panel.answered();
    const line = folded(panel, ended);
    answered.replaceChildren(line);
    if (worked) {
      line.summary.focus();
    }
    panel = null;
  };
  return {
    of(plan, document, other, recent) {
      if (plan?.id !== item?.id) {
        const ended = item && recent.find(each => each.id === item.id);
        if (answered && panel && !panel.stale && ended && isAnswered(ended)) {
          fold(ended);
        } else if (panel && !panel.stale && panel.busy()) {
          panel.end(word(`plans.over.${ended ? fate(ended) : 'SUPERSEDED'}`), () => put(null));
        }
        if (!panel?.stale) {
          if (item && plan) {
            page.say(word('plans.newer'));
          }
          put(plan);
        }
      }
      if (panel && !panel.stale) {
        panel.update(plan, document, other);
      }
      set(parent, 'aria-busy', Boolean(plan && !document) || null);
    },
  };
}
