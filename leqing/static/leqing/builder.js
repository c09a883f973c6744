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
document.addEventListener("htmx:beforeSwap", () => {
  for (const [id, field] of typed) typed.set(id, field.value ?? field);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const [id, value] of typed) {
    const field = byId(id);
    if (typeof value !== "string" || !field) continue;
    typed.set(id, field);
    if (field.type === "checkbox" || field.value === value) continue;
    field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
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
document.addEventListener("htmx:responseError", () => tell("refused"));

/* -- Keys ------------------------------------------------------------------------------------------- */

addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const named = `button[data-key="${CSS.escape(event.key)}"]:not([disabled])`;
  let here = event.target;
  while (here && here !== document.body) {
    here = here.parentElement;
    const button = here?.querySelector(named);
    if (button) {
      event.preventDefault();
      button.click();
      return;
    }
  }
});

/* -- Names while a formula is typed ----------------------------------------------------------------- */

const names = Object.entries(JSON.parse(byId("names")?.textContent || "{}"));
const WORD = /[A-Za-z\u4e00-\u9fff][\w.\u4e00-\u9fff]*$/;
const box = document.createElement("ul");
box.id = "completion";
box.setAttribute("role", "listbox");
box.hidden = true;
let at = null;
let chosen = 0;

function close() {
  box.hidden = true;
  at?.setAttribute("aria-expanded", "false");
  at?.removeAttribute("aria-activedescendant");
  at = null;
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

function offer(field) {
  const begun = word(field).toLowerCase();
  const fit = ([name, words]) => name.toLowerCase().includes(begun) || words.includes(begun);
  const found = begun ? names.filter(fit).slice(0, 8) : [];
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
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", box.id);
  field.setAttribute("aria-expanded", "true");
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
  if (!at || box.hidden) return;
  const last = box.children.length - 1;
  if (event.key === "ArrowDown") chosen = chosen === last ? 0 : chosen + 1;
  else if (event.key === "ArrowUp") chosen = chosen === 0 ? last : chosen - 1;
  else if (event.key === "Enter" || event.key === "Tab") return event.preventDefault(), take(chosen);
  else if (event.key === "Escape") return close();
  else return;
  event.preventDefault();
  mark();
});
