// One key for everything one does all day. Keys rest while somebody writes.

const map = () => document.getElementById("map");
const rows = () => [...document.querySelectorAll("#row-list .row-link")];
const open = () => Boolean(document.getElementById("talk")?.dataset.pk);
let going = 0;
let place = 0;

function current() {
  const all = rows();
  const focused = all.indexOf(document.activeElement?.closest?.(".row-link"));
  const chosen = focused >= 0 ? focused : all.findIndex((row) => row.getAttribute("aria-current"));
  if (chosen >= 0) place = chosen;
  return chosen;
}

function step(by) {
  const all = rows();
  const at = current();
  // The chosen row may have left the view: the one that took its place comes next.
  const wanted = at >= 0 ? at + by : by > 0 ? Math.min(place, all.length - 1) : place - 1;
  const row = all[Math.max(0, Math.min(all.length - 1, wanted))];
  if (!row) return;
  place = all.indexOf(row);
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  if (open() && window.matchMedia("(min-width: 45.01rem)").matches) window.earful.open(row.dataset.talk || row.href, "talk", "replace");
  else window.earful.prefetch(row);
  window.earful.prefetch(all[all.indexOf(row) + by]);
}

function menu(key) {
  if (window.earful.bulk?.(key)) return;
  const found = document.querySelector(`details.menu[data-hot="${key}"]`);
  if (found) found.open = true;
}

function write(id) {
  const mode = document.getElementById(id === "note-text" ? "mode-note" : "mode-reply");
  if (mode) mode.checked = true;
  document.getElementById(id)?.focus();
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  o: () => (document.activeElement?.closest?.(".row-link") || rows()[Math.max(0, current())])?.click(),
  r: () => write("text"),
  n: () => write("note-text"),
  l: () => {
    const box = document.getElementById("assist");
    if (!box) return;
    box.open = true;
    write("assist-draft");
  },
  N: () => document.querySelector("form[data-next]")?.requestSubmit(),
  a: () => menu("a"),
  t: () => menu("t"),
  s: () => menu("s"),
  h: () => document.getElementById("ask-expert")?.click(),
  e: () => menu("e"),
  x: () => window.earful.pick(false),
  X: () => window.earful.pick(true),
  m: () => document.getElementById("one-matter")?.requestSubmit(),
  w: () => open() && window.earful.what(),
  i: () => open() && window.earful.drawer(),
  u: () => {
    const undo = document.querySelector("#bulk-done form[data-bulk-undo]") || document.querySelector("#talk form[data-until]:not([hidden])") || document.querySelector("#talk form[data-undo]:not([hidden])");
    undo?.requestSubmit();
  },
  "/": () => document.getElementById("search")?.select(),
  "?": () => map()?.showModal(),
  g: () => {
    going = Date.now();
  },
};

function go(key) {
  going = 0;
  document.querySelector(`#nav [data-go="${key}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const writing = event.target.matches?.("input:not([type='radio']):not([type='checkbox']), textarea, select");
  if (event.key === "Escape") {
    if (writing) event.target.blur();
    else if (open() && document.getElementById("talk").dataset.liveDrawer === "open") window.earful.drawer();
    return;
  }
  if (writing || document.querySelector("dialog[open]")) return;
  if (going && Date.now() - going < 1500) {
    event.preventDefault();
    go(event.key);
    return;
  }
  const act = keys[event.key];
  if (!act || (document.querySelector("details.menu[open]") && !"?/".includes(event.key))) return;
  event.preventDefault();
  act();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-map]")) map()?.showModal();
  if (event.target === map()) map().close();
});
