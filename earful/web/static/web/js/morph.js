// Brings a piece of the page up to date without rebuilding it: what did not change is not touched, so scroll position,
// focus, caret, open menus and half-written words stay. Elements are recognised by id or data-key.
// `data-same` stands for what was not sent because it is as it was.
// `data-keep` marks what belongs to the person at the keyboard: it is never touched, unless what comes is `data-fresh`.

const keyOf = (node) => (node.nodeType === 1 ? node.id || node.dataset.key || "" : "");

const isHeld = (node) =>
  node.dataset.keep !== undefined ||
  (node.matches("details.menu[open]")) ||
  (node.matches("input, textarea, select") && node === document.activeElement);

/** htmx reads its attributes once; it must be told when one of them is another. */
function attributes(old, fresh) {
  let rewired = false;
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) === value) continue;
    old.setAttribute(name, value);
    rewired ||= name.startsWith("hx-");
  }
  for (const { name } of [...old.attributes]) {
    if (fresh.hasAttribute(name) || name === "open" || name.startsWith("data-live-")) continue;
    old.removeAttribute(name);
    rewired ||= name.startsWith("hx-");
  }
  return rewired;
}

function morph(old, fresh) {
  if (fresh.dataset?.fresh !== undefined) {
    const added = document.importNode(fresh, true);
    old.replaceWith(added);
    window.htmx.process(added);
    return;
  }
  if (fresh.dataset?.same !== undefined || old.isEqualNode(fresh)) return;
  if (old.nodeType !== 1) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (isHeld(old)) return;
  if (old.matches("time[data-style]") && old.dateTime === fresh.dateTime) return;
  const rewired = attributes(old, fresh);
  children(old, fresh);
  if (rewired) window.htmx.process(old);
}

const fits = (old, fresh) =>
  old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && keyOf(old) === keyOf(fresh);

function children(old, fresh) {
  const keyed = new Map([...old.children].filter(keyOf).map((child) => [keyOf(child), child]));
  let place = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const known = keyOf(wanted) && keyed.get(keyOf(wanted));
    if (known && known.nodeName === wanted.nodeName) {
      if (known === place) place = place.nextSibling;
      else old.insertBefore(known, place);
      morph(known, wanted);
    } else if (place && !keyOf(place) && fits(place, wanted)) {
      const next = place.nextSibling;
      morph(place, wanted);
      place = next;
    } else {
      const added = document.importNode(wanted, true);
      old.insertBefore(added, place);
      if (added.nodeType === 1) window.htmx.process(added);
    }
  }
  while (place) {
    const next = place.nextSibling;
    if (place.nodeType !== 1 || !isHeld(place)) place.remove();
    place = next;
  }
}

window.earful = {
  ...window.earful,
  /** Say something to whichever script listens for it. */
  tell: (name, detail) => document.dispatchEvent(new CustomEvent(`earful:${name}`, { detail })),
  /** Bring `target` up to date with the element of the same id in `html`. */
  morph(target, html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = target.id ? page.getElementById(target.id) : page.body.firstElementChild;
    if (fresh) morph(target, fresh);
    for (const aside of page.querySelectorAll("[data-also]")) {
      const there = document.getElementById(aside.id);
      if (there && there !== target) morph(there, aside);
    }
    window.earful.tell("changed", { target });
    return Boolean(fresh);
  },
};

window.htmx.defineExtension("keyed", {
  isInlineSwap: (style) => style === "keyed",
  handleSwap(style, target, fragment) {
    if (style !== "keyed") return false;
    const box = document.createElement("div");
    box.append(fragment);
    window.earful.morph(target, box.innerHTML);
    return [];
  },
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.requestConfig.elt.isConnected) return;
  detail.shouldSwap = false;
  document.dispatchEvent(new Event("earful:refresh"));
});
