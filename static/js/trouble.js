/* A request that failed is said in words on the page; what was typed stays where it is. */
import { failuresInARow, isPoll } from "./polls.js";

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx || isPassingHiccup(ctx)) return;
  show(ctx.response ? "answer-failed" : "connection-lost");
});

document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  const { status } = ctx.response;
  const isAnswered = status === 422 || status === 401; // a fragment, or on to the sign-in page
  if (status === 401 && isPoll(ctx)) show("signed-out");
  if (!isAnswered && !isPassingHiccup(ctx)) show("answer-failed");
});

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.response.status < 400) clear();
});

function isPassingHiccup(ctx) {
  return isPoll(ctx) && failuresInARow(ctx) < 1;
}

function show(name) {
  clear();
  const note = document.getElementById(name).content.cloneNode(true);
  // Outside an open dialog nothing can be heard or pressed.
  (document.querySelector("dialog:modal") ?? document.body).append(note);
}

function clear() {
  document.querySelector(".trouble")?.remove();
}
