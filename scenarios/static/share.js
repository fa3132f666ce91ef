// Counts characters while somebody writes, and warns before unsent words are left behind. Sends nothing.

const form = document.querySelector("form[data-unsaved]");

function showCount(box) {
  const place = document.getElementById(box.dataset.count);
  const most = Number(box.dataset.max);
  const length = Array.from(box.value).length;
  const words = `${length.toLocaleString("en-GB")} of ${most.toLocaleString("en-GB")} characters`;
  place.textContent = length > most ? `${words}: ${(length - most).toLocaleString("en-GB")} too many` : words;
  place.classList.toggle("text-danger", length > most);
}

for (const box of document.querySelectorAll("[data-count]")) {
  box.addEventListener("input", () => showCount(box));
  if (box.value) showCount(box);
}

if (form) {
  let unsaved = false;
  form.addEventListener("input", () => { unsaved = true; });
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
document.getElementById("problems")?.scrollIntoView();
