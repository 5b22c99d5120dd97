/* Every request by htmx carries the token that a form carries in its hidden field. */
document.addEventListener("htmx:config:request", ({ detail }) => {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (token) detail.ctx.request.headers["X-CSRFToken"] = token;
});
