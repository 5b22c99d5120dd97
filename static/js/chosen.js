/* Who is selected in the application list of a case: also those on other pages of it, and those
   whom a search or a filter hides. */
import { forget, keep, kept } from "./kept.js";

let home = null; // the case whose candidates these are
let ids = new Set();
let whole = null; // the search and filter of which all that match are selected

/* Read what is known of the case whose list is shown now. */
export function open(list) {
  const path = list.getAttribute("action");
  if (path === home) return;
  home = path;
  const known = kept(nameOf(path));
  ids = new Set(known?.ids);
  whole = known?.whole ?? null;
}

export function mark(id, isChosen) {
  if (isChosen) ids.add(id);
  else ids.delete(id);
}

/* All that match this search and filter, and nobody else. */
export function chooseAll(query) {
  ids = new Set();
  whole = query;
}

export function unchooseAll() {
  whole = null;
}

export function clear() {
  ids = new Set();
  whole = null;
  store();
}

export const has = (id) => ids.has(id);
export const isAllOf = (query) => whole === query;
export const count = () => ids.size;

/* Those who are not among these, in rising order. */
export function othersThan(shown) {
  return [...ids].filter((id) => !shown.has(id)).map(Number).sort((a, b) => a - b);
}

/* Ids in rising order, as short as a form can carry them: 3, 4, 5 and 9 are "3-5,9". */
export function written(rising) {
  const ranges = [];
  for (const id of rising) {
    const last = ranges.at(-1);
    if (last?.[1] === id - 1) last[1] = id;
    else ranges.push([id, id]);
  }
  return ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(",");
}

export function store() {
  if (!home) return;
  if (ids.size || whole !== null) keep(nameOf(home), { ids: [...ids], whole });
  else forget(nameOf(home));
}

function nameOf(path) {
  return `selection ${path}`;
}
