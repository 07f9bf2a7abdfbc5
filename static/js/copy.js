// The button that copies a field. Without this script it stays hidden: the field can be marked and copied by hand.
(() => {
  "use strict";

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const status = document.querySelector("[data-copy-status]");
    button.hidden = false;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(field.value);
        status.textContent = button.dataset.copied;
      } catch {
        // Not allowed, or not offered without https: mark it, so that one key is enough.
        field.focus();
        field.select();
        status.textContent = button.dataset.marked;
      }
    });
  }
})();
