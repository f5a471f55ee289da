// The models: what serves on what, what its author states, what is on trial.

import { element, keyed, shown, text } from './dom.js';
import { named, number, time, word } from './words.js';
import { now } from './poll.js';

export const models = {
  id: 'models',
  parts: () => ['models'],

  build(root) {
    this.empty = element('p', { class: 'quiet', text: word('models.none') });
    this.list = element('div', { class: 'cards' });
    root.append(this.empty, this.list);
  },

  show(parts) {
    const items = parts.models?.items ?? [];
    shown(this.empty, items.length === 0);
    keyed(this.list, items, each => each.name, each => element('section', { class: 'card', 'aria-label': each.name }),
      (card, each) => this.update(card, each));
  },

  /** A card is made anew only when something in it has changed: nothing in it holds a focus. */
  update(card, model) {
    const state = JSON.stringify(model);
    if (card.state === state) {
      return;
    }
    card.state = state;
    card.replaceChildren(
      element('h3', { text: `${model.name} ${model.modelVersion}` }),
      ...(model.facts?.description ? [element('p', { text: model.facts.description })] : []),
      ...(model.updateRefused ? [element('p', { class: 'sentence warns',
        text: `${word('models.refused')} ${model.updateRefused}; ${model.updateRemedy ?? ''}` })] : []),
      ...(model.trial ? [element('p', { class: 'sentence', text: word('models.trial', {
        stage: named('stage', model.trial.stage), candidate: model.trial.candidateVersion, reference: model.trial.referenceVersion ?? '\u2013',
      }) }), element('p', { class: 'detail', text: model.trial.text })] : []),
      this.facts(model), ...this.versions(model.versions ?? []));
  },

  facts(model) {
    const facts = [
      [word('models.provider'), model.executionProvider],
      ...(model.deviation !== undefined ? [[word('models.deviation'), number(model.deviation)]] : []),
      ...(model.fitness ?? []).map(each => [word('models.fitness', { asset: each.asset }), named('drift', each.level)]),
      [word('models.readings'), model.readings.map(each =>
        `${each.name}${each.thresholds.length ? ` (${word('models.from')} ${each.thresholds.map(number).join(', ')})` : ''}`).join(', ')],
      ...(model.facts?.metrics ?? []).map(each => [each.name,
        `${number(each.value)}${each.spread ? ` \u00b1 ${number(each.spread)}` : ''}`
        + (each.baselineName ? ` (${each.baselineName}: ${number(each.baseline)})` : '')]),
    ];
    return element('dl', {}, ...facts.flatMap(([name, value]) => [element('dt', { text: name }), element('dd', { text: value })]));
  },

  versions(versions) {
    if (versions.length === 0) {
      return [];
    }
    const list = element('ul', { class: 'plain' }, ...versions.map(each => {
      const item = element('li', {});
      text(item, [`${each.modelVersion}: ${named('version', each.state)}`,
        each.sinceMicros ? word('since', { time: time(each.sinceMicros, now()) }) : '', each.reason].filter(Boolean).join(' '));
      return item;
    }));
    return [element('details', {}, element('summary', { text: word('models.versions', { n: versions.length }) }), list)];
  },
};
