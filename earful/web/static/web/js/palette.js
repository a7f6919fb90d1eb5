// One field for going anywhere and doing anything: Ctrl+K or Cmd+K, arrows, Enter. The server finds what fits.

const lost = () => window.earful.tell("unreachable");

/** A field over a list that the server finds: opened by a key with Ctrl and by what bears `data-ID`. */
function picker(id, key, told, go, fits = () => true) {
  const dialog = document.getElementById(id);
  if (!dialog) return;
  const words = dialog.querySelector("input");
  const found = dialog.querySelector("[data-found]");
  const options = () => [...found.querySelectorAll("[role='option']")];
  let asked = 0;
  let timer = 0;
  let waiting = null;

  function mark(option) {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (option) words.setAttribute("aria-activedescendant", option.id);
    else words.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  const marked = () => options().find((each) => each.getAttribute("aria-selected") === "true");

  async function look() {
    const mine = ++asked;
    const address = new URL(dialog.dataset.address, window.location.href);
    for (const [name, value] of Object.entries({ words: words.value, ...told() })) if (value) address.searchParams.set(name, value);
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, cache: "no-store" });
    if (mine !== asked) return;
    if (!answer.ok || answer.redirected) {
      dialog.close();
      lost();
      return;
    }
    found.innerHTML = await answer.text();
    mark(options()[0]);
    dialog.querySelector("[role='status']").textContent = found.firstElementChild.dataset.count;
  }

  function soon() {
    clearTimeout(timer);
    asked += 1;
    waiting = new Promise((done) => {
      timer = setTimeout(() => look().catch(lost).then(done), 90);
    });
  }

  function choose(option) {
    if (option.dataset.fill) {
      words.value = option.dataset.fill;
      words.focus();
      soon();
      return;
    }
    dialog.close();
    go(option.dataset);
  }

  function open() {
    if (document.querySelector("dialog[open]") || !fits()) return;
    words.value = "";
    found.firstElementChild?.replaceChildren();
    dialog.showModal();
    words.focus();
    waiting = look().catch(() => dialog.close());
  }

  words.addEventListener("input", soon);
  words.addEventListener("keydown", async (event) => {
    const all = options();
    const at = all.indexOf(marked());
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
    if (event.key === "Enter") {
      event.preventDefault();
      await waiting; // what was typed counts, not what stood there before
      if (dialog.open && marked()) choose(marked());
    } else if (to !== undefined && all.length && !(["Home", "End"].includes(event.key) && words.value)) {
      event.preventDefault();
      const far = event.key.startsWith("Page");
      mark(all[far ? Math.max(0, Math.min(all.length - 1, to)) : (to + all.length) % all.length]);
    }
  });
  found.addEventListener("click", (event) => {
    const option = event.target.closest("[role='option']");
    if (option) choose(option);
  });
  found.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role='option']");
    if (option && option !== marked()) mark(option);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== key || !(event.ctrlKey || event.metaKey) || event.altKey || (event.shiftKey && key === "k")) return;
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  });
  document.addEventListener("click", (event) => {
    const asks = event.target.closest(`[data-${id}]`);
    if (!asks || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    asks.closest("details.menu")?.removeAttribute("open");
    open();
  });
}

function press(key) {
  document.dispatchEvent(new KeyboardEvent("keydown", { key: key.at(-1), ctrlKey: key.length > 1, bubbles: true, cancelable: true }));
}

function go({ href, part, post, name, value, press: key, choose }) {
  if (href && part && document.getElementById("list") && window.earful.open) window.earful.open(href, part);
  else if (href) window.location.assign(href);
  else if (post) window.htmx.ajax("POST", post, { source: "#palette", target: "#talk", swap: "keyed", values: name ? { [name]: value } : {} });
  else if (choose === "lay") bare("lay");
  else if (choose) document.querySelector(`#bulk [value="${choose}"]`)?.click();
  else if (key) setTimeout(() => press(key), 0);
}

/** An act on those chosen that has no button of its own. */
function bare(choose) {
  const form = document.getElementById("bulk");
  const values = { choose, row: window.earful.chosen().map((box) => box.value) };
  window.htmx.ajax("POST", form.action, { source: "#palette", target: "#list", swap: "keyed", values });
}

picker("palette", "k", () => ({
  pk: document.getElementById("talk")?.dataset.pk,
  view: document.getElementById("list")?.dataset.view,
  chosen: window.earful.chosen?.().length,
}), go);
window.earful = { ...window.earful, picker };
