// A suggestion goes to the cursor, when its use was noted and not before.

let caret = null;
document.addEventListener("focusout", (event) => {
  if (event.target.id === "text") caret = [event.target, event.target.selectionStart, event.target.selectionEnd];
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, successful } = event.detail;
  const source = elt.dataset?.suggestion && document.getElementById(elt.dataset.suggestion);
  const area = document.getElementById("text");
  if (!successful || !source || !area) return;
  const from = document.getElementById(elt.dataset.whole)?.textContent.trim();
  const [, start, end] = from && from === area.value.trim() ? [0, 0, area.value.length] : caret?.[0] === area ? caret : [area, area.value.length, area.value.length];
  const before = area.value.slice(0, start);
  const gap = before && !/\s$/.test(before) ? (before.length > 40 ? "\n\n" : " ") : "";
  area.focus();
  area.setRangeText(gap + source.textContent.trim(), start, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
});
