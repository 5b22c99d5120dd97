/* An open conversation: what comes is said once to those who do not see it, and counts as read
   while the page is looked at. */
let known = new Set(cameIds());
let sentUntil = "";

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  announce();
  markAsRead();
  if (ctx?.sourceElement?.name === "quick") goOnWriting();
});
document.addEventListener("visibilitychange", markAsRead);
addEventListener("pageshow", markAsRead);

function announce() {
  const came = [...document.querySelectorAll("#latest [data-came]")];
  const news = came.filter((line) => !known.has(line.id));
  known = new Set([...known, ...came.map((line) => line.id)]);
  if (!news.length) return;
  const last = news.at(-1).querySelector(".words").textContent;
  document.getElementById("say").textContent = last.replace(/\s+/g, " ").trim();
}

/* A GET writes nothing: that something was read is told by a small form of its own. */
function markAsRead() {
  const form = document.getElementById("seen");
  if (!form || document.hidden || form.elements.until.value === sentUntil) return;
  sentUntil = form.elements.until.value;
  form.requestSubmit();
}

/* A quick reply stands in the text now: the cursor goes behind it. */
function goOnWriting() {
  const message = document.getElementById("message");
  message.focus();
  message.setSelectionRange(message.value.length, message.value.length);
}

function cameIds() {
  return [...document.querySelectorAll("#latest [data-came]")].map((line) => line.id);
}
