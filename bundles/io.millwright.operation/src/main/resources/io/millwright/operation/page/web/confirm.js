// A second step before something is done: what it does in plain words, and a way back.

import { act } from './act.js';
import { element, shown, text } from './dom.js';
import { word } from './words.js';

const LONGEST_REASON = 300;

/** A place for the second step, which stays empty until something is asked. */
export function confirming(id, page) {
  const sentence = element('p', { class: 'sentence warns', tabindex: '-1' });
  const reason = element('input', { id, type: 'text', maxlength: LONGEST_REASON, autocomplete: 'off' });
  const why = element('div', { class: 'answer' }, element('label', { for: id, text: word('confirm.why') }), reason);
  const outcome = element('p', { class: 'remedy', role: 'alert' });
  let asked = null;

  const close = focus => {
    shown(node, false);
    if (focus && asked?.from?.isConnected) {
      asked.from.focus();
    } else if (focus && [null, document.body].includes(document.activeElement)) {
      document.getElementById('heading').focus();
    }
    asked = null;
  };
  const run = async () => {
    const { action, fields, wantsWhy, why: its = 'why', done = word('confirm.done') } = asked;
    busy(true);
    text(outcome, '');
    try {
      await act(action, wantsWhy && reason.value ? { ...fields, [its]: reason.value } : fields);
      page.say(done);
      close(true);
    } catch (error) {
      text(outcome, error.message);
    } finally {
      busy(false);
      page.again();
    }
  };
  const buttons = [
    element('button', { type: 'button', class: 'primary', text: word('confirm.yes'), click: run }),
    element('button', { type: 'button', text: word('confirm.no'), click: () => close(true) }),
  ];
  const busy = whether => buttons.forEach(each => { each.disabled = whether; });
  const node = element('div', { class: 'confirm', role: 'group', 'aria-label': word('confirm.title'), hidden: true, keydown: event => {
    if (event.key === 'Escape') {
      close(true);
    }
  } }, sentence, why, element('p', { class: 'buttons' }, ...buttons), outcome);

  /**
   * Asks: `sentence`, and what is done then by `action` with `fields`; `wantsWhy` for a reason, as the field `why` names it; `from` has the
   * focus afterwards, and `done` is said. The focus goes to the sentence, so that one key twice does nothing.
   */
  node.ask = question => {
    asked = question;
    text(sentence, question.sentence);
    text(outcome, '');
    reason.value = '';
    shown(why, Boolean(question.wantsWhy));
    shown(node, true);
    sentence.focus();
  };
  return node;
}
