(() => {
  // Rows that are high because a column is narrow: whatever is folded is opened, and cells of more than so many lines are told.
  const MOST_LINES = 3;
  const NARROW = 0.67;
  document.querySelectorAll('details').forEach(each => { each.open = true; });
  const lines = cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    let end = -Infinity;
    let found = 0;
    for (const box of [...range.getClientRects()].filter(each => each.width > 1 && each.height > 1).sort((one, other) => one.top - other.top)) {
      if (box.top > end - 3) {
        found++;
        end = box.bottom;
      }
    }
    return found;
  };
  const wrong = [];
  for (const table of document.querySelectorAll('table')) {
    const whole = table.getBoundingClientRect().width;
    for (const cell of table.querySelectorAll('th, td')) {
      const width = cell.getBoundingClientRect().width;
      if (width > 0 && width < NARROW * whole && lines(cell) > MOST_LINES) {
        wrong.push(`${table.caption?.textContent}: ${lines(cell)} lines in ${Math.round(width)} of ${Math.round(whole)} pixels: ${cell.textContent.slice(0, 40)}`);
      }
    }
  }
  if (document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth) {
    wrong.push(`wider than the window: ${document.scrollingElement.scrollWidth} of ${document.scrollingElement.clientWidth}`);
  }
  return wrong;
})()
