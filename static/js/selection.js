/* Selecting rows: the count, the box in the head, ranges with Shift, all that match. Who is
   selected stays so while the list turns a page, is sorted, searched or filtered (chosen.js).
   What the bar looks like with and without a selection is CSS (:has), so it also works without
   this. */
import * as chosen from "./chosen.js";
import { focusOnSearch } from "./finding.js";

let lastBox = null;

document.addEventListener("change", ({ target }) => {
  if (target.form?.id !== "selection") return;
  if (target.matches("[data-select-page]")) for (const box of boxes()) box.checked = target.checked;
  if (target.name === "all") chosen.clear();
  if (target.name === "all" && target.checked) chosen.chooseAll(query());
  if (!target.checked) chosen.unchooseAll();
  remember();
});

document.addEventListener("click", ({ target, shiftKey }) => {
  if (!target.matches("#selection input[name=ids]")) return;
  if (shiftKey && lastBox?.isConnected) selectRange(target);
  lastBox = target;
});

document.addEventListener("reset", ({ target }) => {
  if (target.id !== "selection") return;
  chosen.clear();
  setTimeout(show); // the boxes are emptied after this event
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[type=reset][form=selection]")) setTimeout(focusOnSearch);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  if (document.querySelector("dialog[open], :popover-open")) return;
  const selection = list();
  if (!selection || event.target.id === "q") return;
  if (!chosen.count() && !isAllThatMatch()) return;
  selection.reset();
  if (event.target.closest?.(".bar-selected")) setTimeout(focusOnSearch);
});

document.addEventListener("htmx:after:swap", show);
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) adopt();
  show();
});

/* What was ticked before this script had come, on a slow line, counts as any other tick. (The form
   is autocomplete="off": no browser ticks boxes from an earlier visit.) */
function adopt() {
  if (!list()) return;
  chosen.open(list());
  for (const box of boxes()) if (box.checked) chosen.mark(box.value, true);
}

/* Tick those who are selected, and say how many they are. */
function show() {
  if (!list()) return;
  chosen.open(list());
  const isAll = isAllThatMatch();
  if (!isAll) chosen.unchooseAll(); // of another search or filter: those are not these
  for (const box of boxes()) box.checked = isAll || chosen.has(box.value);
  remember();
}

/* Keep what the boxes of this page say, beside who is selected elsewhere. */
function remember() {
  for (const box of boxes()) chosen.mark(box.value, box.checked);
  chosen.store();
  showHead();
  showCount();
}

function showHead() {
  const head = document.querySelector("[data-select-page]");
  const ticked = boxes().filter((box) => box.checked).length;
  if (head) {
    head.checked = ticked > 0 && ticked === boxes().length;
    head.indeterminate = ticked > 0 && !head.checked;
  }
  const all = allBox();
  if (!all) return;
  all.checked = isAllThatMatch();
  all.closest("label").hidden = !head?.checked;
}

function showCount() {
  const isAll = isAllThatMatch();
  const shown = new Set(boxes().map((box) => box.value));
  const unseen = isAll ? [] : chosen.othersThan(shown);
  list().elements.others.value = chosen.written(unseen);
  document.querySelector("[data-count]").textContent = isAll ? allBox().dataset.total : chosen.count();
  document.querySelector("[data-unseen]").hidden = !unseen.length;
  document.querySelector("[data-unseen-count]").textContent = unseen.length;
}

function selectRange(to) {
  const all = boxes();
  const [from, until] = [all.indexOf(lastBox), all.indexOf(to)].sort((a, b) => a - b);
  for (const box of all.slice(from, until)) box.checked = to.checked;
}

function isAllThatMatch() {
  return Boolean(allBox()) && chosen.isAllOf(query());
}

function allBox() {
  return document.querySelector("#applications input[name=all]");
}

/* What the list is searched and filtered by: who "all that match" are. */
function query() {
  const { q, show } = list().elements;
  return `${show.value} ${q.value}`;
}

function boxes() {
  return [...document.querySelectorAll("#selection input[name=ids][type=checkbox]")];
}

function list() {
  return document.getElementById("selection");
}
