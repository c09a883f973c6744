/* A word before the sign-in of staff ends. How long it lasts the server alone knows: what is done in
   another tab makes it longer, and a machine that slept has no sense of time. */
"use strict";

(() => {
  const box = document.getElementById("session");
  if (!box) return;
  const form = box.querySelector("form");
  const words = document.getElementById("session-words");
  const SOON = 120; // seconds
  const AGAIN = 15; // seconds between two looks while the warning is shown
  const LATER = 30; // seconds until another try when there was no answer
  let timer = null;

  function lookIn(seconds) {
    clearTimeout(timer);
    timer = setTimeout(look, seconds * 1000);
  }

  /* Said aloud once, not every time the seconds are looked at. */
  function say(text) {
    if (words.textContent !== text) words.textContent = text;
  }

  function show({ left, can_stay: canStay }) {
    box.hidden = left > SOON;
    form.hidden = !canStay;
    if (left > SOON) {
      say("");
      lookIn(left - SOON);
      return;
    }
    say(left === 0 ? box.dataset.over : canStay ? box.dataset.soon : box.dataset.last);
    lookIn(left === 0 ? LATER : Math.min(left + 1, AGAIN));
  }

  async function ask(options) {
    try {
      const answer = await fetch(form.action, { headers: { Accept: "application/json" }, ...options });
      if (answer.ok) show(await answer.json());
      return answer.ok;
    } catch {
      return false;
    }
  }

  async function look() {
    if (!(await ask({}))) lookIn(LATER);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!(await ask({ method: "POST", body: new FormData(form) }))) look();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) look();
  });
  look();
})();
