// Moving around the desk: a link with data-swap="talk" or "main" brings only that part, and the address with it.
// What one points at, or what comes next, is fetched before it is asked for.

const FRESH = 8000;
const ahead = new Map();
const by = (id) => document.getElementById(id);
const where = () => window.location.pathname + window.location.search;
let turn = 0;
let heard = 0;
let shownAt = where();

const main = () => by("main");
const list = () => by("list");
const talk = () => by("talk");

async function fetchPart(address, part, signal) {
  const answer = await fetch(address, { headers: { "HX-Request": "true", "HX-Target": part }, cache: "no-store", signal });
  if (answer.status === 401 || answer.redirected && !new URL(answer.url).pathname.startsWith("/desk/")) {
    window.location.assign(address);
    throw new Error("signed out");
  }
  if (!answer.ok) throw Object.assign(new Error(answer.statusText), { status: answer.status });
  return answer.text();
}

function prefetch(link) {
  const address = link?.href;
  if (!address || link.dataset.swap !== "talk") return;
  const known = ahead.get(address);
  if (known && Date.now() - known.at < FRESH) return;
  const page = fetchPart(address, "talk");
  page.catch(() => ahead.delete(address));
  ahead.set(address, { at: Date.now(), page });
}

function take(address, part) {
  const known = part === "talk" && ahead.get(address);
  ahead.delete(address);
  return known && Date.now() - known.at < FRESH ? known.page : fetchPart(address, part);
}

function mark() {
  const pk = talk()?.dataset.pk;
  for (const row of document.querySelectorAll("#row-list .row")) {
    const link = row.querySelector(".row-link");
    if (row.dataset.pk === pk) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  main()?.classList.toggle("has-talk", Boolean(pk));
}

function settle() {
  const thread = by("thread");
  const wanted = thread?.querySelector(".turn.waits");
  if (!thread) return;
  const below = wanted && wanted.offsetTop + Math.min(wanted.offsetHeight, 160) > thread.clientHeight;
  thread.scrollTop = wanted ? (below ? wanted.offsetTop - thread.clientHeight / 3 : 0) : thread.scrollHeight;
}

function put(part, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = document.adoptNode(page.getElementById(part));
  by(part).replaceWith(fresh);
  window.htmx.process(fresh);
  const nav = page.querySelector("nav[data-also]");
  if (nav) window.earful.morph(by("nav"), nav.outerHTML);
}

/** Wait for an answer that was pressed: has it been taken? One that was refused, or is still on its way, stays in sight. */
async function answered() {
  const reply = by("reply");
  if (!reply?.leaving) return true;
  for (let tenths = 100; reply.isConnected && reply.leaving && tenths; tenths -= 1) await new Promise((done) => setTimeout(done, 100));
  const waits = reply.isConnected && reply.leaving;
  if (waits) window.earful.tell("unreachable");
  return !waits && !by("text")?.value;
}

/** Open an address in a part of the page. `how`: "push", "replace" or "" for the browser's history. */
async function open(address, part, how = "push") {
  const mine = ++turn;
  const slow = setTimeout(() => by(part)?.setAttribute("aria-busy", "true"), 300);
  let known;
  try {
    if (!(await answered()) && how || mine !== turn) return;
    known = heard;
    window.earful.tell("leaving");
    const html = await take(address, part);
    if (mine !== turn) return;
    put(part, html);
  } catch (trouble) {
    if (mine === turn && trouble.status && trouble.status !== 503) window.location.assign(address);
    else if (mine === turn) window.earful.tell("unreachable");
    return;
  } finally {
    clearTimeout(slow);
    by(part)?.removeAttribute("aria-busy");
  }
  const shown = new URL(address, window.location.href);
  if (part === "talk" && talk().dataset.address) shown.pathname = talk().dataset.address;
  if (how) history[`${how}State`]({ earful: true }, "", shown);
  shownAt = where();
  const title = talk()?.dataset.title || list()?.getAttribute("aria-label");
  if (title) document.title = `${title} · Earful`;
  mark();
  settle();
  window.earful.tell("changed", { target: by(part) });
  window.earful.tell("opened");
  if (heard !== known) window.earful.tell("refresh"); // it came while this was fetched
}

async function more(link) {
  const html = await fetchPart(link.href, "more");
  const rows = new DOMParser().parseFromString(`<ul>${html}</ul>`, "text/html").querySelector("ul");
  const here = by("row-list");
  link.closest("li").remove();
  for (const row of [...rows.children]) {
    if (row.id !== "more" && here.querySelector(`[data-key="${row.dataset.key}"]`)) continue;
    here.append(document.adoptNode(row));
  }
  mark();
  window.earful.tell("changed", { target: here });
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("a");
  if (!link) return;
  if (link.dataset.more !== undefined) {
    event.preventDefault();
    more(link).catch(() => window.location.assign(link.href));
  } else if (link.dataset.swap && by(link.dataset.swap) && list()) {
    event.preventDefault();
    open(link.href, link.dataset.swap);
  } else if (link.dataset.drawer !== undefined) {
    event.preventDefault();
    drawer();
  }
});

function drawer() {
  const wide = window.matchMedia("(min-width: 80rem)").matches;
  const pane = talk();
  const state = pane.dataset.liveDrawer || (wide ? "open" : "closed");
  pane.dataset.liveDrawer = state === "open" ? "closed" : "open";
  if (pane.dataset.liveDrawer === "open" && !wide) by("person").focus();
}

let hover;
document.addEventListener("pointerover", (event) => {
  const link = event.target.closest?.("a[data-swap='talk']");
  clearTimeout(hover);
  if (link) hover = setTimeout(() => prefetch(link), 65);
});

let typing;
let from = "";
function search(form, now) {
  clearTimeout(typing);
  typing = setTimeout(async () => {
    const words = form.elements.q.value.trim();
    if (!from && !new URLSearchParams(window.location.search).has("q")) from = window.location.pathname;
    const address = words ? `${form.getAttribute("action")}?${new URLSearchParams({ q: words })}` : from || form.getAttribute("action");
    const mine = ++turn;
    try {
      const html = await fetchPart(address, "list");
      if (mine !== turn) return;
      window.earful.morph(list(), html);
    } catch {
      window.earful.tell("unreachable");
      return;
    }
    if (!words) from = "";
    by("rows").scrollTop = 0;
    history.replaceState({ earful: true }, "", address);
    shownAt = where();
    mark();
    if (now) document.querySelector("#row-list .row-link")?.focus();
  }, now ? 0 : 250);
}
document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-search]");
  if (form) search(form, false);
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-search]")) return;
  event.preventDefault();
  search(event.target, true);
});

window.addEventListener("popstate", () => {
  if (where() !== shownAt) open(window.location.href, "main", ""); // else only the place within the page is another
});
document.addEventListener("earful:nudge", () => {
  heard += 1;
  ahead.clear();
});
document.addEventListener("earful:acted", () => ahead.clear());
document.addEventListener("earful:changed", mark);

const glide = () => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

window.earful = { ...window.earful, open, prefetch, fetchPart, mark, drawer, glide };
settle();
