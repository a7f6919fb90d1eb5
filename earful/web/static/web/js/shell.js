// Small manners of every page: menus close when one clicks elsewhere or presses Escape, a picture that does not
// load leaves its description, and nothing is submitted twice by an impatient finger.

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
  event.stopImmediatePropagation();
});

function missing(picture) {
  if (!picture.matches?.("img[data-picture]")) return;
  const words = document.createElement("span");
  words.className = "picture-missing";
  words.textContent = picture.alt;
  picture.replaceWith(words);
}
document.addEventListener("error", (event) => missing(event.target), true);
for (const picture of document.images) if (picture.complete && !picture.naturalWidth && picture.loading !== "lazy") missing(picture);

// In the capture phase, before htmx sees it. The button stays enabled so that it keeps the focus.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (Date.now() - Number(form.dataset.sentAt || 0) < 700) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  form.dataset.sentAt = Date.now();
}, true);

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.menu") || !event.target.open) return;
  for (const other of document.querySelectorAll("details.menu[open]")) if (other !== event.target) other.open = false;
  event.target.querySelector("[autofocus], .menu-panel input, .menu-panel button, .menu-panel a")?.focus();
}, true);
