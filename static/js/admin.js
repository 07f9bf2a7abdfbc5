"use strict";

/* The admin's only script: "select all" above a list. Without it each row is ticked by hand. */
document.addEventListener("DOMContentLoaded", () => {
  const toggle = document.getElementById("action-toggle");
  if (!toggle) {
    return;
  }
  const boxes = [...document.querySelectorAll("input.action-select")];
  document.documentElement.dataset.script = "on";
  toggle.addEventListener("change", () => {
    for (const box of boxes) {
      box.checked = toggle.checked;
    }
  });
  for (const box of boxes) {
    box.addEventListener("change", () => {
      toggle.checked = boxes.every((one) => one.checked);
    });
  }
});
