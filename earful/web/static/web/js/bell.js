// The bell: how much is unread, the newest behind it, and, where somebody has allowed it, the same outside the page.

const POLL = 60000;
const KEPT = 100;
const bell = document.getElementById("bell");
const panel = document.getElementById("bell-panel");
const count = document.getElementById("bell-count");
let last = 0;
let timer = 0;

function show(html) {
  const told = new DOMParser().parseFromString(html, "text/html").getElementById("bell-panel");
  if (!told) return;
  const { unread, count: words } = told.dataset;
  count.hidden = unread === "0";
  count.textContent = words;
  count.title = told.dataset.words;
  const held = bell.open && panel.contains(document.activeElement) && document.activeElement.dataset.key;
  panel.replaceChildren(...[...told.children].map((child) => document.adoptNode(child)));
  if (held) panel.querySelector(`[data-key="${held}"]`)?.focus();
  window.htmx?.process(panel);
  window.earful.tell("changed", { target: panel });
  outside();
}

async function look() {
  last = Date.now();
  const answer = await fetch(bell.dataset.panel, { headers: { "HX-Request": "true" }, cache: "no-store" }).catch(() => null);
  if (answer?.ok && !answer.redirected) show(await answer.text());
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(look, Math.max(100 + 200 * Math.random(), last + 1000 - Date.now()));
}

/** Each once in this browser, however many pages are open in it. */
async function outside() {
  if (!("Notification" in window) || Notification.permission !== "granted" || !navigator.locks) return;
  await navigator.locks.request("earful-bell", () => {
    const shown = JSON.parse(localStorage.getItem("earful-bell") || "[]");
    const fresh = [...panel.querySelectorAll("[data-outside]")].filter((line) => line.dataset.outside.split(" ").some((id) => !shown.includes(id)));
    for (const line of fresh.slice(0, 3)) {
      const notice = new Notification(panel.querySelector("[data-desk]").dataset.desk, { body: line.textContent, tag: line.dataset.outside.split(" ")[0] });
      notice.onclick = () => {
        window.focus();
        window.location.assign(line.dataset.href);
      };
    }
    const ids = fresh.flatMap((line) => line.dataset.outside.split(" "));
    if (ids.length) localStorage.setItem("earful-bell", JSON.stringify([...shown, ...ids].slice(-KEPT)));
  });
}

/** Only when somebody presses the button for it. */
function asking() {
  const box = document.getElementById("allow-browser");
  if (!box) return;
  const say = () => {
    const state = "Notification" in window && window.isSecureContext ? Notification.permission : "none";
    box.querySelector("[role='status']").textContent = box.dataset[state];
    box.querySelector("button").hidden = state !== "default";
  };
  box.querySelector("button").addEventListener("click", async () => {
    await Notification.requestPermission();
    say();
  });
  box.hidden = false;
  say();
}

if (bell) {
  document.addEventListener("earful:notice", soon);
  document.addEventListener("visibilitychange", () => document.hidden || soon());
  setInterval(look, POLL);
  look();
  asking();
}
