// What is chosen in the set-up from a list: a model, and where its decisions go; and a certificate as a file.

import { element, keyed, shown } from './dom.js';
import { word } from './words.js';

/** A list in two groups. */
function groups(id, change, first, second) {
  const one = element('optgroup', { label: word(first) });
  const other = element('optgroup', { label: word(second) });
  return Object.assign(element('select', { id, change }, one, other), { one, other });
}

function fill(group, items, key, option) {
  keyed(group, items, key, option, () => {});
  shown(group, items.length > 0);
}

/** Installed models: first those for whose inputs there is a tag, behind them those that are made for something else. */
export function modelChoice(change) {
  const node = groups('setup-models', change, 'setup.fitting', 'setup.unfitting');
  const option = each => element('option', { value: each.name, text: `${each.name} ${each.modelVersion}` });

  /** Offers models; `fitting` says how the tags fit them, the best first. Returns that one, undefined where none fits. */
  node.offer = (models, fitting) => {
    const order = fitting.filter(each => each.found > 0).map(each => each.model);
    const fits = order.map(name => models.find(each => each.name === name && !each.forPlanners)).filter(Boolean);
    fill(node.one, fits, each => each.name, option);
    fill(node.other, models.filter(each => !fits.includes(each) && !each.forPlanners), each => each.name, option);
    return fits[0]?.name;
  };
  return node;
}

/** Where decisions can go. The one publisher that is there is meant; of several a person says which. */
export function cloudChoice(change) {
  const node = groups('setup-cloud', change, 'setup.choose', 'setup.cloud');

  node.offer = clouds => {
    const options = [...clouds.publishers.map(each => ['publisher', each.pid]),
      ...clouds.connections.filter(each => each.usable).map(each => ['connection', each.pid])];
    fill(node.one, clouds.publishers.length > 1 ? [''] : [], each => each, () => element('option', { value: '', text: word('setup.choose') }));
    fill(node.other, options, each => each.join(' '), ([kind, pid]) => element('option', { value: `${kind} ${pid}`,
      text: word(`setup.${kind}`, { pid }) }));
    return options.length;
  };
  return node;
}

/** Gives a person a certificate as a file. */
export function download(pem, name) {
  const file = URL.createObjectURL(new Blob([pem], { type: 'application/x-pem-file' }));
  element('a', { href: file, download: name }).click();
  URL.revokeObjectURL(file);
}
