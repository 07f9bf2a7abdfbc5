// What the form of the directory needs besides htmx: the drawer closes, and a result that did not come is not passed off.
(() => {
  "use strict";

  const form = document.getElementById("directory");
  const facets = document.getElementById("facets");
  if (!form || !facets) return;

  form.addEventListener("submit", () => {
    if (facets.popover && facets.matches(":popover-open")) facets.hidePopover();
  });

  const tell = () => {
    document.getElementById("results-title").textContent = form.dataset.failed;
  };
  for (const event of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) form.addEventListener(event, tell);
})();
