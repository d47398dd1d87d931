// Forms that save themselves, for every page where something is written down. The server renders everything.
// The page has <main id="main" data-kept="desk:12:" hx-headers=…> (under which names this browser keeps its texts),
// the line #save and <template id="kept">; a form has class "saves", data-save (where to), a version and a .problem.
const main = document.getElementById("main");
const saveLine = document.getElementById("save");

function say(kind, text) {
  saveLine.classList.toggle("off", kind === "off" || kind === "wrong");
  saveLine.textContent = text ?? saveLine.dataset[kind];
}

function saved() {
  if (!unsaved()) say("saved", `${saveLine.dataset.saved} ${new Date().toLocaleTimeString("ru-RU")}`);
}

// --- Autosave. A form with class "saves" sends itself 0.7 s after the last key. Of all forms one request is under way:
// an answer brings parts of the page as they are now, and must not come after that of a later save.
const DELAY = 700; // ms; with the answer within the two seconds promised
const RETRY = 3000; // ms between tries while there is no connection
const PATIENCE = 30000; // ms for an answer; a save that hangs must not hold up the others
const timers = new WeakMap();
const own = new WeakMap(); // form → marks of saves whose answer has not come
const busy = new Map(); // form → its request, under way or waiting for those before it
const again = new WeakSet();
let line = Promise.resolve(); // the end of the last request
let leaving = false; // another page was asked for, perhaps before this answer: what it shows decides what is forgotten
addEventListener("beforeunload", () => {
  leaving = true;
  setTimeout(() => { leaving = false; }, RETRY); // it was a download
});

function unsaved() {
  return document.querySelector("form.saves[data-dirty]");
}

// Sends what is still typed and waits for what is under way.
function flush() {
  return Promise.all([...busy.values(), ...[...document.querySelectorAll("form.saves[data-dirty]")].map(send)]);
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
  line = line.then(() => exchange(form));
  const request = line.finally(() => {
    busy.delete(form);
    return again.delete(form) ? send(form) : undefined;
  });
  busy.set(form, request);
  return request;
}

async function exchange(form) {
  if (!form.isConnected) return; // taken away while it waited: its text was carried to the form that came instead
  delete form.dataset.dirty;
  again.delete(form);
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
  const signal = AbortSignal.timeout(PATIENCE);
  return fetch(form.dataset.save, { method: "POST", body, signal, headers: { ...headers, "HX-Request": "true" } });
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
    else if (leaving) setTimeout(() => form.dataset.dirty || busy.has(form) || forget(form), RETRY);
    else forget(form);
    swapParts(html);
    saved();
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
    const open = here.querySelector("details")?.open;
    here.replaceChildren(...part.childNodes);
    if (open) here.querySelector("details")?.setAttribute("open", "");
    htmx.process(here);
    grow(here);
  }
}

// The form of a field: the cells of a table belong to a form that stands in one of them.
function formOf(field) {
  const form = field.form ?? field.closest?.("form");
  return form?.matches("form.saves") ? form : null;
}

document.addEventListener("input", (event) => {
  const form = formOf(event.target);
  if (event.target.matches("textarea.write")) grow(event.target.parentElement);
  if (form) later(form);
});
// A field that was left goes at once. One taken away with its part says so too, hence only what is not saved yet.
for (const left of ["change", "focusout"]) {
  document.addEventListener(left, (event) => {
    const form = formOf(event.target);
    if (form?.dataset.dirty) send(form);
  });
}
document.addEventListener("submit", (event) => {
  if (event.target.matches("form.saves, form[data-mark]")) event.preventDefault();
}, true);

// --- What the server has not confirmed stays in this browser, and is offered when the page comes again: after a cut
// connection, a closed lid, a killed server.
const PREFIX = main.dataset.kept;

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
  const typed = (name) => form.elements[name]?.type !== "hidden";
  const lost = Object.keys(kept.fields).filter((name) => typed(name) && same(kept.fields[name]) !== same(now[name]));
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
  const notice = document.getElementById("kept-elsewhere");
  if (!notice) return;
  const here = new Set([...document.querySelectorAll("form.saves")].map((form) => PREFIX + form.dataset.save));
  const items = new Set();
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !here.has(key)) items.add(JSON.parse(localStorage.getItem(key)).item);
  }
  items.delete("");
  notice.hidden = !items.size;
  notice.querySelector("[data-links]").replaceChildren(...[...items].map((item) => {
    const link = document.createElement("a");
    link.href = `?item=${item}`;
    link.textContent = document.querySelector(`[data-item-row="${item}"] span`)?.textContent ?? "…";
    return link;
  }));
}

document.addEventListener("click", (event) => {
  if (!event.target.matches?.("button[data-kept]")) return;
  const choice = event.target.dataset.kept;
  const form = event.target.closest("form.saves");
  const kept = keptFor(form);
  event.target.closest(".kept").remove();
  if (choice === "away" || !kept) return forget(form);
  for (const [name, value] of Object.entries(kept.fields)) if (form.elements[name]) form.elements[name].value = value;
  own.set(form, kept.own);
  grow(document);
  later(form, 0);
});

// Another part of the page is about to be replaced: what is still typed there goes first. Neither data-mark (one
// choice, sent at once) nor data-quiet (the page asks by itself) replaces anything, so they do not wait.
document.addEventListener("htmx:confirm", (event) => {
  if ((!unsaved() && !busy.size) || event.target.matches("[data-mark], [data-quiet]")) return;
  event.preventDefault();
  flush().then(() => {
    if (!unsaved()) event.detail.issueRequest(true);
  });
});
document.addEventListener("submit", (event) => {
  if (event.target.id !== "undo" || !unsaved()) return;
  event.preventDefault();
  flush().then(() => event.target.submit());
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
  const near = requestConfig.elt.closest(":is(form, tr, section, [data-clause]):has(.problem)");
  const problem = near?.querySelector(".problem");
  if (!problem) return;
  problem.innerHTML = xhr.responseText;
  say("wrong");
});
document.addEventListener("htmx:sendError", () => say("off"));
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target.matches("[data-quiet]")) return;
  if (event.detail.successful && event.detail.requestConfig.verb === "post") saved();
});

// --- Text areas as high as their text, where the browser cannot do it by itself.
function grow(root) {
  if (CSS.supports("field-sizing", "content")) return;
  for (const area of root.querySelectorAll("textarea.write")) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }
}

document.addEventListener("htmx:afterSettle", () => {
  grow(document);
  offerKept();
});
// What was typed before this script ran, or put back by the browser itself, is sent too.
function sendEarly() {
  for (const field of document.querySelectorAll("textarea.write, input.write")) {
    const form = formOf(field);
    if (form && !form.dataset.dirty && field.value !== field.defaultValue && !keptFor(form)) later(form);
  }
}

grow(document);
offerKept();
sendEarly();
