// The scoring page saves in the background. Without this script the buttons do the same.
(() => {
  "use strict";

  const PAUSE = 3000;
  const form = document.querySelector("form[data-review-save]");
  const status = document.querySelector("[data-review-status]");
  if (!form || !status) return;

  const edition = form.elements.edition;
  let stale = false;
  let timer = null;
  let running = false;
  let again = false;
  let waiting = null;

  async function save() {
    timer = null;
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      const answer = await window.portalSession.send(form, form.dataset.reviewSave, {
        body: new FormData(form),
        headers: { Accept: "application/json" },
      });
      const said = await answer.json();
      status.textContent = said.message;
      if (said.edition) edition.value = said.edition;
      // Somebody saved elsewhere: this window overwrites nothing by itself.
      if (answer.status === 409) stale = true;
    } catch {
      status.textContent = status.dataset.reviewFailed;
    }
    running = false;
    if (waiting) {
      form.requestSubmit(waiting);
      return;
    }
    if (again) {
      again = false;
      plan();
    }
  }

  function plan() {
    clearTimeout(timer);
    if (stale) return;
    timer = setTimeout(save, PAUSE);
  }

  // The text from before the log-out is in the fields.
  if (document.querySelector("[data-kept-input]")) save();

  form.addEventListener("input", plan);
  // A button pressed while a save is under way waits for it: otherwise the page would meet its own newer edition.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = null;
    if (running) {
      event.preventDefault();
      waiting = event.submitter || form.querySelector("button[type=submit]");
    }
  });
})();

// Digits choose points while one of the row's radio buttons has the focus; nowhere else, so that typing and the
// keys of screen readers stay what they are.
(() => {
  "use strict";

  const form = document.querySelector("form[data-review-save]");
  if (!form) return;
  document.querySelectorAll("[data-review-keys]").forEach((hint) => {
    hint.hidden = false;
  });
  form.addEventListener("keydown", (event) => {
    const at = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
    if (at.type !== "radio" || !at.name.startsWith("points_")) return;
    const wanted = [...form.elements[at.name]].find((radio) => radio.value === event.key);
    if (!wanted) return;
    event.preventDefault();
    wanted.focus();
    if (!wanted.checked) wanted.click();
  });
})();
