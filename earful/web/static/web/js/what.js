// One key opens the question what a message is, one more answers it.

const sheet = () => document.getElementById("what");
let at;

/** The message one is at, else the first that waits, else the last of a customer. */
function chosen() {
  const here = document.activeElement?.closest?.("#turns .turn[data-correct]");
  const all = [...document.querySelectorAll("#turns .turn[data-correct]")];
  return here || all.find((turn) => turn.matches(".waits")) || all.at(-1);
}

function what() {
  at = chosen();
  if (!at || !sheet()) return;
  sheet().querySelector("#what-words").textContent = at.dataset.words;
  at.dataset.liveAsked = "";
  sheet().showModal();
  sheet().querySelector("[data-key]").focus();
}

function say(answer) {
  const address = at?.dataset.correct;
  sheet().close();
  if (address) window.htmx.ajax("POST", address, { source: "#what", target: "#talk", swap: "keyed", values: { is: answer } });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("#what [data-key]");
  if (button) say(button.value);
  else if (event.target === sheet()) sheet().close();
});

sheet()?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const all = [...sheet().querySelectorAll("[data-key]")];
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const button = all.find((one) => one.dataset.key === event.key.toLowerCase());
  if (!step && !button) return;
  event.preventDefault();
  if (button) button.click();
  else all[(all.indexOf(document.activeElement) + step + all.length) % all.length].focus();
});
sheet()?.addEventListener("close", () => delete at?.dataset.liveAsked);

window.earful = { ...window.earful, what };
