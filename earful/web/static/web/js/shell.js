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
  const frame = picture.matches?.("img[data-picture]") && picture.parentElement;
  if (frame) frame.dataset.liveMissing = picture.alt;
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
  const inside = event.target.querySelectorAll(".menu-panel :is(input:not([type='hidden']), button, a)");
  [...inside].find((one) => one.checkVisibility())?.focus();
}, true);

// A menu has done its work when something in it was chosen.
document.addEventListener("htmx:beforeRequest", (event) => {
  const menu = event.detail.elt.closest?.("details.menu[open]");
  if (!menu || event.detail.requestConfig.verb === "get" || menu.matches(".stays")) return;
  menu.open = false;
  menu.querySelector("summary").focus({ preventScroll: true });
});
