// What a person says of a decision: it was right, it was wrong, a comment; and what was said before.

import { act } from './act.js';
import { element, keyed, shown, text } from './dom.js';
import { named, time, word } from './words.js';
import { now } from './poll.js';

const MAY = ['OPERATE', 'ADMINISTER'];
const LONGEST_COMMENT = 500;
const LONGEST_LABEL = 200;

/** A place for opinions on one decision after another. */
export function opinions(page) {
  const said = element('ul', { class: 'plain' });
  const label = element('input', { id: 'opinion-label', type: 'text', maxlength: LONGEST_LABEL, autocomplete: 'off' });
  const comment = element('input', { id: 'opinion-comment', type: 'text', maxlength: LONGEST_COMMENT, autocomplete: 'off' });
  const outcome = element('p', { class: 'remedy', role: 'alert' });
  const note = element('p', { class: 'detail' });
  let decision = null;
  let busy = false;

  const give = async verdict => {
    const { pipeline, asset, run, sequence } = decision;
    const fields = { pipeline, asset, run, sequence, verdict };
    if (comment.value.trim()) {
      fields.comment = comment.value.trim();
    }
    if (verdict === 'rejected' && label.value.trim()) {
      fields.label = label.value.trim();
    }
    busy = true;
    text(outcome, '');
    able();
    try {
      await act('feedback', fields);
      comment.value = '';
      label.value = '';
      page.say(word('opinion.given'));
    } catch (error) {
      text(outcome, error.message);
    } finally {
      busy = false;
      able();
      page.again();
    }
  };
  const buttons = [
    element('button', { type: 'button', text: word('opinion.right'), click: () => give('confirmed') }),
    element('button', { type: 'button', text: word('opinion.wrong'), click: () => give('rejected') }),
    element('button', { type: 'button', text: word('opinion.only'), click: () => give('commented') }),
  ];
  const able = () => {
    const may = MAY.includes(page.permission) && Boolean(decision?.asset);
    buttons.forEach(each => { each.disabled = busy || !may; });
    buttons[2].disabled ||= comment.value.trim() === '';
  };
  comment.addEventListener('input', able);
  able();
  const form = element('div', { class: 'opinionform' },
    element('div', { class: 'answer' }, element('label', { for: 'opinion-label', text: word('opinion.label') }), label),
    element('div', { class: 'answer' }, element('label', { for: 'opinion-comment', text: word('opinion.comment') }), comment),
    element('p', { class: 'buttons' }, ...buttons), outcome);
  const node = element('div', { class: 'opinions', hidden: true }, element('h4', { text: word('opinion.title') }), said, form, note);

  /** Shows what is said of a decision; while the newest is followed there is no form, as it would soon be about another one. */
  node.of = (next, follows) => {
    shown(node, Boolean(next));
    if (!next) {
      decision = null;
      able();
      return;
    }
    if (decision === null || decision.run !== next.run || decision.sequence !== next.sequence || decision.pipeline !== next.pipeline || decision.asset !== next.asset) {
      comment.value = '';
      label.value = '';
      text(outcome, '');
    }
    decision = next;
    keyed(said, next.opinions ?? [], each => `${each.timeMicros} ${each.who}`, each => element('li', { text: [
      `${time(each.timeMicros, now())}, ${each.who}: ${named('verdict', each.verdict)}`, each.label ? word('opinion.is', { label: each.label }) : '',
      each.comment ? `\u201c${each.comment}\u201d` : ''].filter(Boolean).join(' \u00b7 ') }), () => {});
    shown(form, !follows);
    text(note, follows ? word('opinion.hold') : MAY.includes(page.permission) ? '' : word('opinion.maynot'));
    able();
  };
  return node;
}
