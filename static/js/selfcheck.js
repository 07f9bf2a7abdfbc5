// When a choice could not be sent, the result on the page is an old one: say so instead of leaving it there unmarked.
(() => {
  const form = document.getElementById("self-check");
  const status = document.getElementById("result-status");
  if (!form || !status) return;
  const tell = () => {
    document.getElementById("result-body").textContent = form.dataset.failed;
    status.textContent = form.dataset.failed;
  };
  for (const event of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) form.addEventListener(event, tell);
})();
