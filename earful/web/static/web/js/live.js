// Hears that something changed and fetches it through the ordinary pages. Nothing jumps: what one is pointing at stays
// where it is, words being written stay, and news that would push a row away waits behind a quiet button.

const SOONEST = 250; // milliseconds between two looks, when looking is quick
const LATEST = 3000;
const REST = 5; // a page rests so many times as long as its last look took: the busier the desk, the rarer it looks
const SPREAD = 60; // pages that hear the same thing do not all look in the same moment
const COUNTS = 10000; // what happens elsewhere only changes the counts in the rail
const REMAINS = 2000; // of a desk with much to do, the rail and the drawer are asked no more often than this
const POLL = 15000;
const line = document.getElementById("line");
const list = () => document.getElementById("list");
const talk = () => document.getElementById("talk");
const rows = () => document.getElementById("rows");
const news = () => document.getElementById("news");

function say(words) {
  line.textContent = words || "";
  line.hidden = !words;
}

function paced(work) {
  let last = 0;
  let gap = SOONEST;
  let timer = 0;
  let due = 0;
  let running = false;
  let again = false;
  const run = async () => {
    timer = 0;
    if (running) {
      again = true;
      return;
    }
    running = true;
    last = Date.now();
    try {
      await work();
      if (online) say("");
    } catch (trouble) {
      if (!trouble.status || trouble.status === 503) lost();
    } finally {
      gap = Math.min(Math.max((gap + (Date.now() - last) * REST) / 2, SOONEST), LATEST);
      running = false;
      if (again) {
        again = false;
        soon();
      }
    }
  };
  const soon = (within = 0) => {
    const at = Math.max(Date.now() + within, last + gap) + Math.random() * SPREAD;
    if (timer && due <= at) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(run, at - Date.now());
  };
  soon.slow = () => gap > 2 * SOONEST;
  return soon;
}

// --- the list

const inHand = () => rows()?.matches(":hover") && window.matchMedia("(hover: hover)").matches;

function anchor() {
  const top = rows().getBoundingClientRect().top;
  const seen = [...document.querySelectorAll("#row-list .row")].filter((row) => row.getBoundingClientRect().bottom > top);
  const chosen = document.querySelector("#row-list .row:has([aria-current]), #row-list .row:focus-within");
  const row = seen.includes(chosen) ? chosen : rows().scrollTop > 4 ? seen[0] : null;
  return row && { key: row.dataset.key, top: row.getBoundingClientRect().top };
}

function hold(anchored) {
  const row = anchored && document.querySelector(`#row-list [data-key="${anchored.key}"]`);
  if (row) rows().scrollTop += row.getBoundingClientRect().top - anchored.top;
}

let waiting = null;

function arrivals(fresh) {
  const here = new Set([...document.querySelectorAll("#row-list .row")].map((row) => row.dataset.key));
  return [...fresh.querySelectorAll("#row-list .row")].filter((row) => !here.has(row.dataset.key)).length;
}

/** While somebody points into the list, rows change in place and nothing moves. */
function inPlace(html, fresh) {
  const order = document.getElementById("row-list");
  if (!order) return false;
  const after = new Map([...fresh.querySelectorAll("#row-list .row")].map((row) => [row.dataset.key, row]));
  const still = fresh.getElementById("row-list") || fresh.createElement("ul");
  const kept = [...order.children].map((row) => (after.get(row.dataset.key) || row).cloneNode(true));
  for (const [place, row] of [...order.children].entries()) {
    if (row.matches(".row") && !after.has(row.dataset.key)) kept[place].classList.add("gone");
  }
  still.replaceChildren(...kept);
  window.earful.morph(list(), fresh.documentElement.outerHTML);
  waiting = html;
  return true;
}

function apply(html) {
  waiting = null;
  const before = anchor();
  const added = arrivals(new DOMParser().parseFromString(html, "text/html"));
  window.earful.morph(list(), html);
  hold(before);
  tell(rows().scrollTop > 48 ? added : 0);
}

let told = 0;
function tell(count) {
  told = count ? Math.max(told, count) : 0;
  const button = news();
  if (!button) return;
  button.hidden = !told;
  button.textContent = button.dataset.words?.replace("0", told) ?? "";
}

let counted = 0;
const refreshList = paced(async () => {
  if (!list() || document.hidden) return;
  const bare = refreshList.slow() && Date.now() - counted < REMAINS;
  const address = new URL(list().dataset.address, window.location.href);
  address.searchParams.set("rows", document.querySelectorAll("#row-list .row").length);
  if (bare) address.searchParams.set("rail", "0");
  const view = list().dataset.address;
  const html = await window.earful.fetchPart(address.href, "list");
  if (view !== list().dataset.address) return;
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const added = arrivals(fresh);
  if (inHand() && fresh.getElementById("row-list") && inPlace(html, fresh)) tell(added);
  else apply(html);
  if (bare) refreshList(REMAINS);
  else counted = Date.now();
});

document.addEventListener("click", (event) => {
  if (event.target.id !== "news") return;
  if (waiting) apply(waiting);
  tell(0);
  rows().scrollTo({ top: 0, behavior: window.earful.glide() });
});
document.addEventListener("pointerout", (event) => {
  if (waiting && event.target.closest?.("#rows") && !event.relatedTarget?.closest?.("#list")) apply(waiting);
});
document.addEventListener("scroll", (event) => {
  if (event.target.id === "rows" && event.target.scrollTop < 8 && !waiting) tell(0);
  if (event.target.id === "thread") unread();
}, true);

