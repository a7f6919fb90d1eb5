// Keeps relative times true while a page stays open. The exact time stands in the title.

const language = document.documentElement.lang || "en";
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "narrow" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const [long, middling, short] = (document.body.dataset.spans || "{d} d {h} h|{h} h {m} min|{m} min").split("|");

function ago(seconds, moment) {
  if (seconds < 60) return relative.format(0, "second");
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86400) return relative.format(-Math.floor(seconds / 3600), "hour");
  if (seconds < 604800) return relative.format(-Math.floor(seconds / 86400), "day");
  return day.format(moment);
}

function span(seconds) {
  const d = Math.floor(seconds / 86400);
  const h = Math.floor((seconds % 86400) / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  return (d ? long : h ? middling : short).replace("{d}", d).replace("{h}", h).replace("{m}", m);
}

function tell() {
  for (const time of document.querySelectorAll("time[data-style]")) {
    const moment = new Date(time.dateTime);
    const seconds = Math.max(0, (Date.now() - moment) / 1000);
    const words = time.dataset.style === "span" ? span(seconds) : ago(seconds, moment);
    if (time.textContent !== words) time.textContent = words;
  }
}

tell();
setInterval(tell, 15000);
document.addEventListener("earful:changed", tell);
