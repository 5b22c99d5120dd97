/* A menu closes when something in it was chosen; the browser does the rest (popover). */
document.addEventListener("click", ({ target }) => {
  const chosen = target.closest(".menu[popover] button");
  if (chosen && chosen.getAttribute("aria-disabled") !== "true") {
    chosen.closest("[popover]").hidePopover();
  }
});