// --- the conversation

let newest = null;
let going = null; // to where somebody has asked to be taken, until they are there
function unread() {
  const button = document.getElementById("unread");
  const thread = document.getElementById("thread");
  if (!button || !thread) return;
  if (newest && (!newest.isConnected || newest.getBoundingClientRect().top < thread.getBoundingClientRect().bottom - 24)) newest = null;
  button.hidden = !newest;
}

let drawn = 0;
let acts = 0;
document.addEventListener("earful:acted", () => { acts += 1; });
const refreshTalk = paced(async () => {
  const pane = talk();
  if (!pane?.dataset.pk || document.hidden) return;
  const { address } = pane.dataset;
  const known = acts;
  const bare = refreshTalk.slow() && Date.now() - drawn < REMAINS;
  const asked = new URL(address, window.location.href);
  if (bare) asked.searchParams.set("drawer", "0");
  const html = await window.earful.fetchPart(asked.href, "talk");
  if (talk() !== pane || pane.dataset.address !== address) return;
  if (acts !== known) return void refreshTalk(); // it may be older than what was done meanwhile
  const before = new Set([...pane.querySelectorAll(".turn")].map((turn) => turn.dataset.key));
  const thread = document.getElementById("thread");
  const top = thread.scrollTop;
  window.earful.morph(pane, html);
  if (going?.isConnected) going.scrollIntoView({ block: "center" }); // a look must not stop somebody half-way
  else thread.scrollTop = top;
  if (pane.dataset.address !== address) history.replaceState({ earful: true }, "", pane.dataset.address);
  newest = [...pane.querySelectorAll(".turn")].find((turn) => !before.has(turn.dataset.key)) || newest;
  unread();
  if (bare) refreshTalk(REMAINS);
  else drawn = Date.now();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("#unread") || !newest) return;
  going = newest;
  setTimeout(() => { going = null; }, 1000);
  going.scrollIntoView({ block: "center", behavior: window.earful.glide() });
});

// --- hearing

const all = () => {
  refreshList();
  refreshTalk();
};
/** Whether a conversation stands, or now belongs, among the rows of this page; `at` tells where it stands now. */
function concerns({ topic, id, at }) {
  if (topic !== "conversation" || !at || document.querySelector(`#row-list [data-key="row-${id}"]`)) return true;
  const { view, me, words } = list()?.dataset || {};
  if (words) return false;
  const mine = at.who === Number(me);
  const here = {
    needs: at.status === "open" && !at.away,
    unassigned: at.status === "open" && !at.away && !at.who,
    mine: mine && at.status !== "ended" && !at.away,
    waiting: at.status === "waiting" && !at.away,
    snoozed: at.away,
  };
  if (here[view] === false) return false;
  return !["needs", "unassigned"].includes(view) || !beyond(at);
}

/** Whether it comes after the last row, where there are more than are shown. */
function beyond(at) {
  const last = document.getElementById("more")?.previousElementSibling?.dataset;
  if (!last?.since || !at.since) return false;
  const [urgency, since] = [Number(last.urgency), Date.parse(last.since)];
  return at.urgency < urgency || (at.urgency === urgency && Date.parse(at.since) > since);
}

let source = null;
let online = true;
let pause = 1000;
let since = 0;

function lost() {
  online = false;
  say(line.dataset.lost);
}

async function renewed() {
  const page = await fetch(window.location.href, { cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  return fresh.querySelector("meta[name='earful-live']")?.content;
}

function listen(address) {
  if (!address) return;
  source = new EventSource(address);
  source.onopen = () => {
    all(); // also for what came after the page was made and before anybody listened
    [online, since, pause] = [true, 0, 1000];
    say("");
  };
  source.addEventListener("resync", () => all()); // the door missed something while its database was away
  source.onmessage = (message) => {
    const told = JSON.parse(message.data);
    if (told.topic === "presence" || told.topic === "notice") return void window.earful.tell(told.topic);
    window.earful.tell("nudge", told);
    refreshList(concerns(told) ? 0 : COUNTS);
    if (told.topic !== "conversation" || String(told.id) === talk()?.dataset.pk) refreshTalk();
  };
  source.onerror = () => {
    since ||= Date.now();
    if (source.readyState !== EventSource.CLOSED) return;
    pause = Math.min(pause * 2, 60000);
    setTimeout(async () => {
      try {
        listen(await renewed());
      } catch {
        lost();
        setTimeout(() => listen(address), pause);
      }
    }, pause * (0.5 + Math.random()));
  };
}

setInterval(() => {
  if (!since || Date.now() - since < 5000) return;
  if (online && line.hidden) say(line.dataset.slow);
  all();
}, POLL);
window.addEventListener("offline", lost);
window.addEventListener("online", () => {
  online = true;
  say("");
  all();
});
document.addEventListener("earful:unreachable", lost);
document.addEventListener("htmx:responseError", () => {
  say(line.dataset.refused);
  setTimeout(() => say(""), 8000);
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) all();
});
document.addEventListener("earful:acted", () => {
  counted = 0;
  refreshList();
});
document.addEventListener("earful:refresh", all);
document.addEventListener("earful:opened", () => {
  newest = null;
  unread();
});
listen(document.querySelector("meta[name='earful-live']")?.content);
