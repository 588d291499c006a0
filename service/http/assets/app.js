"use strict";
// All of our own script. Every page works without it.
(() => {
  const byId = (id) => document.getElementById(id);

  // What is wrong is read first, wherever the page was scrolled to.
  const tell = () => (byId("galat") || byId("kabar"))?.focus();

  // A slow line must not send a form twice: the second press finds the button resting.
  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (event.target.dataset.sent) return event.preventDefault();
    if (event.target.method === "post") {
      event.target.dataset.sent = "1";
      event.submitter?.setAttribute("aria-disabled", "true");
    }
  });
  // Back from the next page, the form may be sent again.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
    }
  });

  // The server only says that something changed; the page then asks for itself again, with the
  // rights of whoever reads it. Hidden tabs hold no connection.
  const live = () => {
    const place = document.querySelector("[data-live]");
    if (!place || !("EventSource" in window)) return;
    let source = null;
    let wait = 0;
    let due = 0;
    const refresh = () => {
      clearTimeout(due);
      due = setTimeout(() => place.dispatchEvent(new CustomEvent("refresh")), 200);
    };
    const close = () => {
      clearTimeout(wait);
      source?.close();
      source = null;
    };
    const open = () => {
      if (source || document.hidden) return;
      source = new EventSource(place.dataset.live);
      source.addEventListener("changed", refresh);
      source.onerror = () => {
        if (source?.readyState !== EventSource.CLOSED) return;
        close();
        wait = setTimeout(open, 5000 + Math.random() * 5000);
      };
    };
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    addEventListener("pagehide", close);
    addEventListener("pageshow", open);
    open();
  };

  document.addEventListener("DOMContentLoaded", () => {
    tell();
    live();
  });
})();
