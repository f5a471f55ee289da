// The models: what serves on what, what its author states, how fit it is for its machines, its versions, and what is done with them.

import { confirming } from './confirm.js';
import { element, keyed, shown, text } from './dom.js';
import { light, setLight } from './draw.js';
import { why } from './state.js';
import { count, named, number, plain, provider, time, word } from './words.js';
import { look, now } from './poll.js';

const LEVELS = { NONE: 'green', NOTE: 'yellow', OUTSIDE_TRAINING: 'red', ADVICE_WITHHELD: 'red' };
const OPERATE = ['OPERATE', 'ADMINISTER'];
const ADMINISTER = ['ADMINISTER'];
const PERCENT = 100;
const AGAIN_MILLIS = 5000;

/** What can be done with a version: what its button says, what it does, and when there is something to do. */
const ACTS = [
  { name: 'model/activate', label: () => word('models.activate'), sentence: on => word('confirm.activate', on), version: true,
    fits: each => onTrial(each) },
  { name: 'model/reject', label: () => word('models.reject'), sentence: on => word('confirm.reject', on), why: true,
    fits: each => onTrial(each) },
  { name: 'model/rollback', label: () => word('models.rollback'), sentence: on => word('confirm.rollback', on), why: true,
    fits: (each, model) => each.state === 'ACTIVE' && !model.pinned && model.versions.some(other => other.state === 'RETIRED' && other.bytes > 0) },
  { name: 'model/shadow', label: () => word('models.shadow'), sentence: on => word('confirm.shadow', on), version: true,
    fits: (each, model) => !model.pinned && (each.state === 'CANARY' || rests(each)) },
  { name: 'model/canary', label: () => word('models.canary'), sentence: on => word('confirm.canary', on), version: true,
    fits: each => each.state === 'SHADOW' },
  { name: 'model/pin', label: () => word('models.pin'), sentence: on => word('confirm.pin', on), version: true,
    fits: (each, model) => each.bytes > 0 && model.pinned !== each.modelVersion },
  { name: 'model/unpin', label: () => word('models.unpin'), sentence: on => word('confirm.unpin', on),
    fits: (each, model) => model.pinned === each.modelVersion },
];

const FITS = [
  { name: 'fitness/renew', label: () => word('models.renew'), sentence: on => word('confirm.renew', on) },
  { name: 'fitness/accept', label: () => word('models.accept'), sentence: on => word('confirm.accept', on) },
];

function onTrial(version) {
  return version.state === 'SHADOW' || version.state === 'CANARY';
}

/** Its files are here, and it does nothing. */
function rests(version) {
  return version.bytes > 0 && (version.state === 'VERIFIED' || version.state === 'RETIRED');
}

