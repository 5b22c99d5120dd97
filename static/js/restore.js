/* A template takes the place of what was written; one press brings that back. */
let replaced = "";

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id !== "template") return;
  const message = document.getElementById("message");
  // What came from a template need not be kept: it can be chosen again.
  replaced = message.value === message.defaultValue ? "" : message.value;
});

document.addEventListener("htmx:after:swap", () => {
  const button = document.getElementById("restore");
  if (button) button.hidden = !replaced || replaced === document.getElementById("message").value;
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("#restore");
  if (!button) return;
  const message = document.getElementById("message");
  message.value = replaced;
  replaced = "";
  button.hidden = true;
  message.focus();
  message.dispatchEvent(new Event("input", { bubbles: true }));
});
