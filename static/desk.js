// «Вести заседание»: people, agenda, keyboard. What is typed is saved by saves.js; the server renders everything.

// --- The composition goes in where the cursor stood.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches("[data-composition]")) return;
  const text = event.target.closest("form").elements.text;
  const before = text.value.slice(0, text.dataset.touched ? text.selectionEnd : undefined);
  event.detail.parameters.at = [...before].length; // characters, not UTF-16 units
  event.detail.parameters.version = event.target.closest("form").elements.version.value;
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea.write")) event.target.dataset.touched = "yes";
});

// --- Keyboard.
const lines = () => [...document.querySelectorAll("[data-plist] > li")];
let lastField = null;

function cursor(line) {
  if (!line) return;
  for (const other of lines()) {
    other.classList.toggle("cursor", other === line);
    other.tabIndex = other === line ? 0 : -1;
  }
  line.focus();
  line.scrollIntoView({ block: "nearest" });
}

function toPeople() {
  lastField = document.activeElement;
  const all = lines();
  cursor(all.find((line) => !line.querySelector("input:checked")) ?? all[0]);
}

function onLine(event, line) {
  const all = lines();
  const place = all.indexOf(line);
  const digit = /^(?:Digit|Numpad)([1-4])$/.exec(event.code)?.[1];
  if (event.code === "ArrowDown") cursor(all[place + 1]);
  else if (event.code === "ArrowUp") cursor(all[place - 1]);
  else if (event.key === "+") document.querySelector("[data-new-person]")?.focus();
  else if (event.code === "Enter") line.querySelector("[data-edit]").click();
  else if (digit) markAndGoOn(line, digit, all[place + 1]);
  else return;
  event.preventDefault();
}

function markAndGoOn(line, digit, next) {
  const choice = line.querySelector(`input[data-key="${digit}"]`);
  if (!choice || choice.disabled) return;
  if (!choice.checked) {
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }
  cursor(next ?? line);
}

function nextField() {
  const fields = [...document.querySelectorAll(".item textarea, .item input:not([type=hidden]):not([type=radio]), .item select")];
  const after = fields[fields.indexOf(document.activeElement) + 1] ?? fields[0];
  after?.focus();
}

// Escape leaves the parts of a person's line: saved, closed, the cursor back on the person.
function leaveEdit(edit) {
  const form = edit.querySelector("form.saves");
  Promise.resolve(form?.dataset.dirty || busy.has(form) ? send(form) : null).then(() => {
    if (form?.dataset.dirty) return;
    edit.replaceChildren();
    cursor(edit.closest("[data-line]"));
  });
}

// Sent from the place the item comes back to, not from a button that is being replaced: a second key is never lost.
function stepItem(step) {
  const item = document.querySelector("article[data-item]")?.dataset.item;
  const place = document.getElementById("item-part");
  if (item) htmx.ajax("POST", `${location.pathname}items/${item}/place/`, { source: place, target: place, values: { step } });
}

document.addEventListener("keydown", (event) => {
  const edit = event.code === "Escape" && event.target.closest?.(".edit");
  if (edit) leaveEdit(edit);
  const line = event.target.matches?.("[data-plist] > li") ? event.target : null;
  if (event.code === "F1") document.getElementById("keys").showModal();
  else if (event.code === "F2") line ? (lastField?.isConnected ? lastField : document.querySelector(".item textarea"))?.focus() : toPeople();
  else if (event.altKey && event.shiftKey && event.code === "ArrowDown") stepItem("down");
  else if (event.altKey && event.shiftKey && event.code === "ArrowUp") stepItem("up");
  else if (event.altKey && event.code === "KeyZ") document.getElementById("undo")?.requestSubmit();
  else if (event.altKey && event.code === "ArrowDown") document.querySelector("[data-go=next]")?.click();
  else if (event.altKey && event.code === "ArrowUp") document.querySelector("[data-go=previous]")?.click();
  else if (event.ctrlKey && event.code === "Enter") nextField();
  else {
    if (line && !event.ctrlKey && !event.altKey && !event.metaKey) onLine(event, line);
    return;
  }
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.matches("[data-close]")) event.target.closest(".edit").replaceChildren();
  if (!event.target.matches("[data-edit]")) return;
  for (const edit of document.querySelectorAll(".edit")) if (!edit.querySelector("[data-dirty]")) edit.replaceChildren();
});

// A list that comes in anew keeps the cursor on the same person.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id === "people-list") event.target.dataset.line = document.activeElement?.closest("[data-line]")?.dataset.line ?? "";
});

// The line for a new person is free at once for the next one; what was refused comes back if nothing new stands there.
document.addEventListener("htmx:beforeSend", (event) => {
  const field = event.target.querySelector?.("[data-new-person]");
  if (!field) return;
  field.dataset.sent = field.value;
  field.value = "";
});
document.addEventListener("htmx:afterRequest", (event) => {
  const field = event.target.querySelector?.("[data-new-person]");
  if (!field) return;
  if (event.detail.successful) event.target.querySelector(".problem").replaceChildren();
  else field.value ||= field.dataset.sent;
});

// After a part has come in: a new item or person leaves the cursor where the work goes on.
document.addEventListener("htmx:afterSettle", (event) => {
  const source = event.detail.requestConfig?.elt;
  const added = source?.dataset?.add;
  const line = event.target.id === "people-list" && event.target.dataset.line;
  if (added) focusAdded(added);
  else if (line) cursor(document.querySelector(`[data-line="${line}"]`));
  else if (source?.matches?.("[data-go], .agenda a")) document.querySelector(".part textarea.write")?.focus();
  else if (event.target.matches?.(".edit")) event.target.querySelector("input:not([type=hidden])")?.focus();
  else if (source?.matches?.("[data-composition]")) document.querySelector(".part textarea.write")?.focus();
});

function focusAdded(what) {
  const last = (selector) => [...document.querySelectorAll(selector)].pop();
  const fields = {
    speech: ".speaker",
    decision: ".decision textarea",
    election: "[data-candidate]",
    vote: ".vote input[type=radio]",
  };
  last(fields[what])?.focus();
}

// --- The agenda by drag and drop.
let dragged = null;
document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-item-row]") ?? null;
});
document.addEventListener("dragover", (event) => {
  if (dragged && event.target.closest?.("[data-item-row]")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const over = event.target.closest?.("[data-item-row]");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const place = [...over.parentElement.children].indexOf(over) + 1;
  const address = `${location.pathname}items/${dragged.dataset.itemRow}/place/`;
  htmx.ajax("POST", address, { source: dragged, target: "#item-part", values: { place } });
  dragged = null;
});
