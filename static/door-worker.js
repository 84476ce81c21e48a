// Keeps the page of the door, its style and its scripts, so that it opens without a network. Nothing else is touched.
const KEPT = "door-1";
const isKept = (url) => /^\/sessions\/\d+\/door$/.test(url.pathname) || url.pathname.startsWith("/assets/");

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const fromNetwork = async (request) => {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected) (await caches.open(KEPT)).put(request.url, answer.clone());
  return answer;
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || !isKept(url)) return;
  const fromMemory = () => caches.match(event.request.url, { ignoreVary: true });
  event.respondWith(
    navigator.onLine
      ? fromNetwork(event.request).catch(async () => (await fromMemory()) || Response.error())
      : fromMemory().then((kept) => kept || Response.error()),
  );
});

// The page says which addresses it is made of: those that came before this worker did are fetched again.
self.addEventListener("message", (event) => {
  event.waitUntil(
    caches.open(KEPT).then(async (cache) => {
      await cache.addAll(event.data);
      event.source.postMessage("kept");
    }),
  );
});
