// Writing: the count as the network counts, whom it answers, pictures by paste and drop, and ten seconds to take back.

const segments = window.Intl?.Segmenter ? new Intl.Segmenter(undefined, { granularity: "grapheme" }) : null;
const encoder = new TextEncoder();
const by = (id) => document.getElementById(id);
const text = () => by("text");
const form = () => by("reply");
const composer = () => by("composer");
let kept = ""; // what the server has; null: it could not be reached

const graphemes = (words) => (segments ? [...segments.segment(words)].length : [...words].length);

function count() {
  const area = text();
  const shown = by("count");
  if (!area || !shown) return;
  const words = area.value.trim();
  const whole = words && !words.endsWith(area.dataset.suffix.trim()) ? words + area.dataset.suffix : words;
  const limits = [
    [graphemes(whole), Number(area.dataset.graphemes), shown.dataset.characters],
    [encoder.encode(whole).length, Number(area.dataset.octets), shown.dataset.bytes],
  ].filter(([, limit]) => limit);
  const [used, limit, units] = limits.sort((a, b) => b[0] / b[1] - a[0] / a[1])[0] || [graphemes(whole), 0, ""];
  shown.textContent = limit ? `${used} / ${limit}` : used;
  shown.title = units || "";
  shown.classList.toggle("near", Boolean(limit) && used > limit * 0.9 && used <= limit);
  shown.classList.toggle("over", Boolean(limit) && used > limit);
}

