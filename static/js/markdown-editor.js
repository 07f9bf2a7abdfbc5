// The live preview beside a Markdown text. Without this script a button shows the preview on a page of its own.
(() => {
  "use strict";

  const PAUSE = 400;

  for (const editor of document.querySelectorAll("[data-markdown]")) {
    const text = editor.querySelector("textarea");
    const pane = editor.querySelector("[data-markdown-preview]");
    const token = text.form.querySelector("[name=csrfmiddlewaretoken]");
    let timer = 0;
    let running = null;

    const show = async () => {
      running?.abort();
      running = new AbortController();
      const body = new URLSearchParams({ preview_field: text.name, [text.name]: text.value });
      try {
        const answer = await fetch(editor.dataset.address, {
          method: "POST",
          body,
          headers: { "X-CSRFToken": token.value },
          signal: running.signal,
        });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const content = page.querySelector("[data-preview-content]");
        if (!answer.ok || !content) {
          throw new Error("no preview");
        }
        pane.replaceChildren(document.importNode(content, true));
      } catch (error) {
        if (error.name !== "AbortError") {
          pane.textContent = editor.dataset.failed;
        }
      }
    };

    // The button would be the form's first: the enter key must save, not preview.
    editor.querySelector("[data-markdown-button]").remove();
    pane.hidden = false;
    text.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, PAUSE);
    });
    if (text.value) show();
  }
})();
