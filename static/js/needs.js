/* A ticked right ticks what it needs; one that is taken away takes with it what needs it. The
   server says the same in words to whoever has no script. */
document.addEventListener("change", ({ target }) => {
  if (!("needs" in target.dataset)) return;
  const boxes = [...target.form.querySelectorAll("[data-needs]")];
  const needs = (box) => box.dataset.needs.split("|").filter(Boolean);
  for (const box of boxes) {
    const concerned = target.checked
      ? needs(target).includes(box.value)
      : needs(box).includes(target.value);
    if (!concerned || box.checked === target.checked) continue;
    box.checked = target.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
