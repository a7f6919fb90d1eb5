"""One pass over a stranger's page: where it links to, what it is called, and how deep it is nested. Pure."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from earful.channels.plaintext import web, well_formed
from earful.kit.transport import Forbidden, as_asked

MOST = 1_000_000  # bytes of a page
LINKS = 5_000
AROUND = 2_000  # characters of the words around a link
BLOCKS = frozenset(
    {"p", "li", "div", "section", "article", "blockquote", "td", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "body"}
)
SILENT = frozenset({"script", "style", "template", "noscript", "textarea", "svg"})
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
KNOWN = re.compile(  # of those that browsers know; others of the language's own are no writing of pages, or slow
    r"utf-?8|us-ascii|latin1|iso-8859-\d{1,2}|windows-125\d|shift_jis|euc-(?:jp|kr)|gb(?:2312|k|18030)|big5|koi8-[ru]"
)
STATED = re.compile(rb"<meta\s[^<>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([a-zA-Z0-9_-]{1,20})", re.IGNORECASE)
LATIN = frozenset({"iso-8859-1", "latin1", "us-ascii"})
ADDRESSES = ("href", "src", "data", "cite", "poster")


@dataclass(frozen=True, slots=True)
class Link:
    """An address in a page, made whole; the tag it stands in, and what the page says it is. `place`: in which block."""

    tag: str
    rels: frozenset[str]
    address: str
    place: int


@dataclass(slots=True)
class Page:
    """What was found. `depth`: of the deepest tag; `marks`: how many classes look like microformats."""

    title: str = ""
    links: list[Link] = field(default_factory=list)
    depth: int = 0
    marks: int = 0
    blocks: dict[int, str] = field(default_factory=dict)

    def link_to(self, target: str) -> Link | None:
        """The first link to an address."""
        wanted = bare(target)
        return next((link for link in self.links if bare(link.address) == wanted), None)

    def around(self, link: Link) -> str:
        """The words of the block in which a link stands."""
        return " ".join(well_formed(self.blocks.get(link.place, "")).split())[:AROUND]


def bare(address: str) -> str:
    """An address as it is asked for: without its fragment."""
    try:
        return as_asked(address.partition("#")[0])
    except Forbidden:
        return address.partition("#")[0]


def text_of(content: bytes, kind: str) -> str:
    """The page as text, by the encoding that its head states, or the page itself near its beginning; else UTF-8."""
    stated = kind.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    inside = STATED.search(content[:2_000]) if not stated and ("html" in kind.lower() or not kind) else None
    named = inside[1].decode("ascii").lower() if inside else stated
    named = named if KNOWN.fullmatch(named) else "utf-8"
    try:
        return content[:MOST].decode("windows-1252" if named in LATIN else named, "replace")
    except LookupError:
        return content[:MOST].decode("utf-8", "replace")


class _Scan(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._base, self._based = base, False
        self._depth, self._block, self._silent = 0, 0, ""
        self._title: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count it, and note where it leads."""
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._depth += 1
            self.page.depth = max(self.page.depth, self._depth)
        self.page.marks += sum(part.startswith(("h-", "e-")) for part in given.get("class", "").split())
        if tag in SILENT:
            self._silent = self._silent or tag
        elif tag == "base" and not self._based:
            self._base, self._based = web(given.get("href"), self._base) or self._base, True
        elif tag == "title" and not self.page.title:
            self._title = []
        elif tag in BLOCKS:
            self._block += 1
        self._note(tag, given)

    def _note(self, tag: str, given: dict[str, str]) -> None:
        """Every address, also one that is nothing: that is this very page."""
        rels = frozenset(given.get("rel", "").lower().split())
        for name in ADDRESSES:
            if name in given and len(self.page.links) < LINKS:
                address = web(given[name], self._base) if given[name].strip() else self._base
                if address:
                    self.page.links.append(Link(tag, rels, address, self._block))

    def handle_endtag(self, tag: str) -> None:
        """One level up."""
        self._depth = max(0, self._depth - (tag not in VOID))
        if tag == self._silent:
            self._silent = ""
        elif tag == "title" and self._title is not None:
            self.page.title, self._title = " ".join(well_formed("".join(self._title)).split())[:300], None
        elif tag in BLOCKS:
            self._block += 1

    def handle_data(self, data: str) -> None:
        """Words: of the title, or of a block."""
        if self._title is not None:
            self._title.append(data[:1000])
        elif not self._silent and len(self.page.blocks) < LINKS:
            self.page.blocks[self._block] = (self.page.blocks.get(self._block, "") + data)[: 2 * AROUND]


def scan(text: str, address: str) -> Page:
    """Read a page that stands at `address`."""
    reader = _Scan(address)
    try:
        reader.feed(text[:MOST])
        reader.close()
    except AssertionError:
        return reader.page  # the reader of the language gives up on some nonsense; what it found before stands
    return reader.page
