// The plan as a table of cells: keys between cells, rows pasted from Excel. What is typed is saved by saves.js; the
// server renders everything. The page has <div id="grid-part"> with <tr data-row="12" data-place="…">, each with a
// form.saves whose cells are .write fields; an answer about a new activity names it in the header X-Row.
const GRID = "grid-part";
const MOVES = { ArrowUp: "up", ArrowDown: "down" };
const SIDES = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const rowsOfGrid = () => [...document.querySelectorAll("tr[data-row]")];
const rowOf = (node) => node?.closest?.("tr[data-row]") ?? null;
const rowBy = (id) => rowsOfGrid().find((row) => row.dataset.row === id) ?? null;
const cellsOf = (row) => [...(row?.querySelectorAll(".write") ?? [])];
const table = () => document.querySelector("table.grid");
const section = (node) => node?.closest?.("tbody")?.dataset.section ?? "";

// --- Keys. Enter goes down as in a spreadsheet; a new line in a cell is Shift+Enter.
function step(field, right, down) {
  const row = rowOf(field);
  const rows = rowsOfGrid();
  const column = cellsOf(row).indexOf(field) + right;
  cellsOf(rows[rows.indexOf(row) + down])[column]?.focus();
}

// One change of the order at a time; what is still typed goes first.
let queue = Promise.resolve();

function change(url, source, values) {
  queue = queue.then(async () => {
    await flush();
    if (!unsaved()) await htmx.ajax("POST", url, { source, target: `#${GRID}`, swap: "innerHTML", values });
  }).catch(() => {});
}

document.addEventListener("keydown", (event) => {
  const field = event.target.matches?.("tr[data-row] .write") ? event.target : null;
  if (event.code === "F1") document.getElementById("keys").showModal();
  else if (!field || field.readOnly) return;
  else if (event.altKey && event.shiftKey && MOVES[event.code]) {
    change(rowOf(field).dataset.place, field, { step: MOVES[event.code] });
  } else if (event.altKey && SIDES[event.code]) step(field, ...SIDES[event.code]);
  else if (event.ctrlKey && event.key === "Enter") change(table().dataset.add, field, { after: rowOf(field).dataset.row });
  else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) step(field, 0, 1);
  else return;
  event.preventDefault();
});

// --- Several rows or columns on the clipboard become activities; one cell's text is pasted as text.
document.addEventListener("paste", (event) => {
  const field = event.target.matches?.("table.grid .write") ? event.target : null;
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!field || field.readOnly || !text.includes("\t")) return;
  event.preventDefault();
  change(table().dataset.paste, field, { text, into: section(field) });
});

// --- The grid comes in anew after every change: the cursor goes back to its cell, or into the new activity.
let kept = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id !== GRID || !event.detail.shouldSwap) return;
  const at = document.activeElement;
  kept = { row: rowOf(at)?.dataset.row, name: at?.name, start: at?.selectionStart };
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id !== GRID || !kept) return;
  const made = event.detail.xhr.getResponseHeader("X-Row");
  const isNew = made && made !== kept.row;
  const fields = cellsOf(rowBy(made ?? kept.row));
  const field = fields.find((one) => one.name === (isNew ? "title" : kept.name)) ?? null;
  field?.focus();
  if (field && !isNew && kept.start !== null) field.setSelectionRange?.(kept.start, kept.start);
  kept = null;
});
