// Elements. Whatever comes from outside becomes text or an attribute here, never markup.

const SVG = 'http://www.w3.org/2000/svg';

/** Makes an element; attributes that are functions are listeners, `text` is its text. */
export function element(name, attributes = {}, ...children) {
  return dressed(document.createElement(name), attributes, children);
}

/** The same for pictures. */
export function shape(name, attributes = {}, ...children) {
  return dressed(document.createElementNS(SVG, name), attributes, children);
}

function dressed(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      made.addEventListener(name, value);
    } else if (name === 'text') {
      made.textContent = value;
    } else if (value === true) {
      made.setAttribute(name, '');
    } else if (value !== false && value !== undefined && value !== null) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/** Sets a text where it is another one, so that a screen reader and a selection are left in peace. */
export function text(node, value) {
  const wanted = value === undefined || value === null ? '' : String(value);
  if (node.textContent !== wanted) {
    node.textContent = wanted;
  }
}

/** Sets a name, which may be broken behind its underscores and dots where it is too long for a line. */
export function name(node, value) {
  const wanted = String(value ?? '');
  if (node.textContent !== wanted) {
    node.replaceChildren(...wanted.split(/(?<=[_./:-])/).flatMap((part, i) => (i === 0 ? [part] : [document.createElement('wbr'), part])));
  }
}

/** Sets an attribute where it is another one; null takes it away. */
export function set(node, name, value) {
  if (value === null || value === undefined || value === false) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== String(value)) {
    node.setAttribute(name, value);
  }
}

/**
 * Brings the children of a node to a list of items. A child stays the same element as long as its key is there, and so keeps its focus.
 * `make(item)` returns an element, `update(element, item)` brings it up to date.
 */
export function keyed(parent, items, key, make, update) {
  const known = parent.known ?? new Map();
  const next = new Map();
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    if (next.has(name)) {
      continue;
    }
    const node = known.get(name) ?? make(item);
    next.set(name, node);
    update(node, item);
    if (node === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(node, place);
    }
  }
  for (const [name, node] of known) {
    if (!next.has(name)) {
      node.remove();
    }
  }
  parent.known = next;
}

/** Shows or hides. */
export function shown(node, whether) {
  node.hidden = !whether;
}
