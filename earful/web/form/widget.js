// Opens Earful's contact form over the page it is linked from. Without this script the link works as it is.
// No cookie, no storage, no request until somebody presses. Styles are set one by one, so that no CSP forbids them.
const here = new URL(document.currentScript?.src || location.href).origin;

function dress(element, style) {
  for (const [name, value] of Object.entries(style)) element.style.setProperty(name, value);
  return element;
}

function open(link) {
  const dialog = dress(document.createElement("dialog"), {
    width: "min(34rem, 100vw)", height: "min(46rem, 100vh)", "max-width": "100vw", "max-height": "100vh",
    padding: "0", border: "0", "border-radius": "12px", overflow: "hidden", "box-shadow": "0 16px 48px #0004",
  });
  dialog.setAttribute("aria-label", link.textContent.trim());
  const frame = dress(document.createElement("iframe"), { width: "100%", height: "100%", border: "0" });
  frame.title = link.textContent.trim();
  frame.referrerPolicy = "no-referrer";
  frame.src = link.href;
  const close = dress(document.createElement("button"), {
    position: "absolute", "inset-block-start": "8px", "inset-inline-end": "8px", width: "44px", height: "44px",
    border: "0", "border-radius": "50%", background: "#fff", color: "#222", font: "24px/1 sans-serif", cursor: "pointer",
  });
  close.type = "button";
  close.textContent = "×";
  close.setAttribute("aria-label", link.dataset.close || "Close");
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
  dialog.append(close, frame);
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-earful-form]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (new URL(link.href).origin !== here || typeof HTMLDialogElement !== "function") return;
  event.preventDefault();
  open(link);
});