export const models = {
  id: 'models',
  offered: new Set(),
  parts: () => ['models', 'status?kind=models'],

  build(root, page) {
    this.page = page;
    this.empty = element('p', { class: 'quiet', text: word('models.none') });
    this.list = element('div', { class: 'cards' });
    this.without = element('div', { class: 'refusals' });
    root.append(this.without, this.empty, this.list);
    this.asked = 0;
  },

  /** What this gateway can be told: a button without an act behind it would be a lie. Asked again until it has said so. */
  async ask(page) {
    this.asked = Date.now();
    try {
      const answer = await look('');
      if (answer.ok) {
        this.offered = new Set((await answer.json()).actions.map(each => each.name));
        page.again();
      }
    } catch {
      // The page says by itself that the gateway does not answer.
    }
  },

  show(parts, page) {
    if (this.offered.size === 0 && Date.now() - this.asked > AGAIN_MILLIS) {
      this.ask(page);
    }
    const items = parts.models?.items ?? [];
    const said = awaited(parts['status?kind=models']?.items ?? [], items);
    keyed(this.without, said, each => each.text, () => element('p', { class: 'sentence warns' }), (line, each) =>
      text(line, why({ text: plain(each.text), remedy: each.remedy })));
    shown(this.empty, Boolean(parts.models) && items.length === 0 && said.length === 0);
    keyed(this.list, items, each => each.name, each => this.card(each), (card, each) => this.update(card, each, page));
  },

  card(model) {
    this.ids = (this.ids ?? 0) + 1;
    const told = element('div', { class: 'told' });
    const fitness = element('ul', { class: 'plain' });
    const fitTitle = element('h4', { text: word('models.fitness') });
    const versions = element('ul', { class: 'plain' });
    const versionTitle = element('h4', { text: word('models.versions') });
    const mayNot = element('p', { class: 'detail', text: word('models.maynot') });
    const confirm = confirming(`why-${this.ids}`, this.page);
    return Object.assign(element('section', { class: 'card', 'aria-label': model.name }, told, fitTitle, fitness, versionTitle, versions, confirm, mayNot),
      { told, fitTitle, fitness, versionTitle, versions, confirm, mayNot, state: '' });
  },

  update(card, model, page) {
    this.tell(card, model);
    const fits = model.fitness ?? [];
    shown(card.fitTitle, fits.length > 0);
    keyed(card.fitness, fits, each => `${each.pipeline}/${each.asset}`, () => this.fit(), (item, each) => this.updateFit(card, item, each, page));
    const versions = model.versions ?? [];
    shown(card.versionTitle, versions.length > 0);
    keyed(card.versions, versions, each => `${each.modelVersion} ${each.sha256}`, () => this.version(),
      (item, each) => this.updateVersion(card, item, each, { ...model, versions }, page));
    shown(card.mayNot, versions.length > 0 && !ADMINISTER.includes(page.permission));
  },

  /** What is only read is made anew when it has changed: nothing in it holds a focus. */
  tell(card, model) {
    const state = JSON.stringify({ ...model, versions: serving(model), fitness: [] });
    if (card.state === state) {
      return;
    }
    card.state = state;
    card.told.replaceChildren(
      element('h3', { text: `${model.name} ${model.modelVersion}` }),
      ...(model.facts?.description ? [element('p', { text: model.facts.description })] : []),
      ...(model.updateRefused ? [element('p', { class: 'sentence warns',
        text: `${word('models.refused')} ${why({ text: plain(model.updateRefused), remedy: model.updateRemedy })}` })] : []),
      ...this.trial(model.trial), this.facts(model));
  },

  trial(trial) {
    if (!trial) {
      return [];
    }
    const agreement = trial.compared > 0
      ? [element('p', { text: word('models.agreement', { percent: number(PERCENT * trial.agreed / trial.compared), agreed: count(trial.agreed), compared: count(trial.compared) }) })]
      : [];
    return [element('p', { class: 'sentence', text: word('models.trial', {
      stage: named('stage', trial.stage), candidate: trial.candidateVersion, reference: trial.referenceVersion ?? '\u2013',
    }) }), ...agreement, element('p', { class: 'detail', text: trial.text })];
  },

  facts(model) {
    const checked = serving(model);
    const facts = [
      [word('models.provider'), provider(model.executionProvider)],
      ...(checked?.goldenRows ? [[word('models.deviation'), word('models.deviates', { n: number(checked.deviation), rows: count(checked.goldenRows) })]] : []),
      ...(model.pinned ? [[word('models.pinned'), model.pinned]] : []),
      [word('models.readings'), model.readings.map(each =>
        `${each.name}${each.thresholds.length ? ` (${word('models.from')} ${each.thresholds.map(number).join(', ')})` : ''}`).join(', ')],
      ...(model.facts?.metrics ?? []).map(each => [each.name,
        `${number(each.value)}${each.spread ? ` \u00b1 ${number(each.spread)}` : ''}`
        + (each.baselineName ? ` (${each.baselineName}: ${number(each.baseline)})` : '')]),
    ];
    return element('dl', {}, ...facts.flatMap(([name, value]) => [element('dt', { text: name }), element('dd', { text: value })]));
  },

  fit() {
    const lamp = light();
    const said = element('span');
    const detail = element('span', { class: 'detail' });
    const buttons = element('p', { class: 'buttons' });
    return Object.assign(element('li', {}, lamp, said, detail, buttons), { lamp, said, detail, buttons });
  },

  updateFit(card, item, each, page) {
    setLight(item.lamp, LEVELS[each.level] ?? 'red');
    text(item.said, word('models.fits', { asset: each.asset, pipeline: each.pipeline, level: named('drift', each.level) }));
    text(item.detail, [each.sinceMicros && each.level !== 'NONE' ? ` ${word('since', { time: time(each.sinceMicros, now()) })}` : '', each.text].filter(Boolean).join(' '));
    const on = { asset: each.asset, pipeline: each.pipeline };
    const acts = each.level === 'NONE' ? [] : FITS;
    this.buttons(item.buttons, acts, act => card.confirm.ask({
      action: act.name, fields: on, sentence: act.sentence(on), from: item.buttons.known.get(act.name) }), OPERATE.includes(page.permission));
  },

  version() {
    const said = element('span');
    const buttons = element('p', { class: 'buttons' });
    return Object.assign(element('li', {}, said, buttons), { said, buttons });
  },

  updateVersion(card, item, each, model, page) {
    text(item.said, [`${each.modelVersion}: ${named('version', each.state)}`, model.pinned === each.modelVersion ? `(${word('models.held')})` : '',
      each.sinceMicros ? word('since', { time: time(each.sinceMicros, now()) }) : ''].filter(Boolean).join(' ') + (each.reason ? ` \u00b7 ${each.reason}` : ''));
    const on = { model: model.name, version: each.modelVersion, present: model.modelVersion };
    this.buttons(item.buttons, ACTS.filter(act => act.fits(each, model)), act => card.confirm.ask({
      action: act.name,
      fields: act.version ? { model: model.name, version: each.modelVersion } : { model: model.name },
      sentence: act.sentence(on), wantsWhy: act.why, from: item.buttons.known.get(act.name) }), ADMINISTER.includes(page.permission));
  },

  /** A button stays the same element while its act is there, and so keeps its focus. */
  buttons(place, acts, ask, may) {
    const possible = acts.filter(act => this.offered.has(act.name));
    shown(place, possible.length > 0);
    keyed(place, possible, act => act.name, act => element('button', { type: 'button', text: act.label(), click: () => ask(act) }),
      button => { button.disabled = !may; });
  },
};

/**
 * What kept a wanted provider from running a model, or a model from serving, or is in its trial: of each bundle, and of all together where
 * none says that. What a model's card tells is told there.
 */
function awaited(supervised, items) {
  const told = new Set(items.map(each => each.updateRefused));
  const states = supervised.filter(each => each.kind === 'models').flatMap(each => [...(each.parts ?? []), each]).map(each => each.state)
    .filter(each => each && (each.severity !== 'INFO' || each.code === 'TRYING') && !told.has(each.text));
  return [...new Map(states.map(each => [each.text, each])).values()];
}

/** The version that serves, as the gateway knows it. */
function serving(model) {
  return (model.versions ?? []).find(each => each.state === 'ACTIVE');
}
