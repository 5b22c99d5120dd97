/* A template takes the place of what was written; one press brings that back, also after further
   templates, until something is typed. */
let replaced = "";
let chosen = ""; // what the last template wrote: it need not be kept, it can be chosen again

let isChoosing = false;

document.addEventListener("htmx:config:request", (event) => {
  const { id } = event.detail.ctx.sourceElement;
  // The preview of the text that is just being replaced would take the template's place.
  if (id === "live" && isChoosing) event.preventDefault();
  if (id !== "template") return;
  isChoosing = true;
  const { value } = document.getElementById("message");
  if (value !== chosen) replaced = value;
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id === "template") isChoosing = false;
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  const message = document.getElementById("message");
  const restore = document.getElementById("restore");
  if (!message || !restore) return;
  if (ctx?.sourceElement?.id === "template") chosen = message.value;
  restore.hidden = !replaced || replaced === message.value;
});

document.addEventListener("input", ({ target }) => {
  if (target.id === "message") forget();
});

document.addEventListener("click", ({ target }) => {
  if (!target.closest("#restore")) return;
  const message = document.getElementById("message");
  message.value = replaced;
  message.focus();
  message.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener(
  "close",
  ({ target }) => {
    if (target.matches("#modal dialog")) [replaced, chosen] = ["", ""]; // another window, another text
  },
  true,
);

function forget() {
  replaced = "";
  document.getElementById("restore")?.setAttribute("hidden", "");
}
