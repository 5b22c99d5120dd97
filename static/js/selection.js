/* Selecting rows: the count, the box in the head, ranges with Shift, all that match. What the
   bar looks like with and without a selection is CSS (:has), so it also works without this. */
let lastBox = null;

document.addEventListener("change", ({ target }) => {
  const form = target.closest("#selection");
  if (!form) return;
  if (target.matches("[data-select-page]")) selectPage(form, target.checked);
  if (target.name === "ids" && !target.checked) unselectAllThatMatch(form);
  show(form);
});

document.addEventListener("click", ({ target, shiftKey }) => {
  if (!target.matches("#selection input[name=ids]")) return;
  if (shiftKey && lastBox?.isConnected) selectRange(target);
  lastBox = target;
});

document.addEventListener("reset", ({ target }) => {
  if (target.id === "selection") setTimeout(() => show(target));
});

for (const event of ["htmx:after:swap", "pageshow"]) {
  addEventListener(event, () => {
    const form = document.getElementById("selection");
    if (form) show(form);
  });
}

function show(form) {
  const boxes = boxesOf(form);
  const chosen = boxes.filter((box) => box.checked).length;
  const page = form.querySelector("[data-select-page]");
  if (!page) return;
  page.checked = chosen > 0 && chosen === boxes.length;
  page.indeterminate = chosen > 0 && chosen < boxes.length;
  showAllThatMatch(form, page.checked, chosen);
}

function showAllThatMatch(form, isWholePage, chosen) {
  const all = form.querySelector("[name=all]");
  if (all) all.closest("label").hidden = !isWholePage;
  const count = form.querySelector("[data-count]");
  count.textContent = all?.checked ? all.dataset.total : chosen;
}

function selectPage(form, checked) {
  for (const box of boxesOf(form)) box.checked = checked;
  if (!checked) unselectAllThatMatch(form);
}

function selectRange(to) {
  const boxes = boxesOf(to.form);
  const [from, until] = [boxes.indexOf(lastBox), boxes.indexOf(to)].sort((a, b) => a - b);
  for (const box of boxes.slice(Math.max(from, 0), until)) box.checked = to.checked;
}

function unselectAllThatMatch(form) {
  const all = form.querySelector("[name=all]");
  if (all) all.checked = false;
}

function boxesOf(form) {
  return [...form.querySelectorAll("input[name=ids]")];
}
