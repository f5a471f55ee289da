// How a component is: a light, in words what that is and what to do, and its code for whoever looks it up.

import { element, set, text } from './dom.js';
import { light, setLight } from './draw.js';
import { named, word } from './words.js';

const LIGHTS = { INFO: 'green', WARNING: 'yellow', ERROR: 'red' };

/** What is said of something that has a remedy, with the remedy. */
export function why(each) {
  return each.remedy ? `${each.text.replace(/\.$/, '')}. ${word('remedy')} ${each.remedy}` : each.text;
}

/** A place for a state; `of` brings it up to date, with null for none. */
export function stated() {
  const lamp = light();
  const said = element('span');
  const code = element('code', { class: 'statecode' });
  const node = element('p', { class: 'sentence' }, lamp, said, code);

  node.of = state => {
    const head = state ? named('state', state.code) : '';
    setLight(lamp, state ? LIGHTS[state.severity] ?? 'red' : 'grey');
    text(said, state ? [head === state.code ? '' : head, why(state)].filter(Boolean).join(': ') : '');
    text(code, state?.code ?? '');
    set(node, 'data-code', state?.code ?? null);
  };
  return node;
}
