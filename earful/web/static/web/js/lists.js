// Choosing several rows: by key, as a range, a whole page; and acting on them through one sheet with one undo.

const boxes = () => [...document.querySelectorAll("#row-list .row-pick")];
const chosen = () => boxes().filter((box) => box.checked);
const everything = () => document.getElementById("bulk-all");
const dialog = () => document.getElementById("bulk-dialog");
let from = "";

function tell() {
  const count = document.getElementById("bulk-count");
  if (!count) return;
  const words = count.dataset.words.replace("0", chosen().length);
  if (count.textContent !== words) count.textContent = words;
}

function none() {
  for (const box of chosen()) box.checked = false;
  if (everything()) everything().checked = false;
  tell();
}

/** Everything between the row chosen last and this one becomes as this one is. */
function range(box) {
  const all = boxes();
  const [start, end] = [all.findIndex((one) => one.value.split(":")[0] === from), all.indexOf(box)].sort((a, b) => a - b);
  if (start >= 0) for (const one of all.slice(start, end + 1)) one.checked = box.checked;
}

function picked(box, wide) {
  if (wide) range(box);
  [from] = box.value.split(":");
  tell();
}

/** Choose the row one is at, or let it go. */
function pick(wide) {
  const at = document.activeElement?.closest?.(".row") || document.querySelector("#row-list .row:has([aria-current])");
  const box = at?.querySelector(".row-pick");
  if (!box) return;
  box.checked = wide || !box.checked;
  picked(box, wide);
}

/** What a key does to all that are chosen; false when none are. */
function bulk(key) {
  const button = document.querySelector(`#bulk [data-bulk-key="${key}"]`);
  if (!button || !chosen().length) return false;
  button.click();
  return true;
}

document.addEventListener("click", (event) => {
  if (event.target.matches?.(".row-pick")) picked(event.target, event.shiftKey);
  const button = event.target.closest?.("[data-pick]");
  if (button?.dataset.pick === "page") for (const box of boxes()) box.checked = true;
  if (button?.dataset.pick === "none") {
    none();
    document.querySelector("#row-list .row [aria-current], #row-list .row-link")?.focus();
  }
  if (button) tell();
  if (event.target.closest?.("#bulk-dialog [data-close]") || event.target === dialog()) dialog().close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || !chosen().length) return;
  if (!document.querySelector("dialog[open], details.menu[open]") && !event.target.matches?.("input:not(.row-pick), textarea")) none();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "bulk-sheet" && !dialog().open) dialog().showModal();
});

// --- what was done, and its undo

let fading = 0;
function fade() {
  clearTimeout(fading);
  const done = document.getElementById("bulk-done");
  if (!done) return;
  fading = setTimeout(() => {
    if (done.dataset.running !== undefined) window.earful.tell("acted");
    else if (done.matches(":hover, :focus-within, :has(.htmx-request)")) fade();
    else forget(done);
  }, done.dataset.running === undefined ? 10000 : 1500);
}

function forget(done) {
  const list = document.getElementById("list");
  const address = new URL(list.dataset.address, window.location.href);
  address.searchParams.delete("done");
  list.dataset.address = address.pathname + address.search;
  done.remove();
}

document.addEventListener("earful:bulk", () => {
  if (dialog()?.open) dialog().close();
  none();
  fade();
});
document.addEventListener("earful:changed", () => {
  tell();
  if (document.querySelector("#bulk-done[data-running]")) fade();
});

window.earful = { ...window.earful, pick, bulk, chosen };
tell();
fade();
