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

  /** What tags can say of a part: a text is never true, a picture neither changes nor counts parts. */
  node.offer = (tags, kinds) => {
    const plain = tags.filter(each => !['ARRAY', 'BYTES'].includes(kinds[each]));
    // Where a set-up goes on after a restart, the gateway knows Booleans as numbers only.
    const known = plain.filter(each => kinds[each] === 'BOOLEAN');
    const flags = known.length > 0 ? known : plain.filter(each => kinds[each] === 'NUMBER');
    offer(open, plain.flatMap(each => [`${each} changes`, ...(flags.includes(each) ? [`${each} = true`] : [])]), word('setup.always'));
    offer(close, flags.flatMap(each => [`${each} = true`, `${each} = false`]), word('setup.ceases'));
    offer(number, plain, word('setup.nonumber'));
    node.flags = known;
  };
  /** A model for whole parts begins with the one tag that can be true, where there is one. */
  node.begin = parts => {
    open.select.value = parts && node.flags.length === 1 ? `${node.flags[0]} = true` : '';
    settle();
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
