// A suggestion goes to the cursor, when its use was noted and not before; a saved reply too: Ctrl+/.

let caret = null;
const text = () => document.getElementById("text");
document.addEventListener("focusout", (event) => {
  if (event.target.id === "text") caret = [event.target, event.target.selectionStart, event.target.selectionEnd];
});

/** `instead`: what it was made from; if that stands there alone and unchanged, it gives way. */
function insert(words, instead) {
  const area = text();
  const [, start, end] = instead && instead === area.value.trim() ? [0, 0, area.value.length] : caret?.[0] === area ? caret : [area, area.value.length, area.value.length];
  const before = area.value.slice(0, start);
  const gap = before && !/\s$/.test(before) ? (before.length > 40 ? "\n\n" : " ") : "";
  area.focus();
  area.setRangeText(gap + words.trim(), start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  return start + gap.length;
}

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = event.detail;
  const source = elt.dataset?.suggestion && document.getElementById(elt.dataset.suggestion);
  if (successful && source && text()) insert(source.textContent, document.getElementById(elt.dataset.whole)?.textContent.trim());
});

/** What could not be filled in is chosen, so that one writes over it. */
async function take({ post }) {
  const pane = document.getElementById("talk");
  const form = new FormData(document.getElementById("reply"));
  form.delete("picture");
  const answer = await fetch(post, { method: "POST", body: form, headers: { "HX-Request": "true" } });
  if (!answer.ok) throw new Error(answer.statusText);
  const { words, gap } = await answer.json();
  if (!pane.isConnected) return; // they are another customer's
  const from = insert(words);
  const at = text().value.indexOf(gap, from);
  if (gap && at >= 0) text().setSelectionRange(at, at + gap.length);
}

window.earful.picker("saved", "/", () => ({
  pk: document.getElementById("talk").dataset.pk,
  answers: document.getElementById("reply").elements.answers.value,
}), (chosen) => take(chosen).catch(() => window.earful.tell("unreachable")), () => text()?.checkVisibility());
