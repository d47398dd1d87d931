// The plan as a table of cells: keys between cells, rows pasted from Excel. What is typed is saved by saves.js; the
// server renders everything. The page has <div id="grid-part"> with <tr data-row="12" data-place="…">, each with a
// form.saves and .write cells; an answer about an activity names it in the header X-Row.
const GRID = "grid-part";
const MOVES = { ArrowUp: "up", ArrowDown: "down" };
const SIDES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const table = () => document.querySelector("table.grid");
const rowsOfGrid = () => [...document.querySelectorAll("tr[data-row]")];
const rowOf = (node) => node?.closest?.("tr[data-row]") ?? null;
const rowBy = (id) => rowsOfGrid().find((row) => row.dataset.row === id) ?? null;
const cellsOf = (row) => [...(row?.querySelectorAll(".write") ?? [])];
const cellOf = (row, name) => cellsOf(row).find((cell) => cell.name === name) ?? null;

// --- Going between cells. From a heading up and down lead to the activities beside it.
function step(field, right, down) {
  const all = rowsOfGrid();
  const row = rowOf(field);
  if (row) cellsOf(all[all.indexOf(row) + down])[cellsOf(row).indexOf(field) + right]?.focus();
  else if (down) cellOf(beside(all, field, down), "title")?.focus();
}

function beside(rows, heading, down) {
  const below = (row) => heading.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_FOLLOWING;
  return down > 0 ? rows.find(below) : rows.findLast((row) => !below(row));
}

// --- One change of the table at a time: the next one waits for the answer and finds its activity in the new table.
let turn = Promise.resolve();
let waiting = 0;
let taken = false; // whether the server took the last change

function change(act) {
  waiting += 1;
  turn = turn.then(act).catch(() => {}).finally(() => {
    waiting -= 1;
  });
}

async function ask(url, source, values) {
  taken = false;
  do await flush();
  while ((unsaved() || busy.size) && !saveLine.classList.contains("off"));
  if (unsaved()) return; // the save line says what is wrong
  await htmx.ajax("POST", url, { source, target: `#${GRID}`, swap: "innerHTML", values });
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.target?.id === GRID) taken = event.detail.successful;
});

function move(id, direction) {
  change(async () => {
    const row = rowBy(id);
    if (row) await ask(row.dataset.place, row, { step: direction });
  });
}

function addBelow(id) {
  if (!waiting) change(() => ask(table().dataset.add, rowBy(id), { after: id }));
}

// --- Rows on the clipboard become activities, whatever cell the cursor is in; one cell's text is pasted as text.
function isTable(text) {
  const lines = text.split("\n").map((line) => line.split("\t").length - 1);
  return lines.filter(Boolean).length > 1 || Math.max(...lines) > 1;
}

document.addEventListener("paste", (event) => {
  const field = event.target.closest?.("input, textarea, select") ?? null;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!table()?.dataset.paste || !isTable(text) || (field && !field.matches("table.grid .write"))) return;
  event.preventDefault();
  if (waiting) return;
  const at = rowOf(field)?.dataset.row ?? "";
  const into = (field?.closest("tbody") ?? table().querySelector("tbody:last-of-type"))?.dataset.section ?? "";
  change(async () => {
    await ask(table().dataset.paste, rowBy(at) ?? table(), { text, into, at });
    if (!taken) putAsText(field, at, text);
  });
});

// The server is away or found no row in it: the text goes into the cell, as any pasted text.
function putAsText(field, at, text) {
  const cell = field?.isConnected ? field : cellOf(rowBy(at), field?.name);
  if (!cell) return;
  cell.setRangeText(text, cell.selectionStart, cell.selectionEnd, "end");
  cell.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- Keys. Enter goes down as in a spreadsheet; a new line in a cell is Shift+Enter.
document.addEventListener("keydown", (event) => {
  const field = event.target.matches?.("table.grid .write") ? event.target : null;
  const id = field?.readOnly ? null : rowOf(field)?.dataset.row;
  const keys = document.getElementById("keys");
  if (event.code === "F1") {
    if (!keys.open) keys.showModal();
  } else if (!field || event.isComposing) return;
  else if (event.altKey && event.shiftKey && MOVES[event.code]) {
    if (id && (!event.repeat || !waiting)) move(id, MOVES[event.code]);
  } else if (event.altKey && SIDES[event.code]) step(field, ...SIDES[event.code]);
  else if (event.ctrlKey && event.key === "Enter") {
    if (id) addBelow(id);
  } else if (event.key === "Enter" && !event.shiftKey) step(field, 0, 1);
  else return;
  event.preventDefault();
});

// A cell is as high as its row: a click beside its text is a click on it.
document.addEventListener("click", (event) => {
  if (event.target.matches("table.grid td")) event.target.querySelector(".write")?.focus();
});

// --- The table comes in anew after every change. The cursor goes back where it stood, or into the new activity; what
// was typed while the answer was on its way goes over, unless somebody else has changed that row: then it is offered.
let held = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== GRID || !event.detail.shouldSwap) return;
  const at = event.target.contains(document.activeElement) ? document.activeElement : null;
  const forms = [...event.target.querySelectorAll("form.saves")];
  const typed = forms.filter((form) => form.dataset.dirty || busy.has(form)).map((form) => ({
    address: form.dataset.save, version: form.elements.version.value, fields: fieldsOf(form), marks: own.get(form) ?? [],
  }));
  for (const form of forms) delete form.dataset.dirty; // the old table is not to send anything on its way out
  const row = rowOf(at);
  held = {
    at, typed, ids: new Set(rowsOfGrid().map((one) => one.dataset.row)), address: at && formOf(at)?.dataset.save,
    row: row?.dataset.row, place: rowsOfGrid().indexOf(row), start: at?.selectionStart, end: at?.selectionEnd,
  };
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== GRID || !held) return;
  const was = held;
  held = null;
  was.typed.forEach(carry);
  const made = event.detail.xhr.getResponseHeader("X-Row");
  if (made && !was.ids.has(made)) cellOf(rowBy(made), "title")?.focus();
  else if (was.at) comeBack(was);
});

function formAt(address) {
  return [...document.querySelectorAll("form.saves")].find((form) => form.dataset.save === address) ?? null;
}

function comeBack(was) {
  const field = was.at.matches(".write") ? formAt(was.address)?.elements[was.at.name] : twin(was.at);
  const there = rowsOfGrid();
  if (!field) return cellOf(there[Math.min(was.place, there.length - 1)], "title")?.focus(); // it is gone: the next one
  field.focus();
  if (field.matches(".write")) field.setSelectionRange(was.start, was.end);
}

function twin(old) {
  const same = (one) => ["hx-post", "hx-vals", "href"].every((name) => one.getAttribute(name) === old.getAttribute(name));
  return [...table().querySelectorAll("button, a")].find(same) ?? null;
}

function carry({ address, version, fields, marks }) {
  const now = formAt(address);
  if (!now || now.elements.version.value !== version) return;
  for (const [name, value] of Object.entries(fields)) if (now.elements[name]) now.elements[name].value = value;
  own.set(now, marks);
  now.dataset.offered = "yes";
  later(now);
}
