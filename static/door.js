// The door without a network: each scan is written down in the browser first, then sent; what was not answered is sent
// again, and the server counts it once. The form works without this script too.
(() => {
  const door = document.querySelector("[data-door]");
  if (!door) return;
  const form = door.querySelector("form");
  const input = form.elements.code;
  const place = "door " + door.dataset.door;
  const words = door.dataset;
  const people = new Map([...document.querySelectorAll("[data-code]")].map((row) => [row.dataset.code, row]));

  const read = () => JSON.parse(localStorage.getItem(place) || "[]");
  const here = () => JSON.parse(localStorage.getItem(place + " here") || "[]"); // the page kept in the browser may be older
  const put = () => JSON.parse(localStorage.getItem(place + " aside") || "[]");
  const write = (scans) => localStorage.setItem(place, JSON.stringify(scans));
  const plain = (text) => [...text.toLowerCase().split("/").pop()].filter((c) => "abcdefghjkmnpqrstuvwxyz23456789".includes(c)).join("").slice(0, 12);
  const name = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

  const say = (text, tone) => {
    const box = document.getElementById("door-said");
    box.textContent = text;
    box.className = tone && "notice " + tone;
  };
  const count = () => {
    const waiting = read().length;
    const arrived = [...people.values()].filter((row) => row.dataset.arrived).length;
    document.getElementById("door-waiting").textContent = waiting ? words.waiting.replace("{n}", waiting) : words.sent;
    document.getElementById("door-arrived").textContent = arrived;
  };
  const arrive = (code) => {
    const row = people.get(code);
    if (!row) return false;
    const before = row.dataset.arrived;
    row.dataset.arrived = "1";
    if (!here().includes(code)) localStorage.setItem(place + " here", JSON.stringify([...here(), code]));
    row.querySelector(".arrival").textContent = words.here;
    say(row.dataset.name + " – " + (before ? words.again : words.here), before ? "warning" : "success");
    return true;
  };

  const scan = (text) => {
    const code = plain(text);
    if (!code) return;
    write([...read(), { id: name(), code, at: new Date().toISOString() }]);
    if (!arrive(code)) say(words.unknown, "warning");
    count();
    send();
  };

  let sending = false;
  const send = async () => {
    const scans = read().slice(0, 100);
    if (sending || !scans.length || !navigator.onLine) return;
    sending = true;
    let done = false;
    try {
      const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value, scans: JSON.stringify(scans) });
      const answer = await fetch(words.scans, { method: "POST", body, credentials: "same-origin", redirect: "error" });
      if (answer.ok || answer.status === 422) {
        const told = await answer.json(); // one line for each, in its place; what could not be read is put aside
        const lines = scans.slice(0, told.length).map((one) => JSON.stringify(one));
        const aside = lines.filter((_line, rank) => told[rank].state === "unread");
        if (aside.length) localStorage.setItem(place + " aside", JSON.stringify([...put(), ...aside]));
        write(read().filter((one) => !lines.includes(JSON.stringify(one))));
        const odd = told.filter((one) => !["arrived", "again"].includes(one.state)).pop();
        if (odd) say(odd.said, "warning");
        done = lines.length > 0;
        if (!done) say(words.refused, "danger");
      } else {
        say(words.refused, "danger");
      }
    } catch {
      // The network went: what waits is kept.
    }
    sending = false;
    count();
    if (done) send();
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    scan(input.value);
    input.value = "";
    input.focus();
  });
  // Whoever comes without a ticket is found by name.
  document.querySelector("[data-door-list]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    scan(event.submitter.value);
  });
  addEventListener("online", send);
  setInterval(send, 15000);

  // The camera, where the browser reads QR codes by itself.
  const start = document.getElementById("door-camera");
  if ("BarcodeDetector" in window && navigator.mediaDevices) {
    start.hidden = false;
    start.addEventListener("click", async () => {
      const video = document.getElementById("door-video");
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.hidden = false;
      await video.play();
      let last = "";
      setInterval(async () => {
        const [found] = await detector.detect(video).catch(() => []);
        if (found && found.rawValue !== last) scan((last = found.rawValue));
      }, 300);
    });
  }

  if ("serviceWorker" in navigator) {
    const parts = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((one) => one.src || one.href);
    navigator.serviceWorker.addEventListener("message", () => (door.dataset.kept = "1"));
    navigator.serviceWorker
      .register(words.worker)
      .then(() => navigator.serviceWorker.ready)
      .then((ready) => navigator.onLine && ready.active.postMessage([location.href.split("#")[0], ...parts]))
      .catch(() => {});
  }

  for (const code of here()) arrive(code);
  say("", "");
  count();
  send();
})();
