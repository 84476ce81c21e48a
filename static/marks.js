// What JavaScript adds to votes by buttons; they work without. Loaded where there are such buttons.
(() => {
  // A button of a form elsewhere in the page: htmx sends it, and does not stop the form from being sent too.
  document.addEventListener("submit", (event) => {
    if (window.htmx && event.submitter && event.submitter.hasAttribute("hx-post")) event.preventDefault();
  });

  // A button that its own answer replaced gives the focus to the one in its place.
  let pressed = null;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const box = button && button.closest("[id]:not(form)");
    pressed = box && { box: box.id, value: button.value };
  });
  document.addEventListener("htmx:afterSettle", () => {
    const box = pressed && document.activeElement === document.body && document.getElementById(pressed.box);
    const buttons = box ? [...box.querySelectorAll("button")] : [];
    const same = buttons.find((one) => one.value === pressed.value) || buttons[0];
    if (same) same.focus({ preventScroll: true });
  });
})();
