// The clearance workbench: keys, selection, and decisions without loading the page again.
// Without this script every action works as a plain form post.

const bench = document.getElementById("bench");
const WORDS = { undecided: "to decide", accepted: "replaced", rejected: "stays", covered: "inside a longer one" };
const SIGNS = { undecided: "?", accepted: "✓", rejected: "✗", covered: "✓" };
const STANDINGS = Object.keys(WORDS);

let current = null; // The place of the current finding, such as "12:20".
let picked = null; // The place of the text that was selected last.
let queue = Promise.resolve(); // Decisions go out one after another, each bound to the answer before it.
let pending = 0; // Decisions under way; answers are painted when none is, so that no newer one is painted over.
let broken = false;
let round = 0; // Grows with each failure, so that what still waited behind it is not sent afterwards.
let painted = []; // What was painted ahead of the answers, with how it stood before.

const byPlace = new Map();

function index() {
  byPlace.clear();
  for (const row of bench.querySelectorAll("[data-row]")) byPlace.set(row.dataset.row, { row, marks: [] });
  for (const mark of bench.querySelectorAll("mark[data-mark]")) byPlace.get(mark.dataset.mark)?.marks.push(mark);
}

function rows() { return [...bench.querySelectorAll("[data-row]")]; }

function say(text) { document.getElementById("bench-status").textContent = text; }

// Shows nothing as decided that is not saved: takes back what was painted ahead, then fetches the list anew.
async function fail(text) {
  broken = true;
  round += 1;
  for (const [place, standing] of painted.reverse()) paint(place, standing);
  painted = [];
  count();
  const isFresh = await reload().catch(() => false);
  const box = document.getElementById("bench-problem");
  box.textContent = isFresh ? `${text} The list shows how it stands now.` : `${text} `;
  if (!isFresh) {
    const link = document.createElement("a");
    link.href = window.location.href;
    link.textContent = "Load the page again";
    box.append(link);
  }
  box.classList.remove("d-none");
  box.scrollIntoView();
}

async function reload() {
  const answer = await fetch(window.location.href);
  const fresh = answer.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("bench");
  if (!fresh || "closed" in fresh.dataset) return false;
  pending = 0;
  broken = false;
  show(fresh.innerHTML);
  count();
  return true;
}

function show(html) {
  const keep = [...bench.querySelectorAll(".ib-scroll")].map((box) => box.scrollTop);
  bench.innerHTML = html; // Our own server's page part, escaped there like any page.
  bench.querySelectorAll(".ib-scroll").forEach((box, n) => { box.scrollTop = keep[n] ?? 0; });
  picked = null;
  index();
  choose(byPlace.has(current) ? current : rows().find((row) => row.classList.contains("undecided"))?.dataset.row);
}

function reveal(element) { element.scrollIntoView({ block: "nearest" }); }

function choose(place, { focus = true, scroll = true } = {}) {
  const before = byPlace.get(current);
  if (before) for (const element of [before.row, ...before.marks]) element.classList.remove("current");
  current = place;
  const now = byPlace.get(place);
  if (!now) return;
  for (const element of [now.row, ...now.marks]) element.classList.add("current");
  if (focus) now.row.focus({ preventScroll: true });
  if (scroll) [now.marks[0], now.row].filter(Boolean).forEach(reveal);
}

function step(by, onlyWaiting) {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.row === current);
  for (let n = 1; n <= all.length; n += 1) {
    const row = all[(at + by * n + all.length * 2) % all.length];
    if (!onlyWaiting || row.classList.contains("undecided")) return choose(row.dataset.row);
  }
  say("Everything is decided.");
  return undefined;
}

