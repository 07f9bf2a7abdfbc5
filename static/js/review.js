// The scoring page saves in the background. Without this script the buttons do the same.
(() => {
  "use strict";

  const PAUSE = 3000;
  const form = document.querySelector("form[data-review-save]");
  const status = document.querySelector("[data-review-status]");
  if (!form || !status) return;

  let timer = null;
  let running = false;
  let again = false;
  const leaving = new AbortController();

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
        signal: leaving.signal,
      });
      status.textContent = (await answer.json()).message;
    } catch {
      if (leaving.signal.aborted) return;
      status.textContent = status.dataset.reviewFailed;
    }
    running = false;
    if (again) {
      again = false;
      plan();
    }
  }

  function plan() {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  // The text from before the log-out is in the fields.
  if (document.querySelector("[data-kept-input]")) save();

  form.addEventListener("input", plan);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = null;
    leaving.abort();
  });
})();
