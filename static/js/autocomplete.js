"use strict";

/*
 * A search field for a long list: enhances <select data-search-url>, which lists only the first records.
 * Follows the combobox pattern: arrow keys move, Enter takes, Escape closes. The select stays the field that is sent.
 */
(() => {
  const WAIT = 250;

  function enhance(select) {
    const id = select.id;
    const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
    const english = document.documentElement.lang === "en";
    const input = document.createElement("input");
    const list = document.createElement("ul");
    const status = document.createElement("p");
    const chosen = document.createElement("ul");
    let options = [];
    let active = -1;
    let timer = 0;

    input.type = "text";
    input.id = `${id}_search`;
    input.className = "kern-form-input__input";
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", `${id}_list`);
    if (select.getAttribute("aria-describedby")) {
      input.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
    }
    list.id = `${id}_list`;
    list.className = "portal-combobox__list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label ? label.textContent.trim() : select.name);
    list.hidden = true;
    status.className = "portal-sr-only";
    status.setAttribute("role", "status");
    chosen.className = "portal-combobox__chosen";

    function close() {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function showChosen() {
      chosen.replaceChildren();
      if (!select.multiple) {
        input.value = select.value ? select.selectedOptions[0].textContent : "";
        return;
      }
      for (const option of select.selectedOptions) {
        const item = document.createElement("li");
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "portal-chip";
        remove.textContent = `${option.textContent} – ${english ? "remove" : "entfernen"}`;
        remove.addEventListener("click", () => {
          option.selected = false;
          showChosen();
          input.focus();
        });
        item.append(remove);
        chosen.append(item);
      }
    }

    function take(result) {
      let option = [...select.options].find((one) => one.value === result.id);
      if (!option) {
        option = new Option(result.text, result.id);
        select.append(option);
      }
      option.selected = true;
      if (select.multiple) {
        input.value = "";
      }
      showChosen();
      close();
    }

    function mark(position) {
      active = position;
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
      if (active >= 0) {
        input.setAttribute("aria-activedescendant", options[active].id);
        options[active].scrollIntoView({ block: "nearest" });
      }
    }

    function show(results) {
      list.replaceChildren();
      options = results.map((result, index) => {
        const option = document.createElement("li");
        option.id = `${id}_option_${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = result.text;
        option.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(result);
        });
        option.result = result;
        list.append(option);
        return option;
      });
      list.hidden = results.length === 0;
      input.setAttribute("aria-expanded", String(results.length > 0));
      const count = results.length;
      status.textContent = english ? `${count} results` : `${count} Treffer`;
      mark(-1);
    }

    async function search() {
      const url = new URL(select.dataset.searchUrl, location.href);
      url.searchParams.set("term", input.value);
      url.searchParams.set("app_label", select.dataset.appLabel);
      url.searchParams.set("model_name", select.dataset.modelName);
      url.searchParams.set("field_name", select.dataset.fieldName);
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        show((await answer.json()).results);
      }
    }

    input.addEventListener("input", () => {
      if (!select.multiple && input.value === "") {
        select.value = "";
      }
      clearTimeout(timer);
      timer = setTimeout(search, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && list.hidden) {
        search();
      } else if (event.key === "ArrowDown") {
        mark(Math.min(active + 1, options.length - 1));
      } else if (event.key === "ArrowUp") {
        mark(Math.max(active - 1, 0));
      } else if (event.key === "Enter" && active >= 0) {
        take(options[active].result);
      } else if (event.key === "Escape" && !list.hidden) {
        close();
      } else {
        return;
      }
      event.preventDefault();
    });
    input.addEventListener("blur", () => {
      close();
      showChosen();
    });

    if (label) {
      label.htmlFor = input.id;
    }
    const box = document.createElement("div");
    box.className = "portal-combobox";
    const wrapper = select.closest(".kern-form-input__select-wrapper") ?? select;
    wrapper.before(box);
    box.append(chosen, input, list, status);
    wrapper.hidden = true;
    select.hidden = true;
    showChosen();
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("select[data-search-url]").forEach(enhance);
  });
})();
