// What JavaScript adds; every page works without it. No state, no dependency: htmx does the requests.
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // Say something to those who listen rather than look.
  const say = (words) => {
    const box = document.getElementById("live");
    if (box) box.textContent = words;
  };

  // Characters left in a text: counted like the server does, with one sign for a line end.
  const count = (text) => {
    const note = document.getElementById(text.id + "-left");
    if (!note) return;
    const left = Number(text.dataset.limit) - [...text.value.replace(/\r\n/g, "\n")].length;
    const words = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = words.replace("{n}", Math.abs(left).toLocaleString(root.lang));
    note.classList.toggle("over", left < 0);
  };

  const refresh = (part) => {
    part.querySelectorAll("textarea[data-limit]").forEach(count);
    const summary = part.querySelector(".error-summary");
    if (summary) summary.focus();
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("textarea[data-limit]")) count(event.target);
  });

  // Menus close on Escape and when one clicks elsewhere.
  const closeMenus = (except) =>
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest && event.target.closest("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // A link into a closed disclosure opens it.
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  };
  addEventListener("hashchange", reveal);

  // Copy an address, print a page.
  document.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => say(copy.dataset.done || ""));
      event.preventDefault();
    }
    if (event.target.closest("[data-print]")) print();
  });

  // On a narrow screen: filters of which none is chosen are folded, and the tab of this page is in sight.
  const narrow = matchMedia("(max-width: 47.99em)");
  const idle = (field) => (field.matches("select") ? field.selectedIndex < 1 : !field.matches("[name]") || !field.value);
  const tidy = () => {
    if (!narrow.matches) return;
    document.querySelectorAll(".filtering").forEach((box) => {
      box.open = ![...box.querySelectorAll("input:not([type=hidden]), select")].every(idle);
    });
    document.querySelectorAll(".tabs [aria-current]").forEach((link) => {
      const row = link.closest("ul");
      row.scrollLeft = link.offsetLeft - row.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
    });
  };
  const unfold = () => document.querySelectorAll(".filtering").forEach((box) => (box.open = true));
  narrow.addEventListener("change", () => (narrow.matches ? tidy() : unfold()));

  // What htmx brought in is made ready; what it could not do is said.
  document.addEventListener("htmx:afterSwap", (event) => {
    refresh(event.target.parentElement || document);
    if (event.target.dataset.moved) say(event.target.dataset.moved);
    if (event.detail.target.id === "detail") document.getElementById("detail").focus();
  });
  const failed = () => say(document.body.dataset.failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);

  refresh(document);
  tidy();
  reveal();
})();
