// The list is brought up to date every half minute; whoever reads or types in it can stop that. Without this script the
// page is as it was when it was loaded.
"use strict";
(() => {
  const every = 30_000;
  let stopped = false;

  function control() {
    const place = document.getElementById("refreshing");
    if (!place) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = stopped ? "Keep it up to date" : "Stop refreshing";
    button.addEventListener("click", () => { stopped = !stopped; control(); document.querySelector("#refreshing button").focus(); });
    place.replaceChildren(button);
  }

  async function refresh() {
    const live = document.getElementById("live");
    const busy = live.contains(document.activeElement) && document.activeElement.closest("form, button");
    if (stopped || busy || document.hidden) return;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
    if (!found) return;
    const focused = live.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    live.replaceWith(found);
    control();
    if (focused) found.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  }

  control();
  setInterval(() => refresh().catch(() => {}), every);
})();
