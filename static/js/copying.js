/* A button with data-copies puts the value of the field of that id on the clipboard and says so in
   its own words; where the browser does not allow it, the field is selected, ready to be copied. */
const SHOWN_MS = 2500;

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    return;
  }
  const said = button.querySelector("[aria-live]");
  const usual = said.textContent;
  said.textContent = button.dataset.copied;
  setTimeout(() => (said.textContent = usual), SHOWN_MS);
});
