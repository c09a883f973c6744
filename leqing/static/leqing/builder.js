/* What forms cannot do alone: names while a formula is typed, keys, and being where one was. */
"use strict";

const root = document.documentElement;
root.classList.add("js");
const byId = (id) => document.getElementById(id);

/* -- Nothing that was typed is lost when a form is drawn anew ------------------------------------- */

const typed = new Map();
addEventListener("input", (event) => {
  if (event.target.id) typed.set(event.target.id, event.target);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.closest?.("#bar")) typed.clear(); // who undoes wants what was before
  for (const field of event.target.elements || []) typed.delete(field.id);
});
const isTick = (field) => field.type === "checkbox";
document.addEventListener("htmx:beforeSwap", () => {
  for (const [id, field] of typed)
    if (field instanceof Element) typed.set(id, isTick(field) ? field.checked : field.value);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const [id, value] of typed) {
    const field = byId(id);
    if (value instanceof Element || !field) continue;
    typed.set(id, field);
    const shown = isTick(field) ? "checked" : "value";
    if (field[shown] === value) continue;
    field[shown] = value;
    // not before the queue is free again: behind a request of a form that is gone it would stay
    setTimeout(() => field.dispatchEvent(new Event("change", { bubbles: true })));
  }
});
/* The parts of a group stand at other places after its kind was changed. */
document.addEventListener("builder:moved", ({ detail }) => {
  const [was, now] = detail.value;
  const begins = (id) => id.slice(1).startsWith(`${was}--`);
  const moved = (id) => id[0] + now + id.slice(1 + was.length);
  for (const [id, field] of [...typed])
    if (begins(id)) typed.delete(id), typed.set(moved(id), field);
  for (const id of [...opened]) if (begins(id)) opened.delete(id), opened.add(moved(id));
});
/* A mistake that is mended loses its mark with its words. */
document.addEventListener("htmx:afterSettle", () => {
  for (const field of document.querySelectorAll("#section [aria-describedby$='-note']")) {
    const note = byId(field.getAttribute("aria-describedby"));
    if (note?.id !== `${field.id}-note`) continue; // of several fields the group is remarked on
    if (note.querySelector(".problem")) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
});

/* What came back after signing in is sent: its note goes, as the form may not be drawn anew. */
document.addEventListener("htmx:afterRequest", ({ target, detail: { xhr } }) => {
  if (xhr.status !== 200 || xhr.getResponseHeader("HX-Retarget") === "#conflict") return;
  target.querySelector?.(":scope .unsent")?.remove();
});

/* -- Where one was ---------------------------------------------------------------------------------- */

const opened = new Set();
addEventListener(
  "toggle",
  ({ target }) => target.id && opened[target.open ? "add" : "delete"](target.id),
  true,
);
document.addEventListener("htmx:afterSettle", () => {
  for (const id of [...opened]) byId(id)?.setAttribute("open", "");
});
document.addEventListener("builder:go", (event) => {
  const place = byId(event.detail.value);
  place?.querySelector("details.fold")?.setAttribute("open", "");
  const field = place?.querySelector("input:not([type=hidden]), select, textarea");
  (field || place || byId("section"))?.focus();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  byId("trouble").hidden = true;
  if (event.target.id !== "others") root.dataset.sending = "true";
});
document.addEventListener("htmx:afterRequest", () => delete root.dataset.sending);

/* -- Trouble is said aloud; what was typed stays ---------------------------------------------------- */

function tell(reason) {
  const trouble = byId("trouble");
  trouble.textContent = byId("builder").dataset[reason];
  trouble.hidden = false;
  trouble.scrollIntoView({ block: "nearest" });
}
document.addEventListener("htmx:sendError", () => tell("offline"));
document.addEventListener("htmx:timeout", () => tell("offline"));
document.addEventListener("htmx:responseError", (event) => {
  tell([429, 503].includes(event.detail.xhr.status) ? "busy" : "refused");
});

/* -- Keys ------------------------------------------------------------------------------------------- */

addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  // with Alt some keyboards write another sign, so the place of a letter counts
  const key = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
  const named = `button[data-key="${CSS.escape(key)}"]:not([disabled])`;
  // the nearest part that has such a button; without a place, only what concerns the whole draft
  const inside = byId("builder")?.contains(event.target);
  let here = inside ? event.target.parentElement : byId("bar");
  while (here && here !== document.body) {
    const button = here.querySelector(named);
    if (button) {
      event.preventDefault();
      button.click();
      return;
    }
    here = here.parentElement;
    if (!inside) return;
  }
});

