"""From the HTML of a post to words and links. No HTML is kept or shown; whatever comes in, text goes out.

A scanner of our own instead of a parser: it needs time in proportion to what it reads, whoever wrote it, and it takes
what is no markup (snac2 does not write `&amp;`) for what it is.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from earful.channels.mastodon.tidy import web, well_formed

MOST = 200_000  # characters of HTML; the longest posts of servers without a limit are half as long
LINKS = 100
TAG = re.compile(r"<(/?+)([A-Za-z][A-Za-z0-9]*+)([^<>]*+)>|<[!?][^<>]*+>", re.ASCII)
ATTRIBUTE = re.compile(r"([A-Za-z-]++)\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++)", re.ASCII)
SILENT = frozenset({"script", "style", "template", "title", "head", "noscript", "iframe", "object", "svg", "math"})
LINES = frozenset({"br", "li", "tr", "div", "section", "article", "ul", "ol", "table", "figure", "hr", "dt", "dd"})
PARAGRAPHS = frozenset({"p", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
BREAKS = re.compile(r"\n{3,}")
SPACES = re.compile(r"[ \t]++(?=\n)|(?<=\n) (?! )")


@dataclass(slots=True)
class Anchor:
    """A link as it stands in a post."""

    target: str
    classes: frozenset[str]
    shown: str = ""

    @property
    def is_name(self) -> bool:
        """Whether it names a person or a topic rather than a page."""
        return bool(self.classes & {"mention", "hashtag", "u-url"})


@dataclass(slots=True)
class Plain:
    """A post as text, with its links in order. `names`: the addresses of the people it names."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


class Scan:
    """One pass over the HTML of a post."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.anchors: list[Anchor] = []
        self._open: Anchor | None = None
        self._silent = ""
        self._quoting = ""
        self._depth = 0

    def text(self, raw: str) -> None:
        """Words between tags."""
        if self._silent or not raw:
            return
        words = html.unescape(raw)
        if self._open is not None:
            self._open.shown += words
        if not self._quoting:
            self.pieces.append(words.replace("\n", " ") if not words.strip("\n") else words)

    def tag(self, closing: bool, name: str, rest: str) -> None:
        """A tag: a break, a link, or something to be silent about."""
        if self._silent:
            self._silent = "" if closing and name == self._silent else self._silent
            return
        if name in SILENT:
            self._silent = "" if closing or rest.endswith("/") else name
        elif name == "a":
            self._anchor(closing, rest)
        else:
            self._quote(closing, name, rest)
            if not self._quoting and name in PARAGRAPHS:
                self.pieces.append("\n\n")
            elif not self._quoting and name in LINES and (name in ("br", "hr") or not closing):
                self.pieces.append("\n")

    def _anchor(self, closing: bool, rest: str) -> None:
        if closing:
            self._open = None
            return
        found = attributes(rest)
        self._open = None
        if (target := web(found.get("href"))) and len(self.anchors) < LINKS:
            self._open = Anchor(target, frozenset(found.get("class", "").split()))
            self.anchors.append(self._open)

    def _quote(self, closing: bool, name: str, rest: str) -> None:
        """Skip the "RE: address" that stands in a post for readers whose app cannot show what it quotes."""
        if self._quoting:
            if name == self._quoting:
                self._depth += -1 if closing else 1
                self._quoting = self._quoting if self._depth else ""
        elif not closing and name in ("p", "span", "div") and "quote-inline" in attributes(rest).get("class", ""):
            self._quoting, self._depth = name, 1


def attributes(rest: str) -> Mapping[str, str]:
    """The attributes of a tag."""
    return {name.lower(): html.unescape(value.strip("\"'")) for name, value in ATTRIBUTE.findall(rest[:5000])}


def plain(markup: str) -> Plain:
    """The words and links of a post."""
    markup = markup[:MOST]
    scan = Scan()
    end = 0
    for match in TAG.finditer(markup):
        scan.text(markup[end : match.start()])
        if match[2]:
            scan.tag(bool(match[1]), match[2].lower(), match[3])
        end = match.end()
    scan.text(markup[end:])
    text = well_formed("".join(scan.pieces)).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    pages = [anchor for anchor in scan.anchors if not anchor.is_name]
    return Plain(
        text=BREAKS.sub("\n\n", SPACES.sub("", text)).strip(),
        links=[(well_formed(" ".join(anchor.shown.split())) or anchor.target, anchor.target) for anchor in pages],
        names=[anchor.target for anchor in scan.anchors if anchor.is_name and "hashtag" not in anchor.classes],
    )
