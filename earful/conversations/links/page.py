"""What a page says of itself: its title and its description, from the bytes of its beginning. Pure."""

import codecs
import re
import unicodedata
import zlib
from dataclasses import dataclass
from html.parser import HTMLParser

LONGEST = 300  # signs of a title, or of a description
MOST = 256 * 1024  # bytes that are read, and that may come of unpacking them
CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{2,40})", re.IGNORECASE)
NAMED = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
SPELT = re.compile(
    r"utf-(8|8-sig|16|16-le|16-be)|iso8859-\d+|cp(125\d|866|874|932|949|1252)|koi8-[ru]|shift_jis|euc_(jp|kr)|"
    r"iso2022_jp|gb2312|gbk|gb18030|big5(hkscs)?|mac-roman|mac-cyrillic|tis-620|ascii"
)
AS_BROWSERS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "utf-8-sig": "utf-8",
}
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
JOINERS = "\u200c\u200d"  # words of some scripts, and some signs, are made with them
TITLES, DESCRIPTIONS = ("og:title", "title", "twitter:title"), ("og:description", "description", "twitter:description")
SHAPES = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}  # some send the last without a head
MUTE = {"script", "style", "noscript", "template", "svg"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of itself."""

    title: str = ""
    description: str = ""


def unpacked(content: bytes, packing: str) -> bytes | None:
    """Its bytes as they were before they were packed for the way, as many as are read; None if that is not known here."""
    packing = packing.strip().lower()
    if packing in {"", "identity"}:
        return content[:MOST]
    for shape in SHAPES.get(packing, ()):
        try:
            return zlib.decompressobj(shape).decompress(content, MOST)
        except zlib.error:
            continue
    return None


def text(content: bytes, kind: str) -> str:
    """Bytes as words. `kind`: what the answer says that they are."""
    for sign, name in MARKS:
        if content.startswith(sign):
            return content.removeprefix(sign).decode(name, "replace")
    said = NAMED.search(kind)
    inside = CHARSET.search(content[:4096])
    name = _known(said.group(1) if said else "") or _known(inside.group(1).decode("ascii", "replace") if inside else "")
    if inside and not said and name.startswith("utf-16"):
        name = "utf-8"  # or its own head could not have been read
    if not name:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(content)
        except UnicodeDecodeError:
            name = "cp1252"
    return content.decode(name or "utf-8", "replace")


def _known(name: str) -> str:
    """The encoding of this name if pages are written in it; "" for any other."""
    try:
        found = codecs.lookup(name).name if name else ""
    except (LookupError, ValueError):
        return ""
    return AS_BROWSERS.get(found, found) if SPELT.fullmatch(found) else ""


def told(page: str) -> Told:
    """What a page says of itself, cleaned."""
    reader = _Reader()
    try:
        reader.feed(page[:MOST])
    except AssertionError:
        reader.mute = ""  # the reader of the language gives up on some nonsense; what it found before stands
    found = {**reader.found, "title": " ".join(reader.title) or reader.found.get("title", "")}
    return Told(_first(found, TITLES), _first(found, DESCRIPTIONS))


def _first(found: dict[str, str], names: tuple[str, ...]) -> str:
    return next((words for name in names if (words := clean(found.get(name, "")))), "")


def clean(words: str) -> str:
    """Words of a stranger on one line: no signs that steer the screen or the direction of reading, and not too many."""
    kept = (
        sign if _stays(sign) else " " if unicodedata.category(sign) in {"Cc", "Zl", "Zp"} else ""
        for sign in words[: 20 * LONGEST]
    )
    whole = " ".join("".join(kept).split())
    return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1].rstrip()}…"


def _stays(sign: str) -> bool:
    return sign in JOINERS or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


class _Reader(HTMLParser):
    """Collects a title and what stands in the heads of pages about them; runs nothing, follows nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self.title: list[str] = []
        self.mute = ""
        self._titled = self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A title begins, or something is said."""
        if self.mute:
            return
        if tag in MUTE:
            self.mute = tag
        elif tag == "title":
            self._in_title = not self._titled
        elif tag == "meta":
            said = dict(attrs)
            name = (said.get("property") or said.get("name") or "").strip().lower()
            if name in {*TITLES, *DESCRIPTIONS}:
                self.found.setdefault(name, said.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        """It ends."""
        if tag == self.mute:
            self.mute = ""
        if tag == "title" and self._in_title:
            self._in_title, self._titled = False, True

    def handle_data(self, data: str) -> None:
        """Words of the title."""
        if self._in_title and not self.mute and len(self.title) < LONGEST:
            self.title.append(data[: 20 * LONGEST])
