// What JavaScript adds to the queue of moderation: keys, on its boxes only. Boxes, list and button work without.
(() => {
  const boxes = () => [...document.querySelectorAll("[data-queue] input[name=case]")];
  const focus = (box) => box && (box.focus(), box.scrollIntoView({ block: "nearest" }));

  // The form that is already there is sent, for these things alone; the list comes back without them.
  const act = (box, what) => {
    const form = box.form;
    const ticked = boxes().filter((one) => one.checked);
    if (!ticked.length) box.checked = true;
    form.elements.act.value = what;
    sessionStorage.setItem("queue", String(boxes().indexOf(box)));
    form.requestSubmit();
  };

  const keys = {
    j: (box) => focus(boxes()[boxes().indexOf(box) + 1]),
    k: (box) => focus(boxes()[boxes().indexOf(box) - 1]),
    a: () => {
      const all = boxes().every((one) => one.checked);
      boxes().forEach((one) => (one.checked = !all));
    },
    g: (box) => act(box, "keep"),
    p: (box) => act(box, "claim"),
    m: (box) => location.assign(box.dataset.open),
  };

  document.addEventListener("keydown", (event) => {
    const box = event.target.closest && event.target.closest("[data-queue] input[name=case]");
    const key = box && !event.ctrlKey && !event.altKey && !event.metaKey && keys[event.key.toLowerCase()];
    if (!key) return;
    event.preventDefault();
    key(box);
  });

  // After an act, one goes on where one was.
  const place = sessionStorage.getItem("queue");
  sessionStorage.removeItem("queue");
  if (place !== null) focus(boxes()[Math.min(Number(place), boxes().length - 1)]);
})();
