/* What one tab keeps while its pages come and go, for the person who is signed in. */

export function keep(name, value) {
  try {
    sessionStorage.setItem(keyOf(name), JSON.stringify(value));
  } catch {
    // Full, or forbidden by the browser: then it is kept no longer than the page.
  }
}

/* What was kept under this name, or null. */
export function kept(name) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(name)));
  } catch {
    return null;
  }
}

export function forget(name) {
  try {
    sessionStorage.removeItem(keyOf(name));
  } catch {
    // Forbidden: then nothing was kept either.
  }
}

/* A mark that says nothing of anybody, and so outlives a session. */
export function mark(name, isSet) {
  try {
    if (isSet) sessionStorage.setItem(name, "yes");
    else sessionStorage.removeItem(name);
  } catch {
    // Forbidden: then nothing was kept that it could speak of.
  }
}

export function isMarked(name) {
  try {
    return sessionStorage.getItem(name) !== null;
  } catch {
    return false;
  }
}

// Who signs out leaves nothing for the next person.
document.addEventListener("submit", ({ target }) => {
  if (target.getAttribute("action") !== "/sign-out") return;
  try {
    sessionStorage.clear();
  } catch {
    // As above.
  }
});

function keyOf(name) {
  return `${document.documentElement.dataset.user} ${name}`;
}
