/* Behind the message lies a copy of its text, unseen but for its marks: parameters, parameters
   that we do not know, and characters that make each SMS shorter. */
import { isDear } from "./alphabet.js";

const PARAMETER = /(%[A-Za-z]+%)/;
const CHARACTER = /\P{M}\p{M}*/gu;

document.addEventListener("input", ({ target }) => {
  if (target.id !== "message") return;
  forgetError(target);
  paint();
});
document.addEventListener("scroll", ({ target }) => target.id === "message" && follow(), true);
document.addEventListener("htmx:after:swap", paint);
addEventListener("pageshow", paint);

export function paint() {
  const message = document.getElementById("message");
  const copy = document.getElementById("ink-marks");
  if (!message || !copy) return;
  const known = new Set([...document.querySelectorAll("[data-insert]")].map((b) => b.dataset.insert));
  const pieces = message.value.split(PARAMETER).flatMap((piece) => marked(piece, known));
  copy.replaceChildren(...pieces, "\u200b"); // a last empty line has its height too
  follow();
}

/* What was wrong with the text as it was sent is no longer said of another text. */
function forgetError(message) {
  document.getElementById("message-error")?.remove();
  message.removeAttribute("aria-invalid");
}

function follow() {
  document.getElementById("ink-marks").scrollTop = document.getElementById("message").scrollTop;
}

function marked(piece, known) {
  if (PARAMETER.test(piece)) {
    return [element(known.has(piece.toUpperCase()) ? "em" : "del", piece)];
  }
  return (piece.match(CHARACTER) ?? []).map((c) => (isDear(c) ? element("mark", c) : c));
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
