// A letter presses what carries it.
document.addEventListener("keydown", (e) => {
  const found = !e.ctrlKey && !e.metaKey && !e.target.matches("input, textarea, select") && document.querySelector(`[data-press="${CSS.escape(e.key)}"]`);
  if (!found) return;
  e.preventDefault();
  found[found.matches("textarea") ? "focus" : "click"]();
});
