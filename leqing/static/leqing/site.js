/* What pages do besides what they do without any script. Nothing here is needed. */
"use strict";

const byId = (id) => document.getElementById(id);

/* A new question is in place: say how far we are, and put the reader where it begins. */
document.addEventListener("htmx:afterSettle", () => {
  const question = byId("question");
  if (!question) return;
  document.title = question.dataset.title;
  byId("trouble").hidden = true;
  byId("status").textContent = question.dataset.announce;
  const wrong = question.querySelector("[aria-invalid='true'], [autofocus]");
  (wrong || byId("question-title")).focus({ preventScroll: true });
});

/* Trouble is said aloud and on screen; what was typed stays where it is. */
function tell(reason) {
  const trouble = byId("trouble");
  trouble.textContent = trouble.dataset[reason];
  trouble.hidden = false;
  trouble.scrollIntoView({ block: "nearest" });
}
document.addEventListener("htmx:sendError", () => tell("offline"));
document.addEventListener("htmx:timeout", () => tell("offline"));
document.addEventListener("htmx:responseError", (event) => {
  tell([429, 503].includes(event.detail.xhr.status) ? "busy" : "refused");
});

/* Signed out meanwhile: a page that says so itself stays, any other one goes to the sign-in. */
document.addEventListener("signed-out", ({ detail }) => {
  if (!byId("session")) location.assign(detail.value);
});

/* The other language of the question that is shown now, not of the one the page began with. */
document.addEventListener("submit", (event) => {
  const next = event.target.closest(".language")?.elements.namedItem("next");
  if (next) next.value = location.pathname + location.search;
});

/* The other language is a new page: with what is typed, and not as a part of this one. */
document.addEventListener(
  "submit",
  (event) => {
    if (event.submitter?.name === "language") event.stopPropagation();
  },
  { capture: true },
);

/* A form is sent once: a second tap while the answer is under way would only break the first one
   off. It can be sent again when one comes back to the page, and after a while on a page that
   stayed, as after the browser was told to stop. */
const UNDER_WAY = 30000; // milliseconds
const underWay = new Map();
function free(form) {
  underWay.get(form)?.removeAttribute("aria-disabled");
  underWay.delete(form);
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
  if (underWay.has(form)) {
    event.preventDefault();
    return;
  }
  underWay.set(form, event.submitter);
  event.submitter?.setAttribute("aria-disabled", "true"); // disabled, its name were not sent
  setTimeout(free, UNDER_WAY, form);
});
addEventListener("pageshow", () => [...underWay.keys()].forEach(free));

/* "None of these" and the others exclude each other. */
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked || !box.form) return;
  const none = box.value === "none-of-these";
  for (const other of box.form.querySelectorAll("input[type='checkbox']")) {
    if (other !== box && (none || other.value === "none-of-these")) other.checked = false;
  }
});

/* Typing is told once it rests and has changed something, as an event of its own ("typed"): never
   while a sign is being composed, whose letters nobody looks for, and not after it was sent. */
const RESTS = 300; // milliseconds
const resting = new WeakMap();
const told = new WeakMap();
let composing = null;
function rest(field) {
  clearTimeout(resting.get(field));
  if (composing === field || field.defaultValue === undefined) return; // a choice says "change"
  const tell = () => {
    if (field.value === (told.get(field) ?? field.defaultValue)) return;
    told.set(field, field.value);
    field.dispatchEvent(new Event("typed", { bubbles: true }));
  };
  resting.set(field, setTimeout(tell, RESTS));
}
document.addEventListener("input", (event) => rest(event.target));
document.addEventListener("compositionstart", (event) => {
  composing = event.target;
  clearTimeout(resting.get(composing));
});
document.addEventListener("compositionend", (event) => {
  composing = null;
  rest(event.target);
});
document.addEventListener("submit", (event) => {
  for (const field of event.target.elements) {
    clearTimeout(resting.get(field));
    told.set(field, field.value);
  }
});

/* Copying with one touch, where the browser lets us. */
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = byId(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    byId("status").textContent = button.textContent = button.dataset.copied;
  } catch {
    /* it stays selected, ready to be copied by hand */
  }
});

/* On paper nothing can be opened. */
addEventListener("beforeprint", () => {
  const places = "article details, #board details.group";
  for (const details of document.querySelectorAll(places)) details.open = true;
});
