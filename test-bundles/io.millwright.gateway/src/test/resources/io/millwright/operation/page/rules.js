(() => {
  // What a person without a mouse, with little contrast or with a screen reader needs. Returns sentences about what is missing.
  const wrong = [];
  const tell = (node, what) => wrong.push(`${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : ''}.${node.getAttribute('class') ?? ''} "${(node.textContent ?? '').trim().slice(0, 30)}": ${what}`);
  const seen = node => {
    const box = node.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && getComputedStyle(node).visibility !== 'hidden';
  };
  const all = selector => [...document.querySelectorAll(selector)].filter(seen);

  if (!document.documentElement.lang) wrong.push('html has no lang');
  if (!document.title) wrong.push('there is no title');
  if (document.querySelectorAll('h1').length !== 1) wrong.push('not exactly one h1');
  for (const landmark of ['header', 'nav', 'main']) {
    if (document.querySelectorAll(landmark).length !== 1) wrong.push(`not exactly one ${landmark}`);
  }
  let level = 0;
  for (const heading of all('h1,h2,h3,h4,h5,h6')) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) tell(heading, `h${own} follows h${level}`);
    if (!heading.textContent.trim()) tell(heading, 'is empty');
    level = own;
  }
  const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
  for (const id of ids.filter((each, i) => ids.indexOf(each) !== i)) wrong.push(`id ${id} is there more than once`);
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'for']) {
    for (const node of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of node.getAttribute(attribute).split(/\s+/)) {
        if (!document.getElementById(id)) tell(node, `${attribute} names ${id}, which is not there`);
      }
    }
  }
  const name = node => {
    const labels = [...(node.labels ?? [])].map(label => label.textContent).join(' ');
    const by = node.getAttribute('aria-labelledby')?.split(/\s+/).map(id => document.getElementById(id)?.textContent).join(' ');
    const own = ['INPUT', 'SELECT', 'TEXTAREA'].includes(node.tagName) ? '' : node.textContent;
    return (node.getAttribute('aria-label') ?? by ?? (labels || own || node.title || '')).trim();
  };
  for (const node of all('a[href],button,input,select,textarea,summary,[role=button]')) {
    if (!name(node)) tell(node, 'has no name');
    if (node.tabIndex > 0) tell(node, 'has a tab index of its own');
    const box = node.getBoundingClientRect();
    if ((box.width < 24 || box.height < 24) && !node.closest('p,dd')) tell(node, `is ${box.width} x ${box.height}, too small to hit`);
  }
  for (const node of all('img,svg,canvas')) {
    const hidden = node.closest('[aria-hidden=true]');
    if (!hidden && !node.getAttribute('aria-label') && !node.getAttribute('alt')) tell(node, 'is a picture without words');
  }
  for (const node of all('ul,ol')) {
    if ([...node.children].some(child => child.tagName !== 'LI')) tell(node, 'has children that are no items');
  }
  for (const table of all('table')) {
    if (!table.caption) tell(table, 'has no caption');
    for (const head of table.querySelectorAll('th')) if (!head.scope) tell(head, 'has no scope');
  }
  for (const node of all('section')) if (!name(node) && !node.getAttribute('aria-label')) tell(node, 'is a section without a name');

  const parse = colour => (colour.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
  const over = (front, back) => {
    const alpha = front[3] ?? 1;
    return [0, 1, 2].map(i => front[i] * alpha + back[i] * (1 - alpha));
  };
  const ground = node => {
    const layers = [];
    for (let each = node; each; each = each.parentElement) {
      const colour = parse(getComputedStyle(each).backgroundColor);
      if ((colour[3] ?? 1) > 0) layers.push(colour);
      if ((colour[3] ?? 1) === 1) break;
    }
    return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255]);
  };
  const luminance = colour => {
    const [r, g, b] = colour.map(value => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || !seen(parent) || parent.closest('.unseen,:disabled,option')) continue;
    const style = getComputedStyle(parent);
    const back = ground(parent);
    const [light, dark] = [luminance(over(parse(style.color), back)), luminance(back)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) tell(parent, `contrast ${ratio.toFixed(2)}`);
  }
  if (document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth) {
    wrong.push(`wider than the window: ${document.scrollingElement.scrollWidth} of ${document.scrollingElement.clientWidth}`);
  }
  return wrong;
})()
