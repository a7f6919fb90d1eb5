"""From the HTML of a post to words, links and pictures. No HTML is shown; whatever comes in, text goes out. Pure."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

MOST = 400_000  # characters of HTML
LONGEST = 100_000  # characters of words; a very long article has a tenth of it
LINKS, PICTURES = 100, 20
SILENT = frozenset({"script", "style", "template", "title", "noscript", "iframe", "object", "svg", "math", "textarea"})
LINES = frozenset({"br", "li", "tr", "div", "section", "article", "ul", "ol", "table", "figure", "hr", "dt", "dd"})
PARAGRAPHS = frozenset({"p", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer"})
BREAKS = re.compile(r"\n{3,}")
SPACES = re.compile(r"[ \t\f\v\xa0]+")
UNFIT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@dataclass(slots=True)
class Plain:
    """A post as text, with its links, and its pictures as (address, words for those who cannot see it)."""

    text: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    pictures: list[tuple[str, str]] = field(default_factory=list)


def well_formed(text: str) -> str:
    """The text without what neither UTF-8 nor the database can hold, and without what turns the direction of reading."""
    return UNFIT.sub("", text)


def web(address: object, base: str = "") -> str:
    """A web address, made whole; "" for anything else."""
    if not isinstance(address, str) or not address.strip() or len(address) > 2000:
        return ""
    try:
        whole = well_formed(urljoin(base, address.strip()) if base else address.strip())
    except ValueError:
        return ""
    return whole if whole.lower().startswith(("https://", "http://")) else ""


class _Scan(HTMLParser):
    """One pass over the HTML of a post."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.plain = Plain()
        self.pieces: list[str] = []
        self.silent = ""
        self._base = base
        self._target = ""
        self._shown: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A break, a link, a picture, or something to be silent about."""
        if self.silent:
            return
        given = dict(attrs)
        if tag in SILENT:
            self.silent = tag
        elif tag == "a":
            self._leave()
            self._target = web(given.get("href"), self._base)
        elif tag == "img" and len(self.plain.pictures) < PICTURES:
            if source := web(given.get("src"), self._base):
                self.plain.pictures.append((source, well_formed(given.get("alt") or "")[:1000]))
        else:
            self.pieces.append("\n\n" if tag in PARAGRAPHS else "\n" if tag in LINES else "")

    def handle_endtag(self, tag: str) -> None:
        """Something ends."""
        if tag == self.silent:
            self.silent = ""
        elif tag == "a":
            self._leave()
        elif tag in PARAGRAPHS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self.silent:
            words = data.replace("\r", " ").replace("\n", " ")
            self.pieces.append(words)
            if self._target:
                self._shown.append(words)

    def _leave(self) -> None:
        if self._target and len(self.plain.links) < LINKS:
            shown = " ".join(well_formed("".join(self._shown)).split())
            self.plain.links.append((shown[:300] or self._target, self._target))
        self._target, self._shown = "", []


def plain(markup: str, base: str = "") -> Plain:
    """The words, links and pictures of a post. `base`: where it stands, for addresses that are not whole."""
    scan = _Scan(base)
    try:
        scan.feed(markup[:MOST])
        scan.close()
    except AssertionError:
        scan.silent = ""  # the reader of the language gives up on some nonsense; what it found before stands
    lines = [SPACES.sub(" ", line).strip() for line in well_formed("".join(scan.pieces)).split("\n")]
    scan.plain.text = BREAKS.sub("\n\n", "\n".join(lines)).strip()[:LONGEST]
    return scan.plain


def line(markup: object, most: int = 500) -> str:
    """Words on one line, as a title or a name."""
    if not isinstance(markup, str):
        return ""
    words = plain(markup[: 20 * most]).text if "<" in markup or "&" in markup else well_formed(markup[: 20 * most])
    return " ".join(words.split())[:most]