function paint(place, standing, kind, placeholder) {
  const entry = byPlace.get(place);
  if (!entry) return;
  for (const element of [entry.row, ...entry.marks]) {
    element.classList.remove(...STANDINGS);
    element.classList.add(standing);
  }
  entry.row.querySelector(".ib-sign").textContent = SIGNS[standing];
  entry.row.querySelector("[data-words]").textContent = WORDS[standing];
  if (kind) entry.row.querySelector("[data-kind]").textContent = kind;
  if (placeholder !== undefined) entry.row.querySelector("[data-placeholder]").textContent = placeholder;
  const word = entry.row.querySelector("[data-kind]").textContent;
  for (const mark of entry.marks) mark.title = `${word}, ${WORDS[standing]}`;
  const last = entry.marks[entry.marks.length - 1];
  if (last) last.dataset.sign = SIGNS[standing];
}

function count() {
  const all = rows();
  const done = all.filter((row) => !row.classList.contains("undecided")).length;
  bench.querySelector("[data-decided]").textContent = done;
  bench.querySelector("[data-total]").textContent = all.length;
  bench.querySelector("progress").value = done;
  const onward = bench.querySelector("[data-when-done]"); // Absent until the machine has looked.
  const wasHidden = onward?.classList.contains("d-none");
  const isDone = done === all.length && pending === 0; // Only once everything is saved.
  onward?.classList.toggle("d-none", !isDone);
  if (isDone && wasHidden && !isTyping(document.activeElement)) onward?.focus();
}

function take(answer, places) {
  if (answer.html) {
    show(answer.html);
  } else if (pending === 0) {
    answer.marks.forEach(([standing, kind, placeholder], n) => paint(places[n], standing, kind, placeholder));
    bench.querySelector("button[value='undo']").disabled = false;
  }
  for (const field of bench.querySelectorAll("[data-seen]")) field.value = answer.seen;
  count();
}

async function post(action, kind) {
  const form = bench.querySelector("#decide");
  const body = new URLSearchParams({
    csrf_token: form.querySelector("[name=csrf_token]").value,
    seen: form.querySelector("[name=seen]").value,
    do: action,
    kind,
  });
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Bench": "script" } });
  if (answer.status === 409) return fail("Somebody decided on this text since you opened it. Your last step was not saved.");
  if (!answer.ok || answer.redirected) return fail("Your last step was not saved.");
  const told = await answer.json();
  pending -= 1;
  if (pending === 0) painted = [];
  const places = rows().sort((a, b) => a.dataset.index - b.dataset.index).map((row) => row.dataset.row);
  return take(told, places);
}

function send(action, kind = "") {
  if (broken) return;
  pending += 1;
  const mine = round;
  queue = queue.then(() => (broken || mine !== round ? undefined : post(action, kind))).catch(() => fail("The server did not answer. Your last step was not saved."));
}

function alike(place) {
  const group = byPlace.get(place).row.dataset.group;
  return rows().filter((row) => row.dataset.group === group && !row.classList.contains("covered"));
}

function decide(verb, { same = false, kind = "", place = current } = {}) {
  const entry = byPlace.get(place);
  if (!entry || broken) return;
  const standing = verb === "accept" ? "accepted" : "rejected";
  const touched = same ? alike(place) : [entry.row];
  for (const row of touched) {
    painted.push([row.dataset.row, STANDINGS.find((one) => row.classList.contains(one))]);
    paint(row.dataset.row, standing);
  }
  count();
  say(`${touched.length > 1 ? `${touched.length} findings` : "Finding"} ${verb}ed`);
  send(`${verb}${same ? "_same" : ""}:${place}`, kind);
  if (place === current) step(1, true);
}

// Positions are code points on the server; a browser counts UTF-16 units, so we count characters.
function pointsBefore(container, node, offset) {
  const range = document.createRange();
  range.setStart(container, 0);
  range.setEnd(node, offset);
  return Array.from(range.toString()).length;
}

function readSelection() {
  const selection = window.getSelection();
  const text = document.getElementById("raw-text");
  if (!selection.rangeCount || selection.isCollapsed || !text) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const chosen = range.toString();
  const lead = Array.from(chosen.match(/^\s*/)[0]).length;
  const start = pointsBefore(text, range.startContainer, range.startOffset) + lead;
  const words = chosen.trim();
  return words ? { start, end: start + Array.from(words).length, words } : null;
}

