/* Polls stand still in a tab that nobody sees, and come seldom while the server does not answer. */
const LONGEST_REST_MS = 60_000;
const FIRST_REST_MS = 2_000;
const resting = new WeakMap(); // element: { failures, until }

export const isPoll = (ctx) => ctx?.sourceEvent?.type === "every";
export const failuresInARow = (ctx) => resting.get(ctx.sourceElement)?.failures ?? 0;

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (!isPoll(ctx)) return;
  const until = resting.get(ctx.sourceElement)?.until ?? 0;
  if (document.hidden || performance.now() < until) event.preventDefault();
});

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!isPoll(ctx)) return;
  const failed = !ctx.response || ctx.response.status >= 500 || ctx.response.status === 429;
  if (failed) rest(ctx.sourceElement);
  else resting.delete(ctx.sourceElement);
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll('[hx-trigger*="every"]')) {
    window.htmx.trigger(element, "every", {}, false);
  }
});

function rest(element) {
  const failures = (resting.get(element)?.failures ?? 0) + 1;
  const pause = Math.min(FIRST_REST_MS * 2 ** failures, LONGEST_REST_MS);
  resting.set(element, { failures, until: performance.now() + pause });
}
