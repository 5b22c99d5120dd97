/* When what had the focus is gone after a swap, focus stays near and does not fall to the top. */
import { focusNearRow } from "./inbox.js";

const HOMES = {
  "#strip": focusOnStrip,
  "#compose": () => document.getElementById("message")?.focus(),
  "#composer": () => document.getElementById("message")?.focus(),
  "#thread": () => document.getElementById("thread")?.focus(),
  "#applications": () => document.getElementById("q")?.focus(),
  "#inbox": focusNearRow,
};
let home = null;

document.addEventListener("htmx:before:swap", () => {
  home = Object.keys(HOMES).find((selector) => document.activeElement?.closest(selector));
});

document.addEventListener("htmx:after:swap", () => {
  if (home && document.activeElement === document.body) HOMES[home]();
});

/* Undo, while it can be pressed; else the strip itself, to be read. */
export function focusOnStrip() {
  const strip = document.getElementById("strip");
  strip?.scrollIntoView({ block: "nearest" }); // with its words, not the button alone
  (strip?.querySelector("#undo") ?? strip)?.focus({ preventScroll: true });
}
