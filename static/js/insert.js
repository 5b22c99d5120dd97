/* A parameter's button writes it where the cursor stands, or last stood, in the message. */
let wasFocused = null;

document.addEventListener("focusin", ({ target }) => {
  if (target.id === "message") wasFocused = target;
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-insert]");
  const message = document.getElementById("message");
  if (!button || !message) return;
  if (wasFocused !== message) message.setSelectionRange(message.value.length, message.value.length);
  message.focus();
  write(message, button.dataset.insert);
});

function write(message, text) {
  // A link that touches the word before it is none to the telephone that shows it.
  if (text.endsWith("LINK%") && /\S$/.test(message.value.slice(0, message.selectionStart))) text = ` ${text}`;
  // insertText keeps the browser's own undo; what comes after is for browsers without it.
  if (document.execCommand("insertText", false, text)) return;
  message.setRangeText(text, message.selectionStart, message.selectionEnd, "end");
  message.dispatchEvent(new Event("input", { bubbles: true }));
}
