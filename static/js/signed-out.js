// Long forms that save in the background: what to do when the log-in or the page's token has grown old meanwhile.
// `portalSession.send(form, address, options)` answers like fetch. A log-in in another tab makes the page's token stale: it
// takes a new one from the page and sends again. When nobody is signed in, it shows the alert of
// templates/records/signed_out.html, whose button sends the form itself: the server keeps it. Then it throws.
(() => {
  "use strict";

  const template = document.querySelector("[data-signed-out]");
  const token = "csrfmiddlewaretoken";

  let alert = null;

  function signedOut() {
    if (!alert) {
      alert = template.content.firstElementChild.cloneNode(true);
      template.after(alert);
      document.activeElement?.scrollIntoView({ block: "nearest" });
    }
    throw new Error("signed out");
  }

  function signedIn() {
    alert?.remove();
    alert = null;
  }

  async function freshToken(form) {
    const page = await fetch(window.location.pathname, { redirect: "manual" });
    if (page.type === "opaqueredirect") signedOut();
    const parsed = new DOMParser().parseFromString(await page.text(), "text/html");
    const found = parsed.querySelector(`form[action="${form.getAttribute("action")}"] [name=${token}]`);
    if (!found) throw new Error(page.status);
    for (const field of document.querySelectorAll(`[name=${token}]`)) field.value = found.value;
    return found.value;
  }

  async function send(form, address, options) {
    const request = { method: "POST", redirect: "manual", ...options };
    let answer = await fetch(address, request);
    if (answer.status === 403) {
      options.body.set(token, await freshToken(form));
      answer = await fetch(address, request);
    }
    if (answer.type === "opaqueredirect") signedOut();
    signedIn();
    return answer;
  }

  window.portalSession = { send };
})();
