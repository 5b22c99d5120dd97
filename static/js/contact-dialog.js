/* The contact window as a dialog: it opens when it arrives, asks before a text is thrown away,
   and goes when the message is on its way. */
import { focusOnStrip } from "./focus.js";

const SELECTOR = "#modal dialog";
let hasTyped = false;

document.addEventListener("htmx:after:swap", () => {
  const dialog = document.querySelector(SELECTOR);
  if (!dialog || dialog.open) return;
  hasTyped = false;
  dialog.showModal();
});

document.addEventListener("input", ({ target }) => {
  if (target.matches(`${SELECTOR} :is(textarea, #subject)`)) hasTyped = true;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(`${SELECTOR} [data-close]`);
  if (!button) return;
  event.preventDefault();
  const dialog = button.closest("dialog");
  if (button.dataset.close === "keep") hideQuestion(dialog);
  else if (button.dataset.close === "anyway" || !hasTyped) dialog.close();
  else ask(dialog);
});

// Twice in a row, Escape closes a dialog whatever "cancel" says: so it is answered as a key.
document.addEventListener("keydown", (event) => {
  const dialog = document.querySelector(SELECTOR);
  if (event.key !== "Escape" || event.isComposing || !dialog?.open || !hasTyped) return;
  if (dialog.querySelector(":popover-open")) return;
  event.preventDefault();
  if (dialog.querySelector("#leave").hidden) ask(dialog);
  else hideQuestion(dialog);
});

document.addEventListener(
  "cancel",
  (event) => {
    if (!event.target.matches(SELECTOR) || !hasTyped) return;
    event.preventDefault();
    ask(event.target);
  },
  true,
);

document.addEventListener(
  "close",
  ({ target }) => {
    if (!target.matches(SELECTOR)) return;
    // By htmx, so that no preview of what is gone is asked for any more.
    window.htmx.swap({ sourceElement: document.body, target, swap: "delete", text: "" });
    document.getElementById("contact-button")?.focus();
  },
  true,
);

document.addEventListener("contact-sent", () => {
  document.querySelector(SELECTOR)?.close();
  document.getElementById("selection")?.reset();
  setTimeout(focusOnStrip);
});

function ask(dialog) {
  const question = dialog.querySelector("#leave");
  question.hidden = false;
  question.querySelector("button").focus();
}

function hideQuestion(dialog) {
  dialog.querySelector("#leave").hidden = true;
  dialog.querySelector("#message").focus();
}
