"""HTML of a stranger as plain words and links. Pure.

It is made safe first (nh3): no script, no style, no form survives. No picture from elsewhere is ever fetched, for it would
tell its owner that the mail was read. What is marked as a quote comes out with a ">" before each line.
"""

import re
from html.parser import HTMLParser

import nh3

LARGEST = 400_000  # letters of HTML that are looked at
DEEPEST = 20  # quotes in quotes
MOST = 100  # links
KEPT = frozenset(
    [
        "p",
        "br",
        "div",
        "span",
        "a",
        "blockquote",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "pre",
        "img",
        "b",
        "i",
        "strong",
        "em",
        "section",
        "article",
    ]
)
BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "pre",
        "section",
        "article",
        "blockquote",
    ]
)
QUOTES = re.compile(
    r"gmail_quote|gmail_extra|yahoo_quoted|moz-cite|olk_src_body|divrplyfwdmsg|appendonsend|outlookmessageheader|"
    r"protonmail_quote|zmail_extra|tutanota_quote",
    re.IGNORECASE,
)
MARKED = {
    "a": {"href"},
    "img": {"alt", "src"},
    "div": {"class", "id"},
    "blockquote": {"class", "type"},
    "span": {"class"},
}


class Hypertext(HTMLParser):
    """`text` with quotes marked; `links` as (shown, target); `pictures` as content ids with their descriptions."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._quotes: list[int] = []  # how deep in <div> and <blockquote> each quote began
        self._depth = 0
        self._link: tuple[str, list[str]] | None = None
        self.links: list[tuple[str, str]] = []
        self.pictures: dict[str, str] = {}
        safe = nh3.clean(
            html[:LARGEST],
            tags=set(KEPT),
            attributes=MARKED,
            url_schemes={"http", "https", "mailto", "cid"},
            link_rel=None,
            strip_comments=True,
        )
        self.feed(safe)
        self.close()
        self.text = re.sub(r"\n(?:(?:> ?)*\n){2,}", "\n\n", "\n".join(line.rstrip() for line in self._lines)).strip(
            "\n"
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A line may begin, a quote, or a link."""
        has = {name: value or "" for name, value in attrs}
        if tag in ("div", "blockquote"):
            self._depth += 1
            if tag == "blockquote" or QUOTES.search(f"{has.get('class')} {has.get('id')}"):
                self._break()
                self._quotes.append(self._depth)
        if tag in BLOCKS or tag == "br":
            self._break(always=tag == "br")
        if tag == "p" and self._lines[-1] == "" and len(self._lines) > 1 and self._lines[-2]:
            self._lines.append("")
        if tag == "li":
            self._say("- ")
        elif tag == "a" and has.get("href", "").lower().startswith(("http://", "https://")):
            self._link = (has["href"][:2000], [])
        elif tag == "img" and has.get("src", "").lower().startswith("cid:"):
            self.pictures.setdefault(has["src"][4:][:500], " ".join(has.get("alt", "").split())[:1000])

    def handle_endtag(self, tag: str) -> None:
        """A line ends, a quote, or a link."""
        if tag in BLOCKS:
            self._break()
        if tag in ("div", "blockquote"):
            if self._quotes and self._quotes[-1] >= self._depth:
                self._quotes.pop()
                self._lines.append("")
            self._depth -= 1
        if tag == "p":
            self._lines.append("")
        if tag == "a" and self._link:
            target, said = self._link
            shown = " ".join("".join(said).split())[:300]
            if len(self.links) < MOST:
                self.links.append((shown or target, target))
            self._link = None

    def handle_data(self, data: str) -> None:
        """Words."""
        if self._link:
            self._link[1].append(data)
        self._say(re.sub(r"\s+", " ", data))

    def _say(self, words: str) -> None:
        if self._lines[-1] == "":
            words = words.lstrip()
            mark = "> " * min(len(self._quotes), DEEPEST)
            words = mark + words if words else ""
        self._lines[-1] += words

    def _break(self, *, always: bool = False) -> None:
        if always or self._lines[-1]:
            self._lines.append("")
