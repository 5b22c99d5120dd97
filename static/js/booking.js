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

/* What this phone's clock shows at a moment, as a datetime attribute writes it: 2026-12-01T09:00. */
function clockHere(moment) {
  return new Date(moment - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/* The time on this phone, with its day where that is another one; empty where both clocks agree. */
function onThisPhone(time) {
  const moment = new Date(time.dateTime);
  const here = clockHere(moment);
  const there = time.dateTime.slice(0, 16);
  if (here === there) return "";
  const isSameDay = here.slice(0, 10) === there.slice(0, 10);
  return moment.toLocaleString(document.documentElement.lang, {
    weekday: isSameDay ? undefined : "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

function compareClocks() {
  const times = [...document.querySelectorAll("time[datetime]")];
  const differing = times.filter(onThisPhone);
  const { same, other, below = "" } = zone.dataset;
  const words = differing.length ? below : times.length ? same : "";
  if (words) zone.querySelector("span").append(`, ${words}`);
  for (const time of differing) {
    const where = document.createElement("span");
    where.textContent = ` ${other}`;
    const there = document.createElement("small");
    there.className = "there";
    there.append(` ${onThisPhone(time)}`, where);
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
