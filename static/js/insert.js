/* A parameter's button writes it where the cursor stands, or last stood, in the message or, unless
   it is a link, in the subject. */
let wasFocused = null;

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("#message, #subject")) wasFocused = target;
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-insert]");
  const field = button && fieldFor(button.dataset.insert);
  if (!field) return;
  if (wasFocused !== field) field.setSelectionRange(field.value.length, field.value.length);
  field.focus();
  write(field, button.dataset.insert);
});

function fieldFor(parameter) {
  const takesIt = wasFocused?.isConnected && (wasFocused.id === "message" || !parameter.endsWith("LINK%"));
  return takesIt ? wasFocused : document.getElementById("message");
}

function write(field, text) {
  // A link that touches the word before it is none to the telephone that shows it.
  if (text.endsWith("LINK%") && /\S$/.test(field.value.slice(0, field.selectionStart))) text = ` ${text}`;
  // insertText keeps the browser's own undo; what comes after is for browsers without it.
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