function grow(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, window.innerHeight * 0.4)}px`;
}

/** What belongs to the writer is not touched by news, as long as there is something to lose. */
function guard() {
  const pane = composer();
  if (!pane) return;
  const note = by("note-text");
  const busy = text()?.value || note?.value || pane.contains(document.activeElement) || pane.querySelector(".enclosure");
  if (busy) pane.dataset.keep = "";
  else delete pane.dataset.keep;
}

function prepare() {
  const area = text();
  if (area) {
    if (area.value === area.defaultValue) kept = area.value;
    else if (kept === null) window.htmx.trigger(area, "earful:keep");
    grow(area);
  }
  const note = by("note-text");
  const stored = note && sessionStorage.getItem(`note-${composer().dataset.pk}`);
  if (stored && !note.value) note.value = stored;
  count();
  guard();
}

function flush() {
  const area = text();
  if (!area || area.value === kept || !form()) return;
  kept = area.value;
  const words = new FormData(form());
  words.delete("picture");
  fetch(area.getAttribute("hx-post"), { method: "POST", body: words, keepalive: true, headers: { "HX-Request": "true" } }).then(({ ok }) => {
    if (!ok) throw new Error();
  }).catch(() => {
    if (area.isConnected) kept = null;
    window.earful.tell("unreachable");
  });
}

document.addEventListener("input", (event) => {
  if (event.target.id === "text") {
    count();
    grow(event.target);
  }
  if (event.target.id === "note-text") sessionStorage.setItem(`note-${composer().dataset.pk}`, event.target.value);
  if (event.target.matches("[data-alt]")) {
    event.target.setAttribute("aria-invalid", String(!event.target.value.trim()));
    clearTimeout(event.target.later);
    event.target.later = setTimeout(() => window.htmx.trigger(text(), "earful:keep"), 600);
  }
  guard();
});
/** A holding reply: a first wording comes with the time; words of one's own are never replaced. */
function hold(choice) {
  const area = text();
  const wordings = [...choice.options].map((option) => option.dataset.text).filter(Boolean);
  if (!area.value.trim() || wordings.includes(area.value)) {
    area.value = choice.selectedOptions[0].dataset.text || "";
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  window.htmx.trigger(area, "earful:keep");
}
document.addEventListener("change", (event) => {
  if (event.target.id === "holds") hold(event.target);
});

document.addEventListener("focusin", guard);
document.addEventListener("focusout", () => setTimeout(guard));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  if (event.target.closest("#reply, #note")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.addEventListener("click", (event) => {
  const answer = event.target.closest("[data-answer]");
  if (answer && form()) {
    event.preventDefault();
    by("mode-reply").checked = true;
    const part = (name) => form().querySelector(`[data-target${name}]`);
    form().elements.answers.value = answer.dataset.answer;
    part("").hidden = false;
    part("-name").textContent = answer.dataset.name;
    part("-words").textContent = answer.dataset.words;
    text().focus();
    if (text().value) window.htmx.trigger(text(), "earful:keep");
  }
  if (event.target.closest("[data-hold]")) {
    const choice = by("holds");
    choice.selectedIndex = choice.selectedIndex || 2;
    hold(choice);
    text().focus();
  }
  const { mend, mended } = event.target.closest("[data-mend]")?.dataset || {};
  if (mend === "text") {
    const box = text();
    box.focus();
    box.select();
    // As if typed, so that the browser's own undo brings the words back.
    if (!document.execCommand("insertText", false, mended)) box.value = mended;
    window.htmx.trigger(box, "earful:keep");
  }
  if (mend === "alt") document.querySelector("[data-alt][aria-invalid='true']")?.focus();
  if (mend === "seen") seen().catch(() => window.earful.tell("unreachable"));
});

/** The writer looks at what came meanwhile: the mark of what this page shows now takes the place of the old one. */
async function seen() {
  const pane = by("talk");
  const html = await window.earful.fetchPart(pane.dataset.address, "talk");
  const shown = new DOMParser().parseFromString(html, "text/html").querySelector("#reply [name='seen']");
  if (!pane.isConnected) return;
  window.earful.morph(pane, html);
  if (shown) form().elements.seen.value = shown.value;
  by("rulings").replaceChildren();
  const turns = document.querySelectorAll("#turns .turn:not(.sending)");
  turns[turns.length - 1]?.scrollIntoView({ block: "center", behavior: window.earful.glide() });
}

function pictures(files) {
  const input = by("picture");
  const images = [...files].filter((file) => file.type.startsWith("image/"));
  if (!input || !images.length) return false;
  const box = new DataTransfer();
  for (const image of images) box.items.add(image);
  input.files = box.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}
document.addEventListener("paste", (event) => {
  if (event.target.id === "text" && pictures(event.clipboardData.files)) event.preventDefault();
});
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!event.target.closest?.("#composer") || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (name === "drop") pictures(event.dataTransfer.files);
  });
}

function countdown() {
  for (const undo of document.querySelectorAll("form[data-until]")) {
    const left = Math.ceil((new Date(undo.dataset.until) - Date.now()) / 1000);
    undo.querySelector("[data-countdown]").textContent = left > 0 ? left : "";
    if (left <= 0 && !undo.hidden) {
      undo.hidden = true;
      setTimeout(() => window.earful.tell("refresh"), 800);
    }
  }
}
setInterval(countdown, 250);

document.addEventListener("submit", ({ target }) => {
  if (target.id === "reply") target.leaving = true; // until it has been taken or refused
});
window.addEventListener("beforeunload", (event) => {
  if (form()?.leaving) event.preventDefault();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  // Sending keeps the words as well; keeping them once more, a moment later, would wipe away what stopped them.
  if (elt.id === "reply") {
    kept = text().value;
    elt.leaving = text().readOnly = true; // what is written from here on would not be sent
  }
  if (elt.id === "text" && elt.value === kept && document.querySelector("#rulings .came")) event.preventDefault();
});
document.addEventListener("htmx:beforeOnLoad", ({ detail: { elt } }) => {
  elt.leaving = false; // before it may lead elsewhere: who must sign in again is not asked whether to leave
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful, pathInfo } = event.detail;
  if (elt.id === "picture") {
    if (successful) elt.value = "";
    document.querySelector("[data-alt][aria-invalid='true']")?.focus();
    guard();
  }
  if (elt.id === "reply") elt.elements.text.readOnly = elt.leaving = false;
  if (elt.id === "text" && successful) kept = elt.value;
  else if (/^(text|reply)$/.test(elt.id) && !successful) kept = null;
  if (!successful && !event.detail.xhr.status) window.earful.tell("unreachable");
  if (pathInfo?.requestPath.includes("/send/") && successful) {
    const sending = [...document.querySelectorAll("#turns .turn.sending")].pop();
    if (sending && !text()?.value) {
      by("thread").focus({ preventScroll: true });
      sending.scrollIntoView({ block: "nearest" });
    }
  }
  if (pathInfo?.requestPath.includes("/sending/") && successful) text()?.focus();
  countdown();
});
document.addEventListener("htmx:beforeSwap", ({ detail: { requestConfig: { elt }, target, xhr } }) => {
  if (elt.id === "note" && xhr.status < 300) sessionStorage.removeItem(`note-${elt.closest("#composer").dataset.pk}`);
  if (target.id !== "enclosures") return;
  const said = [...target.querySelectorAll("[data-alt]")].map(({ id, value }) => [id, value]);
  setTimeout(() => {
    for (const [id, words] of said) if (by(id)) by(id).value = words;
    window.htmx.trigger(text(), "earful:keep");
  });
});
document.addEventListener("earful:changed", prepare);
document.addEventListener("earful:leaving", flush);
window.addEventListener("pagehide", flush);
prepare();
countdown();
