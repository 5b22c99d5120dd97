/* The strip of a batch: each new phase is said once, and focus stays in the strip when the button
   that was pressed is gone. */
let shown = phaseOf(document.getElementById("strip"));
let hadFocus = false;

document.addEventListener("htmx:before:swap", () => {
  hadFocus = Boolean(document.activeElement?.closest("#strip"));
});

document.addEventListener("htmx:after:swap", () => {
  const strip = document.getElementById("strip");
  if (!strip) return;
  if (hadFocus && !document.activeElement?.closest("#strip")) focusOn(strip);
  if (phaseOf(strip) !== shown) announce(strip);
  shown = phaseOf(strip);
});

/* Undo, where it can still be pressed. */
export function focusOn(strip) {
  (strip.querySelector("#undo") ?? strip).focus();
}

function phaseOf(strip) {
  return strip ? `${strip.dataset.batch} ${strip.dataset.phase}` : "";
}

function announce(strip) {
  const words = strip.querySelector("[data-words]")?.textContent ?? "";
  document.getElementById("say").textContent = words.replace(/\s+/g, " ").trim();
}
