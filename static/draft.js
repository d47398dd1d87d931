// Drafting an agreement: keys and dragging of clauses. What is typed is saved by saves.js; the server renders
// everything. The page has <div id="clauses-part"> with <li data-clause="12" data-level="2" data-place="…" data-add="…">,
// every clause with a form.saves and a .write in it. An answer about a new clause names it in the header X-Clause.
const PART = "clauses-part";
const STEPS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "deeper", ArrowLeft: "out" };
const clauses = () => [...document.querySelectorAll("li[data-clause]")];
const clauseOf = (node) => node?.closest?.("li[data-clause]") ?? null;
const clauseBy = (id) => clauses().find((clause) => clause.dataset.clause === id) ?? null;

function fieldOf(clause, name) {
  const fields = [...(clause?.querySelectorAll(".write") ?? [])];
  return fields.find((field) => field.name === name) ?? fields[0] ?? null;
}

// Who may not write gets the same list with fields that are only read.
const isOpen = (clause) => Boolean(clause && !fieldOf(clause)?.readOnly);

// --- One change of the order at a time: the next one waits for the answer and finds its clause in the new list.
let turn = Promise.resolve();
let waiting = 0;

function change(id, address, values) {
  waiting += 1;
  turn = turn.then(() => sendChange(id, address, values)).catch(() => {}).finally(() => {
    waiting -= 1;
  });
}

async function sendChange(id, address, values) {
  await flush();
  const clause = clauseBy(id);
  if (unsaved() || !isOpen(clause)) return; // the save line says what is wrong
  await htmx.ajax("POST", clause.dataset[address], { source: clause, target: `#${PART}`, swap: "innerHTML", values });
}

// --- The list comes in anew after every change. The cursor goes back where it stood, or into the new clause.
let held = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== PART || !event.detail.shouldSwap) return;
  const at = document.activeElement;
  const clause = clauseOf(at);
  const typed = [...event.target.querySelectorAll("form.saves")].filter((form) => form.dataset.dirty || busy.has(form));
  for (const form of typed) delete form.dataset.dirty; // the old list is not to send anything on its way out
  const { selectionStart: start, selectionEnd: end } = at;
  held = { at, typed, id: clause?.dataset.clause, place: clauses().indexOf(clause), start, end };
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== PART || !held) return;
  const was = held;
  held = null;
  was.typed.forEach(carry);
  const made = event.detail.xhr.getResponseHeader("X-Clause");
  if (made && made !== was.id) fieldOf(clauseBy(made))?.focus();
  else if (was.id) comeBack(was);
});

function comeBack(was) {
  const clause = clauseBy(was.id);
  const all = clauses();
  if (!clause) return fieldOf(all[Math.min(was.place, all.length - 1)])?.focus(); // it is gone: the next one
  const same = [...clause.querySelectorAll("button")].find((button) => !button.disabled && twin(button, was.at));
  const field = same ?? fieldOf(clause, was.at.name);
  field?.focus();
  if (field?.matches(".write") && was.at.matches(".write")) field.setSelectionRange(was.start, was.end);
}

function twin(button, old) {
  return ["hx-post", "hx-vals"].every((name) => button.getAttribute(name) === old.getAttribute(name));
}

// What was typed while the answer was on its way goes over into the new list – unless somebody else has changed that
// clause, or the text refers to clauses by numbers, which may be others now: then the kept text is offered.
function carry(old) {
  const now = [...document.querySelectorAll("form.saves")].find((form) => form.dataset.save === old.dataset.save);
  const fields = Object.entries(fieldsOf(old));
  if (!now || now.elements.version.value !== old.elements.version.value) return;
  if (fields.some(([, value]) => /\[\d/.test(value))) return;
  for (const [name, value] of fields) if (now.elements[name]) now.elements[name].value = value;
  own.set(now, own.get(old) ?? []);
  now.dataset.offered = "yes";
  later(now);
}

// --- Keyboard.
function go(clause, step) {
  const all = clauses();
  fieldOf(all[all.indexOf(clause) + step])?.focus();
}

function add(clause) {
  const { clause: after, level } = clause.dataset;
  if (!waiting) change(after, "add", { after, level });
}

document.addEventListener("keydown", (event) => {
  const clause = event.target.matches?.(".write") ? clauseOf(event.target) : null;
  const keys = document.getElementById("keys");
  if (event.code === "F1") {
    if (!keys.open) keys.showModal();
  } else if (!clause) return;
  else if (event.altKey && event.shiftKey && STEPS[event.code]) {
    if (!event.repeat || !waiting) change(clause.dataset.clause, "place", { step: STEPS[event.code] });
  } else if (event.altKey && event.code === "ArrowUp") go(clause, -1);
  else if (event.altKey && event.code === "ArrowDown") go(clause, 1);
  else if (event.ctrlKey && event.key === "Enter") add(clause);
  else return;
  event.preventDefault();
});

// --- A clause is dragged by its number or margin; inside a field the mouse selects text.
let dragged = null;

function showInto(over) {
  for (const clause of clauses()) clause.classList.toggle("into", clause === over);
}

document.addEventListener("pointerdown", (event) => {
  const clause = clauseOf(event.target);
  if (isOpen(clause)) clause.draggable = !event.target.closest("textarea, input, select, button, a");
});
document.addEventListener("dragstart", (event) => {
  dragged = event.target.matches?.("li[data-clause]") ? event.target.dataset.clause : null;
});
document.addEventListener("dragover", (event) => {
  const over = clauseOf(event.target);
  const into = dragged && over && over.dataset.clause !== dragged;
  showInto(into ? over : null);
  if (into) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const over = clauseOf(event.target);
  if (!dragged || !over || over.dataset.clause === dragged) return;
  event.preventDefault();
  change(dragged, "place", { before: over.dataset.clause });
});
document.addEventListener("dragend", () => {
  dragged = null;
  showInto(null);
});
