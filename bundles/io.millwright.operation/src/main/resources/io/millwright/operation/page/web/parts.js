// When a part begins and ends, for models that decide about parts.

import { element, keyed, shown, text } from './dom.js';
import { word } from './words.js';

/** No choice of a tag is called like it: they end with "changes" or "= true". */
const ALWAYS = 'always';

function chosen(id, label, change) {
  const select = element('select', { id, change });
  return Object.assign(element('div', { class: 'answer' }, element('label', { for: id, text: label }), select), { select });
}

function offer(place, values, said) {
  keyed(place.select, values, each => each, each => element('option', { value: each, text: said[each] ?? each }), () => {});
}

/**
 * Fields for it: all the time, or by a tag that changes with each part, or while a condition holds.
 *
 * @param change called when a person has chosen what begins a part
 */
export function partFields(change) {
  const open = chosen('setup-about', word('setup.about'), change);
  const close = chosen('setup-ends', word('setup.ends'));
  const number = chosen('setup-number', word('setup.number'));
  const missing = element('p', { class: 'remedy', role: 'status' });
  const node = element('div', {}, element('div', { class: 'cards' }, open, close, number), missing);
  const settle = () => {
    // What changes with each part ends it by its next change, and is its number.
    const byCondition = !['', ALWAYS].includes(open.select.value) && !open.select.value.endsWith(' changes');
    shown(close, byCondition);
    shown(number, byCondition);
    text(missing, node.ready() ? '' : word('setup.whole'));
    shown(missing, !node.ready());
  };
  node.ready = () => open.select.value !== '';
  open.select.addEventListener('change', settle);
  settle();

  /**
   * What tags can say of a part: a text is never true, a picture neither changes nor counts parts. For a model about whole parts nothing is
   * chosen until a person has, or `begin` knows.
   */
  node.offer = (tags, kinds, parts) => {
    const plain = tags.filter(each => !['ARRAY', 'BYTES'].includes(kinds[each]));
    // Where a set-up goes on after a restart, the gateway knows Booleans as numbers only.
    const known = plain.filter(each => kinds[each] === 'BOOLEAN');
    const flags = known.length > 0 ? known : plain.filter(each => kinds[each] === 'NUMBER');
    offer(open, [...(parts && plain.length > 0 ? [''] : []), ALWAYS,
      ...plain.flatMap(each => [`${each} changes`, ...(flags.includes(each) ? [`${each} = true`] : [])])],
    { '': word('setup.choose'), [ALWAYS]: word('setup.always') });
    offer(close, ['', ...flags.flatMap(each => [`${each} = true`, `${each} = false`])], { '': word('setup.ceases') });
    offer(number, ['', ...plain], { '': word('setup.nonumber') });
    node.only = parts && known.length === 1 ? `${known[0]} = true` : '';
    settle();
  };
  /** A model for whole parts begins with the one tag that can be true; of none or several a person says which. */
  node.begin = () => {
    open.select.value = node.only || open.select.options[0].value;
    settle();
  };
  node.fields = () => {
    const wanted = { partOpen: open.select.value === ALWAYS ? '' : open.select.value };
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
