// Shows how far an upload is; without this script the form works as any form does.
(() => {
  "use strict";

  let running = null;

  const parts = (form) => {
    const panel = form.querySelector("[data-upload-progress]");
    return {
      panel,
      bar: panel.querySelector("progress"),
      words: panel.querySelector("[role=status]"),
      cancel: panel.querySelector("[data-upload-cancel]"),
      button: form.querySelector("button:not([type])"),
    };
  };

  const say = (form, name, percent) => {
    const { panel, words } = parts(form);
    words.textContent = panel.dataset[name].replace("{percent}", String(percent));
  };

  const show = (form, isRunning) => {
    const { panel, bar, cancel, button } = parts(form);
    panel.hidden = false;
    bar.hidden = cancel.hidden = !isRunning;
    button.disabled = isRunning;
  };

  const stop = (form, name) => {
    running = null;
    show(form, false);
    say(form, name, 0);
  };

  const showPage = (form, text) => {
    running = null;
    const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
    if (!main) {
      stop(form, "failed");
      return;
    }
    document.querySelector("main").replaceWith(main);
    main.querySelector(".is-wrong input")?.focus();
  };

  const arrived = (form) => {
    if (running.status === 201) {
      window.location.assign(JSON.parse(running.responseText).next);
    } else if (running.status === 422) {
      showPage(form, running.responseText);
    } else {
      stop(form, "failed");
    }
  };

  const send = (form) => {
    running = new XMLHttpRequest();
    running.upload.addEventListener("progress", (at) => {
      if (!at.lengthComputable) return;
      const percent = Math.floor((100 * at.loaded) / at.total);
      parts(form).bar.value = percent;
      say(form, percent < 100 ? "sending" : "keeping", percent);
    });
    running.addEventListener("load", () => arrived(form));
    running.addEventListener("error", () => stop(form, "failed"));
    running.addEventListener("abort", () => stop(form, "cancelled"));
    running.open("POST", form.action);
    running.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    show(form, true);
    parts(form).bar.value = 0;
    say(form, "sending", 0);
    running.send(new FormData(form));
  };

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-upload]");
    if (!form || !form.querySelector("input[type=file]").files.length) return;
    event.preventDefault();
    if (!running) send(form);
  });

  document.addEventListener("click", (event) => {
    if (running && event.target.closest("[data-upload-cancel]")) running.abort();
  });
})();
