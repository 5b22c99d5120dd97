/* The strip of a batch: focus goes to Undo when it appears, and each new phase is said once. */
let shownPhase = null;

document.addEventListener("htmx:after:swap", () => {
  const strip = document.getElementById("strip");
  const phase = strip && `${strip.dataset.batch} ${strip.dataset.phase}`;
  if (!strip || phase === shownPhase) return;
  const isFirst = shownPhase === null && !strip.dataset.phase;
  shownPhase = phase;
  if (!isFirst) announce(strip);
});

/* Where the button that was pressed is gone, focus must not fall to the top of the page. */
document.addEventListener("htmx:after:settle", () => {
  const strip = document.getElementById("strip");
  if (strip?.dataset.phase && document.activeElement === document.body) focusOn(strip);
});

export function focusOn(strip) {
  (strip.querySelector("#undo") ?? strip).focus();
}

function announce(strip) {
  const words = strip.querySelector("[data-words]")?.textContent ?? "";
  document.getElementById("say").textContent = words.replace(/\s+/g, " ").trim();
}
