// «Вести заседание»: saving what is typed, and the keyboard. The server renders everything; here is only behaviour.
const saveLine = document.getElementById("save");

function say(kind, text) {
  saveLine.classList.toggle("off", kind === "off" || kind === "wrong");
  saveLine.textContent = text ?? saveLine.dataset[kind];
}

// --- Autosave. A form with class "saves" sends itself 0.7 s after the last key, one request at a time.
const DELAY = 700; // ms; with the answer within the two seconds promised
const RETRY = 3000; // ms between tries while there is no connection
const timers = new WeakMap();
const own = new WeakMap(); // form → marks of saves whose answer has not come
const busy = new Map(); // form → the request under way
const again = new WeakSet();

function unsaved() {
  return document.querySelector("form.saves[data-dirty]");
}

function later(form, delay = DELAY) {
  form.dataset.dirty = "yes";
  keep(form);
  say("typing");
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => send(form), delay));
}

function send(form) {
  clearTimeout(timers.get(form));
  if (!form.isConnected) return Promise.resolve();
  if (busy.has(form)) {
    again.add(form);
    return busy.get(form);
  }
  const request = exchange(form).finally(() => {
    busy.delete(form);
    return again.delete(form) ? send(form) : undefined;
  });
  busy.set(form, request);
  return request;
}

async function exchange(form) {
  delete form.dataset.dirty;
  try {
    await answer(form, await post(form));
  } catch {
    form.dataset.dirty = "yes";
    say("off");
    timers.set(form, setTimeout(() => send(form), RETRY));
  }
}

// Each save carries a mark of its own and those of the saves before it that were never answered: the server knows by
// them that the newer version is this browser's, so a retry of one's own save is no conflict.
function post(form) {
  const headers = JSON.parse(main.getAttribute("hx-headers"));
  const body = new FormData(form);
  const marks = own.get(form) ?? [];
  body.set("token", mark());
  body.set("own", marks.join(","));
  own.set(form, [...marks, body.get("token")]);
  keep(form);
  return fetch(form.dataset.save, { method: "POST", body, headers: { ...headers, "HX-Request": "true" } });
}

function mark() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function answer(form, response) {
  const html = await response.text();
  const problem = form.querySelector(".problem");
  if (response.ok) {
    problem.replaceChildren();
    form.elements.version.value = response.headers.get("X-Version") ?? form.elements.version.value;
    own.delete(form);
    if (form.dataset.dirty) keep(form);
    else forget(form);
    swapParts(html);
    if (!unsaved()) say("saved", `${saveLine.dataset.saved} ${new Date().toLocaleTimeString("ru-RU")}`);
  } else if (response.status >= 500) {
    throw new Error(String(response.status));
  } else {
    problem.innerHTML = html;
    form.dataset.dirty = "yes";
    keep(form);
    say("wrong");
  }
}

// The parts of the page around the field that depend on what was saved; the field itself is never touched.
function swapParts(html) {
  const parts = new DOMParser().parseFromString(html, "text/html").body.children;
  for (const part of [...parts]) {
    const here = part.id && document.getElementById(part.id);
    if (!here || here.contains(document.activeElement)) continue;
    here.replaceChildren(...part.childNodes);
    htmx.process(here);
    grow(here);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form.saves");
  if (event.target.matches("textarea.write")) grow(event.target.parentElement);
  if (form) later(form);
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.saves");
  if (form) send(form);
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form.saves, form[data-mark]")) event.preventDefault();
}, true);

// --- What the server has not confirmed stays in this browser, and is offered when the page comes again: after a cut
// connection, a closed lid, a killed server.
const main = document.getElementById("main");
const PREFIX = `desk:${main.dataset.meeting}:`;

function fieldsOf(form) {
  return Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "version"));
}

function keep(form) {
  const item = form.closest("[data-item]")?.dataset.item ?? "";
  const kept = { fields: fieldsOf(form), own: own.get(form) ?? [], item };
  try {
    localStorage.setItem(PREFIX + form.dataset.save, JSON.stringify(kept));
  } catch {
    // The browser's store is full or closed: the text still stands in the field and is sent as before.
  }
}

function forget(form) {
  localStorage.removeItem(PREFIX + form.dataset.save);
}

function keptFor(form) {
  return JSON.parse(localStorage.getItem(PREFIX + form.dataset.save) ?? "null");
}

