// What the case page has more of where scripts run: a slider over the moments, and a click into the picture. Without it
// the links and the form do the same.
"use strict";
(() => {
  const box = document.querySelector(".slider"), slider = document.getElementById("slider"), said = box.querySelector("output");
  const links = () => [...document.querySelectorAll("#moments a")];
  let asked = 0, waits = 0;

  const show = async (address) => {
    const mine = ++asked;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" } });
      if (mine !== asked) return;
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelectorAll("[data-live]");
      document.querySelectorAll("[data-live]").forEach((old, n) => old.replaceWith(fresh[n]));
      document.title = page.title;
      history.replaceState(null, "", address);
      settle();
    } catch {
      location.assign(address);
    }
  };

  const settle = () => {
    const all = links(), chart = document.querySelector(".chart"), scroll = chart.querySelector(".scroll");
    const at = Number(chart.dataset.at), known = all.filter((a) => Number(a.dataset.at) <= at);
    slider.max = all.length - 1;
    slider.value = new URLSearchParams(location.search).has("at") ? Math.max(known.length - 1, 0) : all.length - 1;
    said.textContent = all[slider.value].textContent;
    slider.setAttribute("aria-valuetext", said.textContent);
    const part = (at - chart.dataset.from) / (chart.dataset.to - chart.dataset.from);
    scroll.scrollLeft = part * scroll.scrollWidth - scroll.clientWidth * 0.7;
    scroll.addEventListener("click", (event) => {
      const area = scroll.querySelector(".picture").getBoundingClientRect();
      const from = Number(chart.dataset.from), to = Number(chart.dataset.to);
      const moment = new Date(from + ((event.clientX - area.left) / area.width) * (to - from));
      const address = new URL(location.href);
      address.searchParams.set("at", moment.toISOString().replace(/\.\d+Z/, "Z"));
      address.hash = "";
      if (moment.getTime() >= Number(all[0].dataset.at)) show(address.href);
    });
  };

  slider.addEventListener("input", () => {
    said.textContent = links()[slider.value].textContent;
    slider.setAttribute("aria-valuetext", said.textContent);
    clearTimeout(waits);
    waits = setTimeout(() => show(links()[slider.value].href), 200);
  });
  document.documentElement.classList.add("js");
  box.hidden = false;
  settle();
})();
