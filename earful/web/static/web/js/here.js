// Says every few seconds that this page is open and what it shows, and shows who else is here. Nothing of it holds up
// anything: a beat that is lost is followed by the next.

const BEAT = 15000;
const GAP = 1000;
const duty = document.getElementById("duty");
const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => (byte % 36).toString(36)).join("") + Date.now().toString(36);
const text = () => document.getElementById("text");
let wrote = 0;
let saidWriting = 0;
let shown = "";
let last = 0;
let timer = 0;

/** Whoever looks away without having written anything is not at the conversation any more. */
const at = () => (document.hidden && !text()?.value ? "" : document.getElementById("talk")?.dataset.pk || "");
const writing = () => Boolean(text()?.value) && Date.now() - wrote < BEAT;

function words(more) {
  const form = new FormData();
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, page, ...more })) form.set(name, value);
  return form;
}

async function fetchHere(address, options) {
  const answer = await fetch(address, { headers: { "HX-Request": "true" }, cache: "no-store", ...options });
  if (answer.ok) show(await answer.text());
}

async function beat() {
  const now = at();
  const left = shown && shown !== now && !document.hidden ? shown : "";
  [shown, last] = [now, Date.now()];
  if (writing()) saidWriting = Date.now();
  const body = words({ at: now, left, writing: writing() ? "1" : "" });
  await fetchHere(duty.dataset.beat, { method: "POST", body }).catch(() => {}); // live.js says when the desk is away
}

function look() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    last = Date.now();
    fetchHere(`${duty.dataset.here}?at=${at()}`).catch(() => {}); // as above
  }, Math.max(100 + 200 * Math.random(), last + GAP - Date.now()));
}

let told = null;
function show(html) {
  told = new DOMParser().parseFromString(html, "text/html");
  const company = document.getElementById("company");
  if (company) window.earful.morph(company, html);
  const list = told.getElementById("duty-list");
  duty.replaceChildren(...[...list.children].map((child) => document.adoptNode(child)));
  duty.hidden = !duty.children.length;
  mark();
}

/** Rows where a colleague writes carry their face; it survives the refreshing of the list. */
function mark() {
  const faces = new Map([...(told?.querySelectorAll("#writers li") || [])].map((li) => [li.dataset.row, li.firstElementChild]));
  for (const row of document.querySelectorAll("#row-list .row")) {
    const there = row.querySelector(".row-here");
    const face = faces.get(row.dataset.pk);
    if (there && there.title !== face?.title) there.remove();
    if (face && there?.title !== face.title) row.querySelector(".row-link").append(document.importNode(face, true));
  }
}

if (duty) {
  document.addEventListener("input", (event) => {
    if (event.target.id !== "text" || !event.isTrusted) return;
    wrote = Date.now();
    if (event.target.value && wrote - saidWriting > BEAT) beat();
  });
  document.addEventListener("earful:presence", look);
  document.addEventListener("earful:opened", beat);
  document.addEventListener("earful:changed", (event) => {
    if (event.detail?.target?.id !== "company") mark();
  });
  document.addEventListener("visibilitychange", beat);
  window.addEventListener("pagehide", () => navigator.sendBeacon(duty.dataset.leave, words({ at: shown })));
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) beat();
  });
  setInterval(beat, BEAT);
  beat();
}
