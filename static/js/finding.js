/* While somebody is selected, the search and the filters stand behind a button. Once opened they
   stay until they are closed or nobody is selected: the list must not jump under a finger. */
const page = document.documentElement.classList;

document.addEventListener("focusin", ({ target }) => {
  if (target.closest("#find") && button()?.checkVisibility()) setOpen(true);
});

document.addEventListener("click", ({ target }) => {
  if (!target.closest("[data-find]")) return;
  if (page.contains("finding")) setOpen(false);
  else focusOnSearch();
});

document.addEventListener("reset", ({ target }) => target.id === "selection" && setOpen(false));
document.addEventListener("change", () => button()?.checkVisibility() || setOpen(false));
document.addEventListener("htmx:after:swap", () => setOpen(page.contains("finding")));

export function focusOnSearch() {
  document.getElementById("q")?.focus();
}

function setOpen(isOpen) {
  page.toggle("finding", isOpen);
  button()?.setAttribute("aria-expanded", isOpen);
}

function button() {
  return document.querySelector("[data-find]");
}
