/* Keys: an element says its own with aria-keyshortcuts, and is pressed or focused by it; one in a
   row only while the focus is in that row. J, K and X walk through the rows of a list. None while
   typing or when turned off. */
const WRITABLE = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.documentElement.dataset.keys === "off" || event.target.matches?.(WRITABLE)) return;
  if (document.querySelector("dialog:modal")) return;
  if (act(event.key.toLowerCase())) event.preventDefault();
});

/* Do what the key stands for; false when it stands for nothing here. */
function act(key) {
  if (key === "j" || key === "k") return walk(key === "j" ? 1 : -1);
  if (key === "x") return press(currentRow()?.querySelector("input[type=checkbox]"));
  if (key === "?") return openHelp();
  const name = key.length === 1 ? key.toUpperCase() : key;
  const element = named(`[aria-keyshortcuts="${CSS.escape(name)}"]`);
  if (!element || !isOffered(element)) return false;
  return element.matches(WRITABLE) ? focus(element) : press(element);
}

/* Whether one could also press it with the mouse now; in a menu, whether one could open that. */
function isOffered(element) {
  const menu = element.closest("[popover]");
  const door = menu ? document.querySelector(`[popovertarget="${menu.id}"]`) : element;
  return door.checkVisibility();
}

function named(selector) {
  const isElsewhere = (one) => !one.closest("tbody tr");
  return (
    currentRow()?.querySelector(selector) ??
    [...document.querySelectorAll(selector)].find(isElsewhere)
  );
}

function walk(step) {
  const boxes = [...document.querySelectorAll("tbody :is(input[type=checkbox], [data-walk])")];
  const at = boxes.findIndex((box) => box.closest("tr") === currentRow());
  const next = at < 0 ? boxes[0] : boxes[at + step];
  return focus(next);
}

function currentRow() {
  return document.activeElement?.closest("tbody tr");
}

function focus(element) {
  element?.focus();
  element?.scrollIntoView({ block: "nearest" });
  return Boolean(element);
}

function press(element) {
  if (!element || element.getAttribute("aria-disabled") === "true") return false;
  element.click();
  return true;
}

function openHelp() {
  const help = document.getElementById("keys-help");
  help?.showModal();
  return Boolean(help);
}