function offerKept() {
  for (const form of document.querySelectorAll("form.saves:not([data-offered])")) {
    form.dataset.offered = "yes";
    const kept = keptFor(form);
    if (kept) offer(form, kept);
  }
  offerElsewhere();
}

function offer(form, kept) {
  const now = fieldsOf(form);
  const lost = Object.keys(kept.fields).filter((name) => same(kept.fields[name]) !== same(now[name]));
  if (!lost.length) return forget(form);
  const notice = document.getElementById("kept").content.cloneNode(true);
  notice.querySelector("[data-mine]").innerText = lost.map((name) => kept.fields[name]).join("\n");
  notice.querySelector("[data-theirs]").innerText = lost.map((name) => now[name] ?? "").join("\n");
  form.querySelector(".problem").replaceChildren(notice);
}

function same(value) {
  return (value ?? "").replaceAll("\r\n", "\n");
}

function offerElsewhere() {
  const here = new Set([...document.querySelectorAll("form.saves")].map((form) => PREFIX + form.dataset.save));
  const items = new Set();
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !here.has(key)) items.add(JSON.parse(localStorage.getItem(key)).item);
  }
  items.delete("");
  const notice = document.getElementById("kept-elsewhere");
  notice.hidden = !items.size;
  notice.querySelector("[data-links]").replaceChildren(...[...items].map((item) => {
    const link = document.createElement("a");
    link.href = `?item=${item}`;
    link.textContent = document.querySelector(`[data-item-row="${item}"] span`)?.textContent ?? "…";
    return link;
  }));
}

document.addEventListener("click", (event) => {
  const choice = event.target.dataset?.kept;
  if (!choice) return;
  const form = event.target.closest("form.saves");
  const kept = keptFor(form);
  event.target.closest(".kept").remove();
  if (choice === "away" || !kept) return forget(form);
  for (const [name, value] of Object.entries(kept.fields)) if (form.elements[name]) form.elements[name].value = value;
  own.set(form, kept.own);
  grow(form);
  later(form, 0);
});

// Another part of the page is about to be replaced: what is still typed there goes first.
document.addEventListener("htmx:confirm", (event) => {
  const dirty = [...document.querySelectorAll("form.saves[data-dirty]")];
  if ((!dirty.length && !busy.size) || event.target.matches("[data-mark], #who")) return;
  event.preventDefault();
  Promise.all([...busy.values(), ...dirty.map(send)]).then(() => {
    if (!unsaved()) event.detail.issueRequest(true);
  });
});

// --- Stale: both texts side by side; the person chooses.
document.addEventListener("click", (event) => {
  const keep = event.target.dataset?.keep;
  if (!keep) return;
  const form = event.target.closest("form.saves");
  const notice = event.target.closest(".stale");
  form.elements.version.value = notice.dataset.version;
  if (keep === "theirs") {
    for (const text of notice.querySelectorAll("[data-theirs]")) form.elements[text.dataset.theirs].value = text.innerText;
  }
  notice.remove();
  send(form);
});

// --- Errors of htmx requests stand beside what was sent.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status < 400 || xhr.status >= 500) return;
  const problem = requestConfig.elt.closest("form, section")?.querySelector(".problem");
  if (!problem) return;
  problem.innerHTML = xhr.responseText;
  say("wrong");
});
document.addEventListener("htmx:sendError", () => say("off"));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.id === "who") return;
  if (event.detail.successful && event.detail.requestConfig.verb === "post" && !unsaved()) {
    say("saved", `${saveLine.dataset.saved} ${new Date().toLocaleTimeString("ru-RU")}`);
  }
});

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
document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("form.saves[data-dirty]");
  if (form) send(form);
});

// --- Text areas as high as their text, where the browser cannot do it by itself.
function grow(root) {
  if (CSS.supports("field-sizing", "content")) return;
  for (const area of root.querySelectorAll("textarea.write")) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }
}

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
  grow(document);
  offerKept();
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
grow(document);

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
document.addEventListener("submit", (event) => {
  if (event.target.id !== "undo" || !unsaved()) return;
  event.preventDefault();
  Promise.all([...document.querySelectorAll("form.saves[data-dirty]")].map(send)).then(() => event.target.submit());
});
offerKept();
