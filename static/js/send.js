/* What is sent is what was shown: while a preview of the latest text is still under way, the
   press on Send waits for it, and then goes through. */
let changes = 0; // counted up by everything that alters what would be sent
let shownChanges = 0;
let waiting = null;

// Captured, so that it is counted before the form's own listener asks for the preview.
document.addEventListener("input", changed, true);

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (isPreview(ctx)) ctx.changes = changes;
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx?.changes === undefined) return;
  if (ctx.response.status >= 400) {
    waiting = null; // trouble.js says that it did not work
    return;
  }
  shownChanges = ctx.changes;
  if (waiting && shownChanges === changes) release();
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx?.changes !== undefined) waiting = null;
});

document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("#compose") || mayGo(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

/* Enter in a field presses the form's first button, not Send: only Send itself sends. */
function mayGo({ submitter, target }) {
  const isElsewhere = submitter?.hasAttribute("formaction") && !target.hasAttribute("hx-post");
  if (isElsewhere) return true;
  if (submitter?.id !== "send") return false;
  if (shownChanges !== changes) {
    waitFor(target);
    return false;
  }
  return submitter.getAttribute("aria-disabled") !== "true";
}

function changed({ target }) {
  if (!target.closest("#compose")) return;
  changes += 1;
  waiting = null; // whoever goes on writing has not decided yet
}

/* Ask for the preview once more, since the last may have failed, and send when it is there. */
function waitFor(form) {
  form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  waiting = form;
}

function release() {
  const form = waiting;
  waiting = null;
  if (form.isConnected) form.requestSubmit(document.getElementById("send"));
}

function isPreview(ctx) {
  return ctx.sourceElement.closest("#compose") && ctx.request.action.endsWith("/preview");
}
