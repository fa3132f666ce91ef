// Asks before a page with unsaved writing is left. Everything works without this script.
for (const form of document.querySelectorAll("form.ib-item-form")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
