/* The inbox after an act: its dialog goes, what was done is said, and the focus stays where the
   row was that left, so that one key after the other works through the list. */
let place = 0; // of the row that was last in use

document.addEventListener("focusin", ({ target }) => {
  const row = target.closest("#inbox tbody tr");
  if (row) place = rows().indexOf(row);
});

document.addEventListener("inbox-changed", () => {
  document.querySelector("#modal dialog.question")?.close();
});

document.addEventListener("htmx:after:swap", () => {
  const told = document.querySelector("#told [data-words]")?.textContent;
  if (told) document.getElementById("say").textContent = told;
});

/* The row that took the place of the one that left; else what was done; else the list. */
export function focusNearRow() {
  const row = rows()[Math.min(place, rows().length - 1)];
  const near = row?.querySelector("[data-walk]") ?? document.querySelector("#told button");
  (near ?? document.getElementById("inbox"))?.focus();
}

document.addEventListener(
  "close",
  ({ target }) => {
    if (target.matches("#modal dialog.question")) setTimeout(focusUnlessElsewhere);
  },
  true,
);

function focusUnlessElsewhere() {
  if (document.activeElement === document.body) focusNearRow();
}

function rows() {
  return [...document.querySelectorAll("#inbox tbody tr")];
}
