// From a PLC's address to decisions in the cloud. The gateway keeps how far it is: a page that is opened anew goes on there.

import { act } from './act.js';
import { cloudChoice, download, modelChoice } from './choices.js';
import { element, keyed, set, shown, text } from './dom.js';
import { light, setLight, setTrend, trend } from './draw.js';
import { stated, why } from './state.js';
import { partFields } from './parts.js';
import { counted, named, number, quantity, word } from './words.js';

const QUALITIES = { GOOD: 'green', UNCERTAIN: 'yellow', BAD: 'red' };
const SCHEME = 'opc.tcp://';
const WATCHED = 3;
const POINTS = 60;

/** Whether the draft's pipeline is of the model that is chosen: one that was tried before shows and publishes nothing. */
const isPreviewed = ({ draft, gone }) => !gone && Boolean(draft.pipeline) && draft.previewed === draft.model;
const nodesOf = node => `setup-nodes?${new URLSearchParams({ node })}`;
/** What was asked a moment ago may be told once more as it was before a step began. */
const SETTLED_MILLIS = 1500;

export const setup = {
  id: 'setup',
  opened: [''],
  folders: new Map(),
  asked: '',

  parts() {
    const connection = this.draft?.connection;
    const tags = connection && this.mapped ? [`tags?${new URLSearchParams({ connection, size: 500 })}`] : [];
    return ['setup', 'models', ...tags, ...this.opened.slice(-WATCHED).map(nodesOf)];
  },

  build(root, page) {
    this.page = page;
    this.draft = null;
    this.mapped = false;
    this.begun = '';
    this.proposals = 0;
    this.folders.clear();
    this.opened = [''];
    this.buttons = [];
    this.acted = 0;
    this.running = true;
    this.work = element('p', { class: 'sentence', role: 'status' });
    this.error = element('p', { class: 'remedy', role: 'alert' });
    this.made = element('p', { class: 'detail' });
    this.undo = this.button('undo', () => this.act('undo', {}));
    this.address(root);
    this.trust(root);
    this.browse(root);
    this.model(root);
    this.look(root);
    this.publish(root);
    this.undoing = element('section', { class: 'card', 'aria-label': word('setup.undo'), hidden: true }, this.made,
      element('p', { class: 'buttons' }, this.undo));
    root.append(this.undoing);
    [this.offered, this.buttonsOf, this.trusting, this.browsing, this.modelling, this.looking, this.publishing].forEach(each => shown(each, false));
  },

  button(name, click, primary = false) {
    const made = element('button', { type: 'button', class: primary ? 'primary' : null, text: word(`setup.${name}`), click });
    this.buttons.push(made);
    return made;
  },

  section(root, name, ...children) {
    const made = element('section', { class: 'card', 'aria-labelledby': `setup-${name}` },
      element('h3', { id: `setup-${name}`, text: word(`setup.${name}`) }), ...children);
    root.append(made);
    return made;
  },

  field(name, input) {
    return element('div', { class: 'answer' }, element('label', { for: input.id, text: word(`setup.${name}`) }), input);
  },

  address(root) {
    this.url = element('input', { id: 'setup-url', type: 'url', value: SCHEME, autocomplete: 'off', spellcheck: 'false', maxlength: 500 });
    this.way = element('select', { id: 'setup-way' });
    this.user = element('input', { id: 'setup-user', type: 'text', autocomplete: 'off', maxlength: 200 });
    this.password = element('input', { id: 'setup-password', type: 'password', autocomplete: 'new-password', maxlength: 200 });
    this.offered = element('div', { class: 'cards' }, this.field('way', this.way), this.field('user', this.user), this.field('password', this.password));
    this.server = element('p', { class: 'detail' });
    this.gone = element('p', { class: 'remedy' });
    this.connect = this.button('connect', () => this.connecting(), true);
    const form = element('form', { class: 'fields', submit: event => {
      event.preventDefault();
      this.act('endpoints', { url: this.url.value.trim() });
    } }, element('label', { for: 'setup-url', text: word('setup.url') }), this.url);
    const ask = element('button', { type: 'submit', class: 'primary', text: word('setup.ask') });
    this.buttons.push(ask);
    form.append(ask);
    this.buttonsOf = element('p', { class: 'buttons' }, this.connect);
    this.first = this.section(root, 'address', form, this.gone, this.server, this.offered, this.buttonsOf, this.work, this.error);
  },

  connecting() {
    const [policy, mode] = this.way.value.split(' ');
    const fields = { url: this.offer.url, policy, mode };
    if (this.user.value) {
      Object.assign(fields, { user: this.user.value, password: this.password.value });
    }
    this.opened = [''];
    this.folders.clear();
    this.asked = '';
    this.chosen.clear();
    this.act('connect', fields);
  },

  trust(root) {
    this.theirs = element('p', { class: 'value' });
    this.theirFacts = element('p', { class: 'detail' });
    this.ours = element('p', { class: 'value' });
    this.ourFacts = element('p', { class: 'detail' });
    this.file = element('button', { type: 'button', class: 'open', text: word('setup.file'), click: () => download(this.own.pem, `${this.draft.connection}.pem`) });
    this.connected = stated();
    this.same = this.button('same', () => this.act('trust', { sha256: this.certificate.sha256 }), true);
    this.trusting = this.section(root, 'trust', element('p', { text: word('setup.compare') }),
      element('dl', {}, element('dt', { text: word('setup.theirs') }), element('dd', {}, this.theirs, this.theirFacts),
        element('dt', { text: word('setup.ours') }), element('dd', {}, this.ours, this.ourFacts, this.file)),
      element('p', { class: 'buttons' }, this.same), this.connected);
  },

  browse(root) {
    this.tree = element('ul', { class: 'plain tree' });
    this.chosen = new Map();
    this.use = this.button('use', () => this.act('tags', {
      nodes: [...this.chosen].filter(each => each[1] === 'VARIABLE').map(each => each[0]),
      folders: [...this.chosen].filter(each => each[1] !== 'VARIABLE').map(each => each[0]),
    }), true);
    this.many = element('p', { class: 'detail' });
    this.browsing = this.section(root, 'browse', element('p', { class: 'detail', text: word('setup.pick') }), this.tree,
      element('p', { class: 'buttons' }, this.use), this.many);
  },

  model(root) {
    this.models = modelChoice(() => this.act('model', { model: this.models.value }));
    this.propose = this.button('propose', () => {
      // Rows that somebody has changed are proposed anew, too.
      this.proposals += 1;
      this.act('model', { model: this.models.value });
    }, true);
    this.rows = element('tbody');
    this.table = element('table', { class: 'map' }, element('caption', { class: 'unseen', text: word('setup.mapping') }),
      element('thead', {}, element('tr', {}, ...['signal', 'tag', 'now', 'fit'].map(name =>
        element('th', { scope: 'col', text: word(`setup.${name}`) })))), this.rows);
    this.about = partFields(() => this.page.again());
    this.try = this.button('try', () => this.act('preview', { mapping: this.mapping(), ...this.about.fields() }), true);
    this.tryButtons = element('p', { class: 'buttons' }, this.try);
    this.modelling = this.section(root, 'model', element('div', { class: 'fields' },
      element('label', { for: 'setup-models', text: word('setup.models') }), this.models, this.propose),
    this.planned = element('p', { class: 'detail' }), this.table, this.about, this.tryButtons);
  },

  mapping() {
    return Object.fromEntries([...this.rows.children].map(row => [row.signal, row.choice.value]));
  },

  look(root) {
    this.previewed = stated();
    this.verdict = element('ul', { class: 'plain' });
    this.window = element('tbody');
    this.windowTable = element('table', {}, element('caption', { class: 'unseen', text: word('setup.window') }),
      element('thead', {}, element('tr', {}, ...['signal', 'now', 'window'].map(name =>
        element('th', { scope: 'col', text: word(`setup.${name}`) })))), this.window);
    this.looking = this.section(root, 'preview', this.previewed, this.verdict,
      this.windowTable);
  },

  publish(root) {
    this.cloud = cloudChoice(() => this.page.again());
    this.save = this.button('save', () => {
      const [kind, ...pid] = this.cloud.value.split(' ');
      this.act('save', { [kind]: pid.join(' ') });
    }, true);
    this.noCloud = element('p', { class: 'remedy', text: word('setup.nocloud') });
    this.done = element('p', { class: 'sentence' });
    this.publishes = stated();
    this.toRoute = element('p', {}, element('a', { href: '#route', text: word('setup.route') }));
    this.publishing = this.section(root, 'publish', this.noCloud,
      element('div', { class: 'fields' }, element('label', { for: 'setup-cloud', text: word('setup.cloud') }), this.cloud, this.save),
      this.done, this.publishes, this.toRoute);
  },

  async act(step, fields) {
    text(this.error, '');
    // What comes of it is said right below what was pressed, before the button gives the focus away.
    document.activeElement?.closest('.setup section > *')?.after(this.work, this.error);
    this.acted = Date.now();
    this.awaited = true;
    this.refused = false;
    this.busy(true);
    try {
      await act(`setup/${step}`, fields);
    } catch (error) {
      this.awaited = false;
      this.refused = true;
      text(this.error, error.message);
      this.error.scrollIntoView({ block: 'nearest' });
      this.acted = 0;
    }
    this.page.again();
  },

  held() {
    return this.running || Date.now() - this.acted < SETTLED_MILLIS;
  },

  busy(whether) {
    for (const each of this.buttons) {
      each.disabled = whether;
    }
  },

  show(parts, page) {
    const now = parts.setup;
    if (!now || now.error) {
      text(this.error, now?.error?.text ?? '');
      return;
    }
    this.draft = now.draft;
    if (now.draft.url && this.url.value === SCHEME && document.activeElement !== this.url) {
      this.url.value = now.draft.url;
    }
    const may = page.permission === 'ADMINISTER';
    const running = now.work.state === 'RUNNING';
    this.running = running || !may;
    this.busy(this.held());
    // What was refused is said alone: how the step before it ended would contradict it.
    text(this.work, !may ? word('setup.maynot') : this.refused || now.work.state === 'NONE' ? '' : running
      ? word('setup.running', { text: now.work.text }) : now.work.state === 'FAILED' ? why(now.work) : now.work.text);
    set(this.work, 'data-state', now.work.state);
    if (this.awaited && !this.held()) {
      this.awaited = false;
      this.work.scrollIntoView({ block: 'nearest' });
    }
    this.showOffer(now.offer);
    this.showTrust(now);
    const connected = Boolean(now.connection) && now.connection.code.startsWith('CONNECTED');
    this.showTree(parts, now, connected && !this.held());
    this.showModel(parts, now);
    this.showPreview(now);
    this.showCloud(now);
    text(this.gone, now.gone ? word('setup.gone', { name: now.gone }) : '');
    const made = ['keystoreFile', ...(now.gone ? [] : ['connection', 'pipeline']), 'publisher'].filter(each => now.draft[each])
      .map(each => (each === 'keystoreFile' ? now.draft.keystore : now.draft[each]));
    // Of what is gone there may be entries left in a keystore that was there before.
    shown(this.undoing, made.length > 0 || Boolean(now.gone));
    text(this.made, made.length === 0 ? '' : word(now.draft.saved ? 'setup.saved' : 'setup.drafts', { names: made.join(', ') }));
    this.undo.disabled = this.held();
    if (this.work.closest('section').hidden) {
      this.first.append(this.work, this.error);
    }
  },

  showOffer(offer) {
    this.offer = offer;
    shown(this.offered, Boolean(offer));
    shown(this.buttonsOf, Boolean(offer));
    text(this.server, offer ? [offer.applicationName, offer.note].filter(Boolean).join(' \u00b7 ') : '');
    if (!offer) {
      return;
    }
    const ways = offer.endpoints.filter(each => each.usable);
    const before = this.way.childElementCount;
    keyed(this.way, ways, each => `${offer.url} ${each.policy} ${each.mode}`,
      each => element('option', { value: `${each.policy} ${each.mode}`, text: `${each.policy}, ${named('setup.mode', each.mode)}` }), () => {});
    if (!before && ways.length) {
      this.way.selectedIndex = Math.max(0, ways.findIndex(each => each.best));
    }
    this.connect.disabled ||= ways.length === 0;
  },

  showTrust(now) {
    const secured = Boolean(now.draft.keystore);
    shown(this.trusting, Boolean(now.draft.connection) && !now.gone);
    this.certificate = now.offer?.certificates.find(each => each.approvable || each.trusted) ?? now.offer?.certificates[0];
    // After a restart nobody has asked the server yet.
    text(this.theirs, this.certificate?.number ?? (now.offer ? word('setup.none') : '\u2013'));
    // What the offer said of trust was before there was a connection, which knows better.
    const judged = !now.connection || now.connection.code === 'SERVER_UNTRUSTED' ? this.certificate?.text : '';
    text(this.theirFacts, this.certificate ? [this.certificate.subject, `SHA-1 ${this.certificate.sha1}`, judged].filter(Boolean).join(' \u00b7 ') : '');
    this.own = now.own[0];
    shown(this.file, Boolean(this.own?.pem));
    text(this.ours, now.own[0]?.number ?? (secured ? '\u2026' : word('setup.none')));
    text(this.ourFacts, now.own[0] ? `${now.own[0].subject} \u00b7 SHA-1 ${now.own[0].sha1}` : '');
    shown(this.same, secured && Boolean(this.certificate) && now.connection?.code === 'SERVER_UNTRUSTED');
    const bare = now.connection?.code === 'CONNECTED_WITH_ERRORS' && now.tags.length === 0;
    this.connected.of(bare ? { severity: 'INFO', code: 'CONNECTED', text: word('setup.connected') } : now.connection);
  },

  showTree(parts, now, mayBrowse) {
    const browsable = Boolean(now.draft.connection) && Boolean(now.connection?.code.startsWith('CONNECTED'));
    shown(this.browsing, browsable);
    for (const node of this.opened) {
      const said = parts[nodesOf(node)];
      if (said && said.listed) {
        this.folders.set(node, said);
      } else if (said && !said.error) {
        // It was another PLC's.
        this.folders.delete(node);
      }
    }
    const missing = this.opened.find(node => !this.folders.has(node) && parts[nodesOf(node)]);
    if (mayBrowse && missing !== undefined && this.asked !== missing + now.work.name + now.work.state) {
      this.asked = missing + now.work.name + now.work.state;
      this.act('browse', { node: missing });
    }
    this.list(this.tree, '');
    text(this.many, now.tags.length ? counted('setup.tags', now.tags.length) : '');
    this.use.disabled ||= this.chosen.size === 0;
  },

  list(parent, node) {
    const folder = this.folders.get(node);
    keyed(parent, folder?.items ?? [], each => each.nodeId, each => this.node(each), (item, each) => this.update(item, each));
  },

  node(each) {
    const id = `node-${this.ids = (this.ids ?? 0) + 1}`;
    const box = element('input', { id, type: 'checkbox', change: () => {
      if (box.checked) {
        this.chosen.set(each.nodeId, each.kind);
      } else {
        this.chosen.delete(each.nodeId);
      }
      this.use.disabled = this.held() || this.chosen.size === 0;
    } });
    box.checked = this.chosen.has(each.nodeId);
    const value = element('span', { class: 'value' });
    const facts = element('span', { class: 'detail', text: each.dataType });
    const lamp = light();
    const children = element('ul', { class: 'plain tree' });
    const open = each.hasChildren ? element('button', { type: 'button', class: 'open', 'aria-expanded': 'false', text: word('setup.open'),
      'aria-label': word('setup.openone', { name: each.name }), click: () => this.toggle(each.nodeId) }) : null;
    const variable = each.kind === 'VARIABLE';
    const label = element('label', { for: id, text: variable ? each.name : word('setup.all', { name: each.name }) });
    const line = element('div', { class: 'node' }, box, label, variable ? lamp : null, value, facts, open);
    shown(children, false);
    // An item has a value and children of its own.
    return Object.assign(element('li', {}, line, children), { told: value, lamp, below: children, open });
  },

  toggle(node) {
    if (this.opened.includes(node)) {
      this.opened = this.opened.filter(each => each !== node);
    } else {
      this.opened.push(node);
    }
    this.page.again();
  },

  update(item, each) {
    text(item.told, each.text === undefined ? '' : `${each.text}${each.unit ? `\u00a0${each.unit}` : ''}`);
    setLight(item.lamp, QUALITIES[each.quality] ?? 'grey');
    if (item.open) {
      const open = this.opened.includes(each.nodeId);
      set(item.open, 'aria-expanded', String(open));
      text(item.open, word(open ? 'setup.close' : 'setup.open'));
      shown(item.below, open);
      if (open) {
        this.list(item.below, each.nodeId);
      }
    }
  },

  showModel(parts, now) {
    shown(this.modelling, now.tags.length > 0);
    const known = Boolean(this.models.value) && this.mapped;
    const models = parts.models?.items ?? [];
    const best = this.models.offer(models, now.fitting);
    const planned = models.filter(each => each.forPlanners).map(each => each.name);
    text(this.planned, planned.length ? word('setup.planned', { names: planned.join(', ') }) : '');
    if (now.draft.model && !known) {
      this.models.value = now.draft.model;
    } else if (best && !now.mapping.length && !this.held()) {
      this.models.value = best;
    }
    this.mapped = now.mapping.length > 0;
    shown(this.table, this.mapped);
    shown(this.about, this.mapped);
    shown(this.tryButtons, this.mapped);
    const live = new Map((Object.entries(parts).find(([name]) => name.startsWith('tags?'))?.[1]?.items ?? []).map(each => [each.name, each]));
    keyed(this.rows, now.mapping, each => `${this.proposals} ${now.draft.model} ${each.signal} ${each.tag}`, each => this.signal(each, now.tags), (row, each) => {
      const tag = live.get(row.choice.value);
      text(row.now, tag ? tag.text ?? quantity(tag.value, tag.unit) : '');
      text(row.fit, row.choice.value === each.tag ? named('setup.fit', each.fit) : '');
    });
    this.about.offer(now.tags, now.kinds, Boolean(now.fitting.find(each => each.model === now.draft.model)?.parts));
    if (this.mapped && this.begun !== now.draft.model) {
      this.begun = now.draft.model;
      this.about.begin();
    }
    this.try.disabled ||= !this.about.ready();
  },

  signal(each, tags) {
    const id = `signal-${this.ids = (this.ids ?? 0) + 1}`;
    const choice = element('select', { id }, ...['', ...tags].map(tag => element('option', { value: tag, text: tag || word('setup.notag') })));
    choice.value = each.tag;
    const label = element('label', { for: id, text: each.unit ? `${each.signal} (${each.unit})` : each.signal });
    const now = element('td', { class: 'value' });
    const fit = element('td', { class: 'detail' });
    return Object.assign(element('tr', {}, element('th', { scope: 'row' }, label), element('td', {}, choice), now, fit),
      { signal: each.signal, choice, now, fit });
  },

  showPreview(now) {
    shown(this.looking, isPreviewed(now) && !now.draft.saved);
    const quiet = now.pipeline?.code === 'RUNNING_UNPUBLISHED';
    this.previewed.of(quiet ? { severity: 'INFO', code: now.pipeline.code, text: '' } : now.pipeline);
    const values = now.decision?.values ?? [];
    keyed(this.verdict, values, each => each.name, () => element('li'), (item, each) => text(item, [
      `${each.name}: ${quantity(each.number, each.unit)}`, each.label, named('severity', each.severity), named('quality', now.decision.quality),
    ].filter(Boolean).join(' \u00b7 ')));
    shown(this.windowTable, (now.window ?? []).length > 0);
    keyed(this.window, now.window ?? [], each => each.feature, each => {
      const value = element('td', { class: 'value' });
      const line = trend();
      return Object.assign(element('tr', {}, element('th', { scope: 'row', text: each.feature }), value, element('td', {}, line)), { value, line });
    }, (row, each) => {
      text(row.value, number(each.values.at(-1)));
      setTrend(row.line, each.values, Math.max(2, Math.min(POINTS, each.values.length)));
    });
  },

  showCloud(now) {
    shown(this.publishing, isPreviewed(now));
    shown(this.noCloud, this.cloud.offer(now.clouds) === 0);
    if (this.cloudOf !== now.draft.connection) {
      // A new set-up begins with what is there: the publisher of the one before, if it made one.
      this.cloudOf = now.draft.connection;
      this.cloud.selectedIndex = 0;
    }
    this.save.disabled ||= this.cloud.value === '' || Boolean(now.draft.saved);
    text(this.done, now.draft.saved ? word('setup.works', { pipeline: now.draft.pipeline }) : '');
    const trouble = Boolean(now.draft.saved) && Boolean(now.pipeline) && now.pipeline.severity !== 'INFO';
    shown(this.publishes, trouble);
    this.publishes.of(trouble ? now.pipeline : null);
    shown(this.toRoute, Boolean(now.draft.saved));
  },
};
