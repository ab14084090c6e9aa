// The rows of a table between two drawings, as React keeps them. Upstream takes what the last column says for the key
// of a row (settings-app v37 and later), so several rows have the same key, and React loses sight of all of these but
// the last: they stay in the page.

export function redraw(parent, shown, wanted) {
  const same = countSame(shown, wanted);
  if (same === wanted.length) {
    shown.slice(same).forEach(({ element }) => element.remove());
  }
  const known = new Map(same === wanted.length ? [] : shown.slice(same).map((row, index) => [row.key, { row, index }]));
  const placed = new Set();
  let last = -1;
  wanted.forEach((row, index) => {
    const found = index < same ? { row: shown[index], index: -1 } : known.get(row.key);
    if (!found) {
      placed.add(row);
      return;
    }
    found.row.element.replaceWith(row.element);
    if (index >= same) {
      known.delete(row.key);
      found.index < last ? placed.add(row) : (last = found.index);
    }
  });
  for (const { row } of known.values()) {
    row.element.remove();
  }
  for (const row of placed) {
    const next = wanted.slice(wanted.indexOf(row) + 1).find((other) => !placed.has(other));
    parent.insertBefore(row.element, next?.element ?? null);
  }
}

function countSame(shown, wanted) {
  const differs = wanted.findIndex((row, index) => shown[index]?.key !== row.key);
  return differs < 0 ? wanted.length : differs;
}
