/* The strip of a batch: each new phase is said once to those who do not see it. */
let shown = phaseOf(document.getElementById("strip"));

document.addEventListener("htmx:after:swap", () => {
  const strip = document.getElementById("strip");
  if (!strip) return;
  if (phaseOf(strip) !== shown) announce(strip);
  shown = phaseOf(strip);
});

function phaseOf(strip) {
  return strip ? `${strip.dataset.batch} ${strip.dataset.phase}` : "";
}

function announce(strip) {
  const words = strip.querySelector("[data-words]")?.textContent ?? "";
  document.getElementById("say").textContent = words.replace(/\s+/g, " ").trim();
}
