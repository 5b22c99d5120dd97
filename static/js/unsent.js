/* What somebody wrote is kept when the end of their session keeps it from being sent: signed in
   again, they find it where it was. Nothing is sent by this. */
import { forget, isMarked, keep, kept, mark } from "./kept.js";

const NAME = "unsent";
// Whether it is known that it was not taken: nothing else is put back, because what was sent may
// not come back, however quickly somebody goes on.
const REFUSED = "refused";
const WRITTEN = "textarea, select, input:not([type=hidden], [type=file], [type=password])";

// The answer leads away from where somebody writes (to the sign-in page, or to this page anew).
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement?.closest?.("#modal form, #composer form");
  if (ctx.hx?.redirect && form) {
    keepForm(form, form.elements.ids ? { ids: form.elements.ids.value, opens: whatOpens(form) } : {});
    mark(REFUSED, true);
  }
});

// Where a form leads as a page is known only there.
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.method === "post") keepForm(event.target);
});

addEventListener("pageshow", async () => {
  if (!document.documentElement.dataset.user) return mark(REFUSED, true);
  const unsent = kept(NAME);
  if (!unsent) return mark(REFUSED, false);
  const isHere = unsent.at === location.pathname;
  if (isHere && unsent.ids) await openWindow(unsent);
  const form = isHere && formFor(unsent.action);
  if (form && isMarked(REFUSED)) putBack(form, unsent.fields);
  // Here without its form, an error is told of first. On another page it was sent, or given up.
  if (isHere && !form) mark(REFUSED, true);
  else if (form || !unsent.ids) forget(NAME);
});

function keepForm(form, more = {}) {
  const fields = written(form).map((field) => [field.name, isTicked(field) ?? field.value]);
  if (!document.documentElement.dataset.user || !fields.length) return;
  mark(REFUSED, false);
  keep(NAME, { at: location.pathname, action: actionOf(form), fields, ...more });
}

/* What decides which fields the contact window has. */
function whatOpens(form) {
  const names = ["ids", "contact_type", "subject", "email_instead"];
  return [...new FormData(form)].filter(([name, value]) => names.includes(name) && value);
}

function openWindow({ action, opens }) {
  const address = `${action}?${new URLSearchParams(opens)}`;
  return window.htmx.ajax("GET", address, { target: "#modal", swap: "innerHTML" });
}

/* The fields stand in the same order as when they were kept. */
function putBack(form, fields) {
  const now = written(form);
  for (const [name, value] of fields) {
    const at = now.findIndex((field) => field.name === name);
    if (at >= 0) set(now.splice(at, 1)[0], value);
  }
  const message = form.querySelector("#message");
  if (!message) return;
  message.dispatchEvent(new Event("input", { bubbles: true }));
  form.querySelector(".write").prepend(document.getElementById("kept").content.cloneNode(true));
  message.focus();
}

function set(field, value) {
  if (isTicked(field) === undefined) field.value = value;
  else field.checked = value;
}

function isTicked(field) {
  return /^(checkbox|radio)$/.test(field.type) ? field.checked : undefined;
}

function written(form) {
  return [...form.elements].filter((field) => field.matches(WRITTEN) && !field.hidden);
}

function formFor(action) {
  return [...document.forms].find((one) => one.method === "post" && actionOf(one) === action);
}

function actionOf(form) {
  return form.getAttribute("action");
}
