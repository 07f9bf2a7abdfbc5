// What the form of the directory needs besides htmx: the drawer closes, the focus stays, typing is one step of the
// history, and a result that did not come is not passed off.
(() => {
  "use strict";

  const form = document.getElementById("directory");
  const facets = document.getElementById("facets");
  if (!form || !facets) return;

  form.addEventListener("submit", () => {
    if (facets.popover && facets.matches(":popover-open")) facets.hidePopover();
  });

  // Back goes through the choices; the pauses while typing are one of them.
  let typing = false;
  document.body.addEventListener("htmx:beforeHistoryUpdate", ({ detail }) => {
    const typed = detail.requestConfig.triggeringEvent?.type === "input";
    if (typed && typing) detail.history.type = "replace";
    typing = typed;
  });

  // A value that finds nothing goes when it is unchecked: the focus goes to what stands in its place.
  let last = null;
  facets.addEventListener("change", ({ target }) => {
    const facet = target.closest("fieldset");
    last = facet && { facet, place: [...facet.querySelectorAll("input")].indexOf(target) };
  });
  form.addEventListener("htmx:afterSettle", () => {
    if (last && document.activeElement === document.body) {
      const options = last.facet.querySelectorAll("input");
      last.facet.tabIndex = -1;
      (options[Math.min(last.place, options.length - 1)] ?? last.facet).focus();
    }
    last = null;
    // What is not in the new summary is not wrong any more.
    for (const error of form.querySelectorAll(".kern-error[id]")) {
      const id = error.id.replace(/_error$/, "");
      if (!document.querySelector(`#error-summary a[href="#${id}"]`)) {
        error.remove();
        document.getElementById(id)?.removeAttribute("aria-invalid");
        document.getElementById(`div_${id}`)?.classList.remove("kern-form-input--error");
      }
    }
  });

  const tell = () => {
    document.getElementById("results-title").textContent = form.dataset.failed;
  };
  for (const event of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) form.addEventListener(event, tell);
})();
