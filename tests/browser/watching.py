"""What every test watches: that the browser complains of nothing, that axe finds nothing, that nothing overflows."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AXE = Axe().axe_script
BY_COLOUR = ("color-contrast", "link-in-text-block")  # the rules of axe whose answer can change with the colours alone
ASKED = """(rules) => axe.run({
  resultTypes: ["violations"], ...(rules.length ? {runOnly: {type: "rule", values: rules}} : {}),
}).then((found) => found.violations)"""

STILL = """async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  await Promise.allSettled(document.getAnimations().map((moving) => moving.finished));
}"""

OVERFLOWING = """() => {
  const edge = document.documentElement.clientWidth + 1;
  const hides = (box) => box && box !== document.body && (
    getComputedStyle(box).overflowX !== "visible" || getComputedStyle(box).clipPath !== "none" || hides(box.parentElement));
  const wide = [...document.querySelectorAll("body *")].filter((box) => {
    const place = box.getBoundingClientRect();
    return place.width > 1 && place.right > edge && box.checkVisibility() && !box.closest(".skip") && !hides(box);
  });
  const panes = ["#list", "#rows", "#thread", "#composer", "#person", ".talk-head", ".menu-panel", "#nav", "#main"]
    .flatMap((name) => [...document.querySelectorAll(name)]).filter((box) => box.scrollWidth > box.clientWidth + 1);
  const page = document.documentElement.scrollWidth > edge ? ["the page"] : [];
  return [...page, ...[...wide, ...panes].map((box) => box.outerHTML.slice(0, 160))];
}"""


ABORTED = ("htmx:sendAbort", "htmx:afterRequest")  # so htmx notes that it let one request go for a newer one


class Watch:
    """Everything the browser complained of in one context: errors, refused scripts and styles, lost promises."""

    def __init__(self, context: BrowserContext) -> None:
        self.heard: list[str] = []
        context.on("console", self._said)
        context.on("weberror", lambda error: self.heard.append(f"{error.error} on {error.page and error.page.url}"))

    def _said(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith(ABORTED):
            self.heard.append(f"{said.text} ({said.location})")

    @contextmanager
    def expecting(self, words: str, *, perhaps: str = "") -> Iterator[None]:
        """What is done here makes the browser complain in these words, perhaps also in those, and in no others."""
        before = len(self.heard)
        yield
        fresh = self.heard[before:]
        assert any(words in one for one in fresh), f"nobody complained of {words!r}: {fresh}"
        known = tuple(filter(None, (words, perhaps)))
        self.heard[before:] = [one for one in fresh if not any(each in one for each in known)]


def flaws(page: Page, *rules: str) -> list[str]:
    """What axe finds wrong with the page as it is now, by all of its rules or by these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(ASKED, rules)
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {[(node['html'][:200], node['any'][:1]) for node in one['nodes']][:4]}"
        for one in found
    ]


def in_every_light(page: Page) -> dict[str, list[str]]:
    """What is wrong, by width and light: nothing is, when it is empty."""
    wrong: dict[str, list[str]] = {}
    before = page.viewport_size
    page.emulate_media(reduced_motion="reduce")
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        for light in ("light", "dark"):
            page.emulate_media(color_scheme=light)
            page.evaluate(STILL)
            wrong[f"{size['width']} {light}"] = flaws(page, *(BY_COLOUR if light == "dark" else ()))
        wrong[f"{size['width']} wide"] = page.evaluate(OVERFLOWING)
    page.set_viewport_size(before or DESKTOP)
    page.emulate_media(color_scheme="light")
    return {where: found for where, found in wrong.items() if found}


def zoomed(page: Page) -> list[str]:
    """What overflows when a desktop page is enlarged to 200 %: as if the window had half its size."""
    page.set_viewport_size({"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2})
    found: list[str] = page.evaluate(OVERFLOWING)
    page.set_viewport_size(DESKTOP)
    return found
