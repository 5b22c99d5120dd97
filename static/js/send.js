/* What is sent is what was shown: while a preview of the latest text is still under way, the
   press on Send waits for it, and then goes through. */
let changes = 0; // counted up by everything that alters what would be sent
let shownChanges = 0;
let waiting = null;

document.addEventListener("input", ({ target }) => {
  if (target.closest("#compose")) changes += 1;
});

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (isPreview(ctx)) ctx.changes = changes;
});

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (ctx?.changes === undefined) return;
  shownChanges = ctx.changes;
  if (waiting && shownChanges === changes) release();
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx?.changes !== undefined) waiting = null; // trouble.js says why nothing was sent
});

document.addEventListener(
  "submit",
  (event) => {
    if (event.submitter?.id !== "send") return;
    const isBlocked = event.submitter.getAttribute("aria-disabled") === "true";
    if (!isBlocked && shownChanges === changes) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (shownChanges !== changes) waiting = event.submitter.form;
  },
  true,
);

function release() {
  const form = waiting;
  waiting = null;
  if (form.isConnected) form.requestSubmit(document.getElementById("send"));
}

function isPreview(ctx) {
  return ctx.request.action.endsWith("/contact/preview");
}
