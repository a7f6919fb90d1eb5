"""Which feeds a page names, the likeliest first. Pure."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from earful.channels.plaintext import web

KINDS = (
    "application/atom+xml",
    "application/rss+xml",
    "application/feed+json",
    "application/rdf+xml",
    "application/json",
)
MOST = 1_000_000  # characters of a page
CANDIDATES = 5
HEADER = re.compile(r"<([^<>]{1,2000})>([^<>]{0,500})")
PARAMETER = re.compile(r";\s{0,5}(rel|type)\s{0,5}=\s{0,5}\"?([^\";,]{1,100})", re.IGNORECASE)
USUAL = (
    "feed/",
    "feed.xml",
    "index.xml",
    "rss.xml",
    "atom.xml",
    "feed.json",
    "?feed=rss2",
)  # tried last, below the page


class _Links(HTMLParser):
    """Collects what the head of a page links to as its feeds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base = ""
        self.found: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A link, or the address all others are below."""
        given = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = given.get("href", "")
        elif tag in ("link", "a") and len(self.found) < 100 and "alternate" in given.get("rel", "").lower().split():
            kind = given.get("type", "").partition(";")[0].strip().lower()
            self.found.append((kind, given.get("href", ""), given.get("title", "")))


def feeds(page: str, address: str, headers: Mapping[str, str]) -> list[str]:
    """Addresses of feeds: those of the page's head, of its HTTP header, and the usual ones. Comments' feeds come last."""
    links = _Links()
    try:
        links.feed(page[:MOST])
    except AssertionError:
        links.base = ""  # the reader of the language gives up on some nonsense; what it found before stands
    base = web(links.base, address) or address
    named = [(web(href, base), title) for kind, href, title in links.found if kind in KINDS and kind != KINDS[-1]]
    named += [(web(href, base), title) for kind, href, title in links.found if kind == KINDS[-1]]
    named += [
        (web(target, address), "")
        for target, more in HEADER.findall(headers.get("link", "")[:20_000])
        if _is_feed(more)
    ]
    comments = [target for target, title in named if "comment" in f"{target} {title}".lower()]
    posts = [target for target, _ in named if target not in comments]
    below = address.partition("?")[0].partition("#")[0]
    below = below if below.endswith("/") else f"{below}/"
    usual = [web(name, below) for name in USUAL]
    return [target for target in dict.fromkeys([*posts[:CANDIDATES], *comments[:2], *usual]) if target]


def _is_feed(parameters: str) -> bool:
    given = {name.lower(): value.strip().lower() for name, value in PARAMETER.findall(parameters)}
    return "alternate" in given.get("rel", "").split() and given.get("type") in KINDS
