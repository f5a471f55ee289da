// What a planner plans from: what each input is for, how its lines look, and a place to give it as a file or as text.

import { act } from './act.js';
import { element, keyed, shown, text } from './dom.js';
import { count, time, word } from './words.js';
import { now } from './poll.js';

const MAY = ['OPERATE', 'ADMINISTER'];
const MEBIBYTE = 1 << 20;
/** What a body may have on the page's road. */
const MOST_BYTES = 4 * MEBIBYTE;
const MOST_SHOWN = 40;

function cell(value) {
  const plain = value === null || value === undefined ? '' : String(value);
  return /[",;\t\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** Returns lines for planners: CSV as it is, and a list of JSON objects as CSV under the input's header. */
function lines(given, header) {
  if (!given.trimStart().startsWith('[')) {
    return given;
  }
  const columns = header.split(',');
  let rows;
  try {
    rows = JSON.parse(given);
  } catch (error) {
    throw new Error(word('give.nojson', { text: error.message }));
  }
  const body = rows.map((row, i) => {
    if (row === null || typeof row !== 'object' || Array.isArray(row)) {
      throw new Error(word('give.norow', { n: i + 1, text: JSON.stringify(row).slice(0, MOST_SHOWN), header }));
    }
    const wrong = Object.keys(row).find(name => !columns.includes(name));
    if (wrong !== undefined) {
      throw new Error(word('give.nocolumn', { n: i + 1, name: wrong, header }));
    }
    return columns.map(name => cell(row[name])).join(',');
  });
  return `${[header, ...body].join('\n')}\n`;
}

function inputForm(planner, input, page) {
  const id = `${planner}-${input.name}`.replace(/[^A-Za-z0-9_-]/g, '-');
  const taken = element('p', { class: 'detail' });
  const outcome = element('p', { class: 'sentence', role: 'alert', hidden: true });
  const file = element('input', { id: `file-${id}`, type: 'file', accept: '.csv,.json,.txt,text/csv,application/json,text/plain' });
  const area = element('textarea', { id: `text-${id}`, rows: 5, spellcheck: 'false', placeholder: `${input.header}\n${input.example}` });
  const say = (sentence, wrong) => {
    outcome.className = wrong ? 'sentence warns' : 'sentence';
    text(outcome, sentence);
    shown(outcome, sentence !== '');
  };
  const give = async () => {
    button.disabled = true;
    node.busy = true;
    say('', false);
    try {
      const chosen = file.files[0];
      const given = chosen ? await chosen.text() : area.value;
      if (given.trim() === '') {
        throw new Error(word('give.nothing'));
      }
      const fields = { planner, input: input.name, csv: lines(given, input.header) };
      const bytes = new Blob([JSON.stringify(fields)]).size;
      if (bytes > MOST_BYTES) {
        throw new Error(word('give.large', { size: (bytes / MEBIBYTE).toFixed(1), most: MOST_BYTES / MEBIBYTE, planner, input: input.name }));
      }
      const answer = await act('planner/give', fields);
      say(word('give.done', { n: count(answer.lines) }), false);
      page.say(word('give.said', { input: input.name, n: count(answer.lines) }));
      file.value = '';
      area.value = '';
    } catch (error) {
      say(error.message, true);
    } finally {
      node.busy = false;
      button.disabled = false;
      page.again();
    }
  };
  const button = element('button', { type: 'button', class: 'primary', text: word('give.give', { input: input.name }), click: give });
  const form = element('details', {}, element('summary', { text: word('give.open', { input: input.name }) }),
    element('div', { class: 'giveform' },
      element('label', { for: `file-${id}`, text: word('give.file') }), file,
      element('label', { for: `text-${id}`, text: word('give.text') }), area,
      element('p', { class: 'detail', text: word('give.json') }),
      element('p', { class: 'buttons' }, button), outcome));
  const node = element('li', { class: 'given' }, element('h4', { text: input.name }), element('p', { text: input.help }), taken,
    element('p', { class: 'detail', text: word('give.format') }), element('pre', { class: 'format' }, element('code', { text: `${input.header}\n${input.example}` })), form);
  node.update = each => {
    text(taken, each.takenMicros ? word('give.taken', { time: time(each.takenMicros, now()) }) : word(each.needed ? 'give.needed' : 'give.optional'));
    taken.className = each.needed && !each.takenMicros ? 'remedy' : 'detail';
    button.disabled = node.busy || !MAY.includes(page.permission);
  };
  return node;
}

/** A place for all inputs of a planner. */
export function giving(page) {
  const list = element('ul', { class: 'plain inputs' });
  list.update = planner => keyed(list, planner.inputs, each => each.name, each => inputForm(planner.planner, each, page), (node, each) => node.update(each));
  return list;
}
