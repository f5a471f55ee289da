// When a part begins and ends, for models that decide about parts.

import { element, keyed, shown } from './dom.js';
import { word } from './words.js';

function chosen(id, label) {
  const select = element('select', { id });
  return Object.assign(element('div', { class: 'answer' }, element('label', { for: id, text: label }), select), { select });
}

function offer(place, values, said) {
  keyed(place.select, ['', ...values], each => each, each => element('option', { value: each, text: each || said }), () => {});
}

/** Fields for it: all the time, or by a tag that changes with each part, or while a condition holds. */
export function partFields() {
  const open = chosen('setup-about', word('setup.about'));
  const close = chosen('setup-ends', word('setup.ends'));
  const number = chosen('setup-number', word('setup.number'));
  const node = element('div', { class: 'cards' }, open, close, number);
  const settle = () => {
    // What changes with each part ends it by its next change, and is its number.
    const byCondition = open.select.value !== '' && !open.select.value.endsWith(' changes');
    shown(close, byCondition);
    shown(number, byCondition);
  };
  open.select.addEventListener('change', settle);
  settle();

  node.offer = tags => {
    offer(open, tags.flatMap(each => [`${each} changes`, `${each} = true`]), word('setup.always'));
    offer(close, tags.flatMap(each => [`${each} = true`, `${each} = false`]), word('setup.ceases'));
    offer(number, tags, word('setup.nonumber'));
  };
  node.fields = () => {
    const wanted = { partOpen: open.select.value };
    if (!close.hidden && close.select.value) {
      wanted.partClose = close.select.value;
    }
    if (!number.hidden && number.select.value) {
      wanted.partNumber = number.select.value;
    }
    return wanted;
  };
  return node;
}
