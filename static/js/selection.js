/* Selecting rows: the count, the box in the head, ranges with Shift, all that match. What the
   bar looks like with and without a selection is CSS (:has), so it also works without this. */
let lastBox = null;

document.addEventListener("change", ({ target }) => {
  if (target.form?.id !== "selection") return;
  if (target.matches("[data-select-page]")) selectPage(target.checked);
  if (target.name === "ids" && !target.checked) unselectAllThatMatch();
  show();
});

document.addEventListener("click", ({ target, shiftKey }) => {
  if (!target.matches("#selection input[name=ids]")) return;
  if (shiftKey && lastBox?.isConnected) selectRange(target);
  lastBox = target;
});

document.addEventListener("reset", ({ target }) => {
  if (target.id === "selection") setTimeout(show); // the boxes are emptied after this event
});

document.addEventListener("click", ({ target }) => {
  if (target.closest("[type=reset][form=selection]")) setTimeout(focusOnSearch);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing) return;
  if (document.querySelector("dialog[open], :popover-open")) return;
  const selection = document.getElementById("selection");
  if (!selection?.querySelector(":checked") || event.target.id === "q") return;
  selection.reset();
  if (event.target.closest?.(".bar-selected")) setTimeout(focusOnSearch);
});

document.addEventListener("htmx:after:swap", show);
addEventListener("pageshow", show);

function show() {
  const page = document.querySelector("[data-select-page]");
  if (!page) return;
  const boxes = boxesOfPage();
  const chosen = boxes.filter((box) => box.checked).length;
  page.checked = chosen > 0 && chosen === boxes.length;
  page.indeterminate = chosen > 0 && chosen < boxes.length;
  const all = allThatMatch();
  if (all) all.closest("label").hidden = !page.checked;
  document.querySelector("[data-count]").textContent = all?.checked ? all.dataset.total : chosen;
}

function focusOnSearch() {
  document.getElementById("q")?.focus();
}

function selectPage(checked) {
  for (const box of boxesOfPage()) box.checked = checked;
  if (!checked) unselectAllThatMatch();
}

function selectRange(to) {
  const boxes = boxesOfPage();
  const [from, until] = [boxes.indexOf(lastBox), boxes.indexOf(to)].sort((a, b) => a - b);
  for (const box of boxes.slice(from, until)) box.checked = to.checked;
}

function unselectAllThatMatch() {
  const all = allThatMatch();
  if (all) all.checked = false;
}

function boxesOfPage() {
  return [...document.querySelectorAll("#selection input[name=ids]")];
}

function allThatMatch() {
  return document.querySelector("#applications input[name=all]");
}
