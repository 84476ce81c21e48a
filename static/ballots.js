// What JavaScript adds to a ballot; it works without. Loaded on the pages of polls alone.
(() => {
  const root = document.documentElement;

  // What is left of the points, the money or the choices.
  const spend = (ballot) => {
    const note = ballot.querySelector("[data-quota]");
    if (!note) return;
    let left = Number(note.dataset.quota);
    ballot.querySelectorAll("[data-price]").forEach((box) => {
      const many = box.type === "checkbox" ? box.checked : Math.max(0, Math.trunc(box.value) || 0);
      left -= many * box.dataset.price;
    });
    const words = left < 0 ? note.dataset.over : note.dataset.left;
    note.textContent = words.replace("{n}", Math.abs(left).toLocaleString(root.lang));
    note.classList.toggle("over", left < 0);
  };
  document.addEventListener("input", (event) => {
    const ballot = event.target.closest(".ballot");
    if (ballot) spend(ballot);
  });

  // A ranking: an option dropped on another comes just before it; the form that is already there is sent.
  const ranked = (event) => event.target.closest && event.target.closest("[data-ranking] > li");
  document.addEventListener("mousedown", (event) => {
    const line = ranked(event);
    if (line) line.draggable = !event.target.closest("input, button, a");
  });
  document.addEventListener("dragstart", (event) => {
    const line = ranked(event);
    if (!line) return;
    event.dataTransfer.setData("text/plain", line.dataset.item);
    event.dataTransfer.effectAllowed = "move";
    line.classList.add("dragging");
  });
  document.addEventListener("dragover", (event) => {
    const line = ranked(event);
    if (!line || !document.querySelector("[data-ranking] > .dragging")) return;
    event.preventDefault();
    document.querySelectorAll(".drop").forEach((one) => one !== line && one.classList.remove("drop"));
    line.classList.add("drop");
  });
  document.addEventListener("drop", (event) => {
    const line = ranked(event);
    const moved = document.querySelector("[data-ranking] > .dragging");
    if (!line || !moved) return;
    event.preventDefault();
    const button = line.closest("form").querySelector(".dropped");
    button.value = `${moved.dataset.item}:${line.dataset.item}`;
    if (line !== moved) button.click();
  });

  const begin = () => document.querySelectorAll(".ballot").forEach(spend);
  document.addEventListener("htmx:afterSwap", begin);
  begin();
})();
