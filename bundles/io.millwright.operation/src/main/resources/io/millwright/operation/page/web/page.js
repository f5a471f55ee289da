// The page: one view at a time, the words, and what is said when something changes.

import { element, set, shown, text } from './dom.js';
import { look, now, Poll } from './poll.js';
import { learn, time, word } from './words.js';
import { route } from './route.js';
import { tags } from './tags.js';
import { decisions } from './decisions.js';
import { models } from './models.js';
import { advice } from './advice.js';
import { plans } from './plans.js';
import { outbox } from './outbox.js';
import { trends } from './trends.js';
import { setup } from './setup.js';

/** A further view is a further line here, a file in the bundle's table of files, and its words in both languages. */
const VIEWS = [route, tags, decisions, trends, models, advice, plans, outbox, setup];

const nodes = Object.fromEntries(['alive', 'gateway', 'main', 'nav', 'said', 'skip', 'who'].map(id => [id, document.getElementById(id)]));

const page = {
  permission: '',
  user: '',

  /** Says something aloud that has changed. */
  say(sentence) {
    text(nodes.said, sentence);
    clearTimeout(silence);
    silence = setTimeout(() => text(nodes.said, ''), SAID_MILLIS);
  },

  /** Looks again at once. */
  again() {
    poll.soon();
  },
};

/** How long what was said stays to be read. */
const SAID_MILLIS = 15000;

let silence = 0;
let open = null;
let last = null;
let troubled = false;

function view() {
  const id = location.hash.slice(1).split(/[/?]/)[0];
  return VIEWS.find(each => each.id === id) ?? VIEWS[0];
}

/** Of several gateways in as many tabs each says which one it is. */
function title() {
  document.title = [word(`${open.id}.title`), nodes.gateway.textContent, 'Millwright'].filter(Boolean).join(' \u2013 ');
}

function enter() {
  const next = view();
  if (next === open) {
    open.moved?.(page);
    return;
  }
  open?.left?.();
  const first = open === null;
  open = next;
  last = null;
  const heading = element('h2', { id: 'heading', tabindex: '-1', text: word(`${open.id}.title`) });
  const root = element('div', { class: `view ${open.id}` });
  nodes.main.replaceChildren(heading, root);
  set(nodes.main, 'aria-labelledby', 'heading');
  title();
  for (const link of nodes.nav.querySelectorAll('a')) {
    set(link, 'aria-current', link.hash === `#${open.id}` ? 'page' : null);
  }
  open.build(root, page);
  if (!first) {
    heading.focus();
  }
  poll.soon();
}

function got(document) {
  last = document ?? last;
  if (last) {
    page.permission = last.permission;
    open.show(last.parts, page);
  }
}

function fine() {
  if (troubled) {
    page.say(word('alive.back'));
  }
  troubled = false;
  set(nodes.alive, 'data-light', 'green');
  text(nodes.alive, word('alive.now', { time: time(now() * 1000, now()) }));
}

function trouble(status) {
  set(nodes.alive, 'data-light', 'red');
  const sentence = status === 401 ? word('alive.login') : status === 0 ? word('alive.gone') : word('alive.status', { status });
  if (status === 401) {
    nodes.alive.replaceChildren(element('a', { href: '/admin/console', target: '_top', text: sentence }));
  } else {
    text(nodes.alive, sentence);
  }
  if (!troubled) {
    page.say(sentence);
  }
  troubled = true;
}

const poll = new Poll(() => open.parts(page), got, fine, trouble);

async function begin() {
  const words = learn();
  const login = look('login').then(answer => (answer.ok ? answer.json() : {})).catch(() => ({}));
  await words;
  text(nodes.skip, word('skip'));
  set(nodes.nav, 'aria-label', word('views'));
  nodes.nav.firstElementChild.replaceChildren(...VIEWS.map(each =>
    element('li', {}, element('a', { href: `#${each.id}`, text: word(`${each.id}.title`) }))));
  nodes.skip.addEventListener('click', event => {
    event.preventDefault();
    nodes.main.focus();
  });
  addEventListener('hashchange', enter);
  addEventListener('millwright-again', () => got(null));
  enter();
  const { gateway = '', user = '', permission = '' } = await login;
  text(nodes.gateway, gateway);
  shown(nodes.gateway, Boolean(gateway));
  title();
  page.user = user;
  page.permission = page.permission || permission;
  text(nodes.who, user ? word('who', { user, permission: word(`permission.${permission || 'NONE'}`) }) : '');
  shown(nodes.who, Boolean(user));
}

begin();
