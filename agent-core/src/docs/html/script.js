"use strict";
(() => {
  const root = document.documentElement;
  const search = document.getElementById("search");
  const count = document.getElementById("count");
  const items = [...document.querySelectorAll(".item")];
  // The schemas repeat what the rest says.
  const said = (item) => [...item.children].filter((part) => part.tagName !== "DETAILS");
  const texts = items.map((item) => said(item).map((part) => part.textContent).join(" ").toLowerCase());
  const groups = [...document.querySelectorAll(".group")];
  document.querySelector(".bar").hidden = false;

  // Every word must stand somewhere in the item.
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    items.forEach((item, at) => {
      item.hidden = !words.every((word) => texts[at].includes(word));
      found += item.hidden ? 0 : 1;
      const entry = document.querySelector(`nav a[href="#${CSS.escape(item.id)}"]`);
      if (entry) entry.parentElement.hidden = item.hidden;
    });
    for (const group of groups) {
      const entries = group.closest("nav") ? "li" : ".item";
      group.hidden = !group.querySelector(`${entries}:not([hidden])`);
    }
    count.textContent = words.length ? `${found} of ${items.length}` : "";
    document.body.classList.toggle("searching", words.length > 0);
  };
  search.addEventListener("input", filter);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      search.value = "";
      filter();
    }
    if (event.key === "Enter") {
      const first = items.find((item) => !item.hidden);
      if (first) location.hash = first.id;
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    }
  });

  // A link leads to its item even where the search hides it.
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.hidden) {
      search.value = "";
      filter();
      target.scrollIntoView();
    }
  });

  document.getElementById("theme").addEventListener("click", () => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const now = root.dataset.theme || (dark ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
  });
})();
