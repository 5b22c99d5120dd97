/* A menu closes when something in it was chosen, and arrows walk through it, from its button on;
   the browser does the rest (popover). */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("click", ({ target }) => {
  const chosen = target.closest(".menu[popover] button");
  if (chosen && chosen.getAttribute("aria-disabled") !== "true") {
    chosen.closest("[popover]").hidePopover();
  }
});

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const menu = step && document.querySelector(".menu:popover-open");
  if (!menu || !isAt(menu, event.target)) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("button")];
  const at = items.indexOf(event.target);
  const next = at < 0 && step < 0 ? items.length - 1 : at + step;
  items[(next + items.length) % items.length].focus();
});

function isAt(menu, element) {
  return menu.contains(element) || element.getAttribute("popovertarget") === menu.id;
}
