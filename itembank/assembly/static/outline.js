// Shows the sum of the cells while the counts are typed. The server checks it again when the outline is saved.

const form = document.querySelector("[data-outline]");
const counts = [...form.querySelectorAll("[data-count]")];
const length = form.querySelector("[data-length]");
const sum = form.querySelector("[data-sum]");

const whole = (field) => (/^\d+$/.test(field.value.trim()) ? Number(field.value) : 0);

function show() {
  const total = counts.reduce((all, field) => all + whole(field), 0);
  const missing = whole(length) - total;
  const state = { true: `${missing} missing`, false: `${-missing} too many` }[missing > 0];
  sum.textContent = missing === 0 ? `Sum: ${total}. It matches the length.` : `Sum: ${total} of ${whole(length)}: ${state}.`;
  sum.classList.toggle("ib-field-error", missing !== 0);
}

form.addEventListener("input", show);
show();
