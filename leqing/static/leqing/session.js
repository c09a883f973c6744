/* A word before the sign-in of staff ends, and when anybody's has ended. How long it lasts the server
   alone knows: what is done in another tab makes it longer, and a machine that slept has no sense of
   time. From the end on, what is typed is kept as it grows, and the page stays until one leaves it. */
"use strict";

(() => {
  const box = document.getElementById("session");
  if (!box) return;
  const form = box.querySelector("form"); // of staff alone: founders stay signed in for a week
  const door = box.querySelector("a");
  const words = document.getElementById("session-words");
  const SOON = 120; // seconds
  const AGAIN = 15; // seconds between two looks while the warning is shown
  const LATER = 30; // seconds until another try when there was no answer
  const STALE = 60; // seconds after which one looks again before typing on
  const RESTS = 500; // milliseconds
  let timer = null;
  let typing = null;
  let looked = 0;
  let over = false;

  function lookIn(seconds) {
    clearTimeout(timer);
    timer = setTimeout(look, seconds * 1000);
  }

  /* Said aloud once, not every time the seconds are looked at. */
  function say(text) {
    if (words.textContent !== text) words.textContent = text;
  }

  function show({ left, can_stay: canStay }) {
    const soon = form ? SOON : 0;
    const ends = left === 0 && !over;
    over = left === 0;
    box.hidden = left > soon;
    door.hidden = !over;
    if (form) form.hidden = !canStay;
    if (left > soon) {
      say("");
      lookIn(left - soon);
      return;
    }
    if (!over) say(canStay ? box.dataset.soon : box.dataset.last);
    else if (ends) say(box.dataset.over);
    if (ends) keep();
    lookIn(over ? LATER : Math.min(left + 1, AGAIN));
  }

  async function ask(options) {
    looked = Date.now();
    try {
      const headers = { Accept: "application/json" };
      const answer = await fetch(box.dataset.address, { headers, ...options });
      if (answer.ok) show(await answer.json());
      return answer.ok;
    } catch {
      return false;
    }
  }

  async function look() {
    if (!(await ask({}))) lookIn(LATER);
  }

  /* Typed into and not sent. */
  const unsent = new Set();

  async function keepOne(typedInto) {
    const texts = [...new FormData(typedInto)].filter(([, text]) => typeof text === "string");
    const path = new URL(typedInto.getAttribute("action") || "", location.href).pathname;
    try {
      const answer = await fetch(`${box.dataset.keep}?of=${encodeURIComponent(path)}`, {
        method: "POST",
        headers: { "HX-Current-URL": location.href },
        body: new URLSearchParams(texts),
      });
      return answer.status === 200; // else there is nobody any more for whom it could be kept
    } catch {
      return false;
    }
  }

  async function keep() {
    clearTimeout(typing);
    const forms = [...unsent].filter((each) => each.isConnected);
    const kept = await Promise.all(forms.map(keepOne));
    if (over) say(kept.every(Boolean) ? box.dataset.over : box.dataset.lost);
    return kept.every(Boolean);
  }

  function ownForm(field) {
    const found = field.form;
    const sends = found?.getAttribute("method")?.toLowerCase() === "post";
    return sends && !found.closest("#session, .language") ? found : null;
  }

  document.addEventListener("input", ({ target }) => {
    const found = ownForm(target);
    if (!found) return;
    unsent.add(found);
    if (!over) return;
    clearTimeout(typing);
    typing = setTimeout(keep, RESTS);
  });
  document.addEventListener("submit", ({ target }) => unsent.delete(target));
  document.addEventListener("htmx:beforeRequest", ({ target }) => unsent.delete(target));
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (target.matches?.("form") && detail.failed) unsent.add(target);
  });

  /* What is refused may be so because nobody is signed in any more. */
  document.addEventListener("htmx:responseError", ({ detail }) => {
    if (detail.xhr.status === 403) look();
  });
  /* A part of the page was answered with the way to the sign-in. */
  document.addEventListener("signed-out", ({ target, detail }) => {
    const sent = target.closest?.("form");
    if (sent && !detail.kept) unsent.add(sent);
    show({ left: 0, can_stay: false });
  });
  /* A part of the page wants another page: not before what stands beside it is kept. */
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const onwards = event.detail.xhr.getResponseHeader("HX-Redirect");
    if (!onwards || ![...unsent].some((each) => each.isConnected)) return;
    event.preventDefault();
    keep().then(() => location.assign(onwards));
  });

  door.addEventListener("click", async (event) => {
    event.preventDefault();
    const next = encodeURIComponent(location.pathname + location.search);
    if ((await keep()) || words.dataset.read) location.assign(`${door.href}?next=${next}`);
    words.dataset.read = "true"; // the second time whoever was told goes all the same
  });
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(await ask({ method: "POST", body: new FormData(form) }))) look();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
  addEventListener("pageshow", (event) => event.persisted && look());
  for (const moment of ["focusin", "input"]) {
    document.addEventListener(moment, ({ target }) => {
      if (Date.now() - looked > STALE * 1000 && ownForm(target)) look();
    });
  }
  look();
})();