// Keeps what was selected in the text, because a click on the panel takes the browser's own selection away.
function onSelect() {
  const now = readSelection();
  if (now) picked = now;
  else if (document.getElementById("raw-text")?.contains(window.getSelection().anchorNode) && document.activeElement?.id === "raw-text") picked = null;
  else return;
  fillAdd();
}

function fillAdd() {
  const add = document.getElementById("add");
  if (!add?.open) return;
  add.querySelector("[data-only-here]").classList.toggle("d-none", !picked);
  const note = add.querySelector("[data-picked]");
  note.textContent = picked ? `Selected in the text: characters ${picked.start + 1} to ${picked.end}.` : "";
  if (picked) add.querySelector("#needle").value = picked.words.length <= 200 ? picked.words.replace(/\s+/g, " ") : "";
}

function openAdd() {
  const add = document.getElementById("add");
  if (!add) return;
  picked = readSelection() ?? picked;
  add.open = true;
  fillAdd();
  add.querySelector(picked ? "#find-kind" : "#needle").focus();
}

function addHere() {
  const kind = bench.querySelector("#find-kind");
  if (kind.reportValidity()) send(`add:${picked.start}:${picked.end}`, kind.value);
}

function undo() {
  if (bench.querySelector("button[value='undo']").disabled && pending === 0) say("There is nothing to undo.");
  else send("undo");
}

function chooseKind() { bench.querySelector("#accept-as")?.focus(); }

function help() { document.getElementById("keys")?.classList.toggle("d-none"); }

const KEYS = {
  n: () => step(1, true),
  p: () => step(-1, true),
  j: () => step(1, false),
  i: () => step(-1, false),
  a: () => decide("accept"),
  r: () => decide("reject"),
  A: () => decide("accept", { same: true }),
  R: () => decide("reject", { same: true }),
  k: chooseKind,
  u: undo,
  "+": openAdd,
  "?": help,
};

function isTyping(target) { return target.closest("input:not([type=checkbox]), textarea, select"); }

function onKindKey(event) {
  if (event.key !== "Enter" && event.key !== "Escape") return undefined;
  event.preventDefault();
  const kind = takeKind();
  return event.key === "Enter" ? decide("accept", { kind }) : choose(current);
}

function onKey(event) {
  if (event.target.id === "accept-as") return onKindKey(event);
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return undefined;
  const act = KEYS[event.key];
  if (!act) return undefined;
  event.preventDefault();
  return act();
}

function onClick(event) {
  const button = event.target.closest("button[name=do]");
  if (button) {
    event.preventDefault();
    if (button.value === "undo") return undo();
    const [verb, start, end] = button.value.split(":");
    choose(`${start}:${end}`, { focus: false });
    return decide(verb.replace("_same", ""), { same: verb.endsWith("_same"), kind: takeKind() });
  }
  if (event.target.closest("[data-only-here]") && picked) {
    return addHere();
  }
  const mark = event.target.closest("mark[data-mark]");
  if (mark && window.getSelection().isCollapsed) choose(mark.dataset.mark);
  const row = event.target.closest("[data-row]");
  if (row) choose(row.dataset.row, { focus: false, scroll: false });
  return undefined;
}

function takeKind() {
  const select = bench.querySelector("#accept-as");
  const { value } = select;
  select.value = "";
  return value;
}

if (bench) {
  index();
  if (!("closed" in bench.dataset)) {
    document.addEventListener("keydown", onKey);
    bench.addEventListener("click", onClick);
    bench.addEventListener("toggle", fillAdd, true);
    document.addEventListener("selectionchange", onSelect);
    window.addEventListener("beforeunload", (event) => { if (pending > 0 && !broken) event.preventDefault(); });
  }
  const first = rows().find((row) => row.classList.contains("undecided")) ?? rows()[0];
  const asked = document.getElementById(window.location.hash.slice(1));
  if (asked?.dataset.row) choose(asked.dataset.row, { focus: false });
  else if (first) choose(first.dataset.row, { focus: false, scroll: false });
}
