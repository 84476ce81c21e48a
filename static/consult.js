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

  // The board: tick the cards, set the column, send the form that is already there.
  const move = (board, cards, column) => {
    board.querySelectorAll("input[name=card]").forEach((box) => {
      box.checked = cards.includes(box.value);
    });
    board.querySelector("select[name=column]").value = column;
    board.requestSubmit();
  };
  const chosen = (board, card) => {
    const ticked = [...board.querySelectorAll("input[name=card]:checked")].map((box) => box.value);
    return ticked.includes(card) ? ticked : [card];
  };

  document.addEventListener("mousedown", (event) => {
    const card = event.target.closest("[data-board] .board-card");
    if (card) card.draggable = true;
  });
  document.addEventListener("dragstart", (event) => {
    const card = event.target.closest && event.target.closest(".board-card");
    if (!card) return;
    event.dataTransfer.setData("text/plain", card.dataset.card);
    event.dataTransfer.effectAllowed = "move";
    card.classList.add("dragging");
  });
  document.addEventListener("dragend", () =>
    document.querySelectorAll(".dragging, .drop").forEach((one) => one.classList.remove("dragging", "drop")),
  );
  document.addEventListener("dragover", (event) => {
    const column = event.target.closest && event.target.closest("[data-column]");
    if (!column || !document.querySelector(".dragging")) return;
    event.preventDefault();
    document.querySelectorAll(".drop").forEach((one) => one !== column && one.classList.remove("drop"));
    column.classList.add("drop");
  });
  document.addEventListener("drop", (event) => {
    const column = event.target.closest && event.target.closest("[data-column]");
    const card = document.querySelector(".dragging");
    if (!column || !card) return;
    event.preventDefault();
    const board = column.closest("[data-board]");
    if (card.closest("[data-column]") !== column) move(board, chosen(board, card.dataset.card), column.dataset.column);
  });
  document.addEventListener("keydown", (event) => {
    const card = event.altKey && event.target.closest && event.target.closest("[data-board] .board-card");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const accept = card && event.key === "Enter" && card.querySelector("button[name=accept]");
    if (accept) {
      event.preventDefault();
      accept.click();
    }
    if (!card || !step) return;
    event.preventDefault();
    const board = card.closest("[data-board]");
    const columns = [...board.querySelectorAll("[data-column]")];
    const next = columns[columns.indexOf(card.closest("[data-column]")) + step];
    if (next) move(board, chosen(board, card.dataset.card), next.dataset.column);
  });

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
  reveal();
})();
