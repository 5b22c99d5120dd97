/* A candidate's page. Everything works without this: it tells that a person, not a scanner of
   links, has seen the page; shows the chosen time in the bar; the phone's own time where that is
   another one; and closes the list of languages. */

const shown = document.querySelector("[data-opening]");

function tellOpened() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", tellOpened);
  navigator.sendBeacon(shown.dataset.opening);
}

if (shown) {
  document.addEventListener("visibilitychange", tellOpened);
  tellOpened();
}

const bar = document.querySelector("#yours");

function showChoice() {
  const chosen = document.querySelector("[name=slot]:checked");
  bar.hidden = !chosen;
  bar.querySelector("b").textContent = chosen ? chosen.dataset.words : "";
}

if (bar) {
  document.addEventListener("change", showChoice);
  showChoice();
}

const zone = document.querySelector("#zone[data-same]");

function onThisPhone(time) {
  const moment = new Date(time.dateTime);
  const language = document.documentElement.lang;
  return moment.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function compareClocks() {
  const times = [...document.querySelectorAll("time[datetime]")];
  const differing = times.filter((time) => !time.textContent.startsWith(onThisPhone(time)));
  const words = document.createElement("span");
  words.textContent = times.length && !differing.length ? `, ${zone.dataset.same}` : "";
  zone.querySelector("span").append(words);
  for (const time of differing) {
    const there = document.createElement("small");
    there.className = "there";
    there.textContent = ` ${onThisPhone(time)} ${zone.dataset.other}`;
    time.after(there);
  }
}

if (zone) compareClocks();

const languages = document.querySelector(".languages");

if (languages) {
  document.addEventListener("click", ({ target }) => {
    if (!languages.contains(target)) languages.open = false;
  });
  languages.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !languages.open) return;
    languages.open = false;
    languages.querySelector("summary").focus();
  });
}
