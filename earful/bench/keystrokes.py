"""How long a key takes until its letter is on the screen, in a real browser, while drafts are kept and the guard rules.

The browser itself says so (Event Timing: from the press to the next paint, in steps of eight milliseconds; what takes less
than sixteen it does not report, and counts here as sixteen).
"""

import argparse
import os
import random
import shutil
from typing import Any

from earful.bench.frame import Bar, Measured
from earful.bench.reading import p95
from earful.bench.serving import HOST, Desk, serving, session
from earful.bench.world import World, make
from earful.cli.trouble import Trouble

SENTENCE = "How long a key takes until its letter is on the screen, with the guard ruling meanwhile; needs a browser."
TEXT = (
    "Hello Marlene, we are SO sorry!!! As we already told you, you should have read the manual. Please send us your order number "
    "and your address here. While you wait, check out our new range, now 20 % off: https://shop.example/?utm_source=care. "
    "We will look into it and get back to you. [NAME], kind regards, 0171 2345678. "
)
LEAST = 16.0  # milliseconds
PAUSES = (35, 180)  # milliseconds between two keys: hurried and thoughtful
WIDTHS = {"desk": (1440, 900), "telephone": (390, 844)}
OBSERVE = """() => { window.took = []; new PerformanceObserver(list => { for (const one of list.getEntries())
  if (one.name === 'keydown' || one.name === 'input') window.took.push([one.startTime, one.duration]) })
  .observe({ type: 'event', durationThreshold: 16, buffered: false }) }"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much."""
    parser.add_argument("--keys", type=int, default=600, help="pressed at each width")
    parser.add_argument("--conversations", type=int, default=20_000, help="in the desk behind")


def measure(options: argparse.Namespace) -> Measured:
    """Type the same text at two widths."""
    browser = _browser()
    keys, count = (120, 2_000) if options.quick else (options.keys, options.conversations)
    world = make(count, options.seed)
    with serving("web", "live", "work") as desk:
        figures = {name: _typed(browser, desk, world, size, keys, options.seed) for name, size in WIDTHS.items()}
    bars = [Bar(f"{name}_p95_ms", figure["p95_ms"], "<=", 50) for name, figure in figures.items()]
    bars += [Bar(f"{name}_rulings", figure["rulings"], ">=", 6) for name, figure in figures.items()]
    return Measured({"conversations": count, **figures}, bars)


def _browser() -> str:
    path = os.environ.get("EARFUL_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        raise Trouble(
            "This bench types in a real browser. Install Chromium, or put the path of one into EARFUL_CHROMIUM."
        )
    return path


def _typed(path: str, desk: Desk, world: World, size: tuple[int, int], keys: int, seed: int) -> dict[str, Any]:
    """One person at one conversation, who presses so many keys."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- what tests bring; a desk that runs has no need of it

    dice = random.Random(seed)
    name, _, value = session(world.agents[1]).partition("=")
    address = f"http://{HOST}:{desk.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(base_url=address, viewport={"width": size[0], "height": size[1]})
        context.add_cookies([{"name": name, "value": value, "url": address}])
        page = context.new_page()
        page.goto(f"/desk/needs/{world.conversations // 2}/")
        page.locator("#text").focus()
        page.evaluate(OBSERVE)
        for number in range(keys):
            page.keyboard.press(_key(TEXT[number % len(TEXT)]))
            page.wait_for_timeout(PAUSES[dice.random() < 0.15] * (0.7 + 0.6 * dice.random()))
        page.locator("#rulings .ruling").first.wait_for(timeout=20_000)  # the first ruling of a process reads all signs
        page.wait_for_timeout(1500)
        took = _each(page.evaluate("() => window.took"))
        rulings = page.locator("#rulings .ruling").count()
        browser.close()
    taken = took + [LEAST] * max(0, keys - len(took))
    return {
        "keys": keys,
        "slower_than_16_ms": len(took),
        "p95_ms": p95(taken),
        "most_ms": max(taken),
        "rulings": rulings,
    }


def _key(sign: str) -> str:
    return {" ": "Space", "\n": "Enter"}.get(sign, sign)


def _each(entries: list[list[float]]) -> list[float]:
    """One duration a press: what the browser reports of one press begins at one moment."""
    found: dict[float, float] = {}
    for begun, duration in entries:
        found[round(begun, 1)] = max(found.get(round(begun, 1), 0.0), duration)
    return list(found.values())