/* -- Names while a formula is typed ----------------------------------------------------------------- */

const names = Object.entries(JSON.parse(byId("names")?.textContent || "{}"));
const WORD = /[A-Za-z\u4e00-\u9fff][\w.\u4e00-\u9fff]*$/;
const MOST = 8;
const box = byId("completion");
let at = null;
let chosen = -1;

/* HTML has no combobox of several lines: a formula stays a text box, which may complete from a list
   and point into it; how many names fit is said aloud. All of it stands before anything is typed. */
function announce(field) {
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-haspopup", "listbox");
  field.setAttribute("aria-controls", box.id);
}
function announceAll() {
  document.querySelectorAll("textarea.formula").forEach(announce);
}
announceAll();
document.addEventListener("htmx:afterSettle", announceAll);

function close() {
  box.hidden = true;
  byId("builder")?.append(box); // out of what htmx may replace
  say("");
  at?.removeAttribute("aria-activedescendant");
  at = null;
}

function say(words) {
  const aloud = byId("fitting");
  if (aloud && aloud.textContent !== words) aloud.textContent = words;
}

function word(field) {
  return field.value.slice(0, field.selectionStart).match(WORD)?.[0] || "";
}

function mark() {
  [...box.children].forEach((line, index) => {
    line.setAttribute("aria-selected", String(index === chosen));
  });
  at.setAttribute("aria-activedescendant", box.children[chosen].id);
  box.children[chosen].scrollIntoView({ block: "nearest" });
}

function fitting(begun) {
  const small = begun.toLowerCase();
  const fits = ([name, words]) => name.toLowerCase().includes(small) || words.includes(begun);
  const begins = ([name]) => name.toLowerCase().startsWith(small);
  const found = names.filter(fits);
  return [...found.filter(begins), ...found.filter((each) => !begins(each))].slice(0, MOST);
}

/* `asked`: by a key, so that even without a word all names are offered. */
function offer(field, asked = false) {
  const begun = word(field);
  const found = begun || asked ? fitting(begun) : [];
  if (!found.length || (found.length === 1 && found[0][0] === begun)) return close();
  at = field;
  chosen = 0;
  box.replaceChildren(
    ...found.map(([name, words], index) => {
      const line = document.createElement("li");
      line.id = `completion-${index}`;
      line.setAttribute("role", "option");
      line.dataset.name = name;
      line.textContent = words ? `${name}  ${words}` : name;
      line.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(index);
      });
      return line;
    }),
  );
  say(byId("builder").dataset.fitting.replace("9", found.length));
  field.after(box);
  box.hidden = false;
  mark();
}

function take(index) {
  const name = box.children[index].dataset.name;
  const start = at.selectionStart - word(at).length;
  at.setRangeText(name, start, at.selectionStart, "end");
  at.dispatchEvent(new Event("input", { bubbles: true }));
  close();
}

addEventListener("input", (event) => {
  if (event.target.matches?.("textarea.formula") && event.isTrusted) offer(event.target);
});
addEventListener("focusout", close);
addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey) return;
  if (event.ctrlKey && event.code === "Space" && event.target.matches?.("textarea.formula")) {
    event.preventDefault();
    return offer(event.target, true);
  }
  if (!at || box.hidden) return;
  const last = box.children.length - 1;
  if (event.key === "ArrowDown") chosen = chosen === last ? 0 : chosen + 1;
  else if (event.key === "ArrowUp") chosen = chosen === 0 ? last : chosen - 1;
  else if (event.key === "Enter") return event.preventDefault(), take(chosen);
  else if (event.key === "Escape") return close();
  else return; // the Tab key goes on and leaves what was typed as it is
  event.preventDefault();
  mark();
});
