// A board: its cards are dragged, or moved with Alt and the arrows. What is sent is the form that is already there.
(() => {
  // Tick the cards, set the column, send.
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
})();
