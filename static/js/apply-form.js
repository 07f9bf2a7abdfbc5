// The long form: counts characters and saves answers while somebody types. Without it the buttons do the same.
(() => {
  const form = document.querySelector("[data-apply-form]");
  if (!form) return;
  const pause = 1500;
  const retry = 15000;
  const unsaved = new Set();
  const timers = new Map();
  let busy = false;
  let again = false;
  let waiting = null;

  const parts = new Map(
    [...form.querySelectorAll("[data-apply-criterion]")].map((part) => [part.dataset.applyCriterion, part]),
  );
  const field = (code, name) => form.elements.namedItem(`${code}-${name}`);

  function count(area, line) {
    const left = Number(area.dataset.maxCharacters) - area.value.length;
    line.textContent = left < 0 ? `${form.dataset.over} ${-left}` : `${form.dataset.left} ${left}`;
    line.classList.toggle("apply-count--over", left < 0);
  }

  for (const area of form.querySelectorAll("textarea[data-max-characters]")) {
    const line = document.createElement("p");
    line.className = "apply-count";
    area.after(line);
    count(area, line);
    area.addEventListener("input", () => count(area, line));
  }

  function mark() {
    if (busy || unsaved.size) form.dataset.applyUnsaved = "1";
    else delete form.dataset.applyUnsaved;
  }

  function tell(words) {
    for (const line of document.querySelectorAll("[data-apply-saved]")) line.textContent = words;
  }

  // Everything of a criterion that is saved while somebody types: text and figures.
  const typed = (part) => [...part.querySelectorAll("textarea[name], input[name*='-figure_']")];

  function showErrors(box, messages) {
    const place = box.closest(".kern-form-input");
    place.querySelectorAll(".kern-error").forEach((old) => old.remove());
    place.classList.toggle("kern-form-input--error", messages.length > 0);
    if (!messages.length) {
      box.removeAttribute("aria-invalid");
      return;
    }
    const shown = document.createElement("div");
    shown.className = "kern-error";
    shown.id = `${box.id}_error`;
    for (const message of messages) {
      const line = document.createElement("p");
      line.className = "kern-body";
      line.textContent = message;
      shown.append(line);
    }
    place.append(shown);
    const described = new Set((box.getAttribute("aria-describedby") || "").split(" ").filter(Boolean));
    box.setAttribute("aria-describedby", [...described.add(shown.id)].join(" "));
    box.setAttribute("aria-invalid", "true");
  }

  function answer(code, told) {
    const part = parts.get(code);
    if (told.newer) {
      // Both texts are there now; from here on only the button saves, so that nobody overwrites unawares.
      part.dataset.applyHeld = "1";
      field(code, "text").closest(".kern-form-input").insertAdjacentHTML("beforebegin", told.newer);
    }
    field(code, "version").value = told.version;
    for (const box of typed(part)) showErrors(box, told.errors[box.name.slice(code.length + 1)] || []);
    if (Object.keys(told.errors).length || told.newer) unsaved.add(code);
  }

  async function save() {
    if (busy) {
      again = true;
      return;
    }
    const codes = [...unsaved].filter((code) => !parts.get(code).dataset.applyHeld);
    if (!codes.length) return;
    busy = true;
    const data = new FormData();
    for (const name of ["csrfmiddlewaretoken", "kept"]) {
      const hidden = form.elements.namedItem(name);
      if (hidden) data.set(name, hidden.value);
    }
    for (const code of codes) {
      unsaved.delete(code);
      for (const box of typed(parts.get(code))) data.set(box.name, box.value);
      data.set(`${code}-own_points`, field(code, "own_points").value);
      data.set(`${code}-version`, field(code, "version").value);
    }
    try {
      const response = await window.portalSession.send(form, form.dataset.applyForm, { body: data });
      if (!response.ok) throw new Error(response.status);
      const told = await response.json();
      if (told.refusal) throw new Error(told.refusal);
      for (const code of codes) answer(code, told.answers[code]);
      tell(unsaved.size ? form.dataset.failed : told.saved);
    } catch {
      codes.forEach((code) => unsaved.add(code));
      tell(form.dataset.failed);
      clearTimeout(waiting);
      waiting = setTimeout(save, retry);
    } finally {
      busy = false;
      mark();
      if (again) {
        again = false;
        await save();
      }
    }
  }

  function changed(event) {
    const code = event.target.closest("[data-apply-criterion]")?.dataset.applyCriterion;
    if (!code || !/-(text|own_points|figure_[\w-]+)$/.test(event.target.name)) return;
    unsaved.add(code);
    mark();
    clearTimeout(timers.get(code));
    timers.set(code, setTimeout(save, pause));
  }

  let submitting = false;
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    submitting = true;
    if (!busy) return;
    // The answer under way brings new version numbers; without them the page would meet its own text as a stranger's.
    event.preventDefault();
    const wait = setInterval(() => {
      if (busy) return;
      clearInterval(wait);
      form.requestSubmit(event.submitter);
    }, 100);
  });
  if (document.querySelector("[data-kept-input]")) {
    // The text from before the log-out is in the fields: saved at once, against the versions it was based on.
    for (const code of parts.keys()) if (field(code, "text")) unsaved.add(code);
    mark();
    save();
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !submitting) save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved.size && !submitting) event.preventDefault();
  });
})();
