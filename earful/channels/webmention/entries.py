"""What a page says of itself by microformats: what kind of mention it is, whose, and in which words. Slow: not for the loop."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from earful.channels.plaintext import web, well_formed
from earful.channels.webmention.markup import Page, bare
from earful.channels.webmention.pages import Ours

DEEPEST, MOST_MARKS = 120, 400  # beyond these a page is built to be slow to read
ITEMS = 300
HTML, LINE = 100_000, 300
KINDS = frozenset({"h-entry", "h-review", "h-cite", "h-event"})
Item = Mapping[str, Any]


class Kind(StrEnum):
    """What a page does with ours."""

    REPLY = "reply"
    MENTION = "mention"
    QUOTE = "quote"
    REPOST = "repost"
    LIKE = "like"
    BOOKMARK = "bookmark"
    RSVP = "rsvp"


QUIET = frozenset({Kind.REPOST, Kind.LIKE, Kind.BOOKMARK, Kind.RSVP})  # nobody waits for an answer to these
PROPERTIES = (
    ("in-reply-to", Kind.REPLY),
    ("quotation-of", Kind.QUOTE),
    ("repost-of", Kind.REPOST),
    ("like-of", Kind.LIKE),
    ("bookmark-of", Kind.BOOKMARK),
)


def read(text: str, page: Page, address: str, target: str, ours: Ours) -> dict[str, Any]:
    """What is kept of a page: its kind, and its words, author and times as the page states them."""
    item = _entry(_items(text, page, address), target)
    link = page.link_to(target)
    around = page.around(link) if link else ""
    if item is None:
        return {"kind": Kind.MENTION.value, "title": page.title, "text": around, "answers": []}
    answers = [url for url in _addresses(item, "in-reply-to") if url]
    return {
        "kind": kind_of(item, target, ours).value,
        "title": _line(item, "name"),
        "html": _html(item),
        "text": _line(item, "summary", 2_000),
        "published": _line(item, "published", 60),
        "updated": _line(item, "updated", 60),
        "url": _address(item, "url"),
        "answers": answers[:10],
        "photos": [url for url in _addresses(item, "photo")[:10] if url],
        "author": _author(item),
    }


def kind_of(item: Item, target: str, ours: Ours) -> Kind:
    """By the property in which a page of ours stands; an answer first, since whoever answers has words for us."""
    for name, kind in PROPERTIES:
        if any(bare(url) == bare(target) or ours.owns(url) for url in _addresses(item, name)):
            return Kind.RSVP if kind is Kind.REPLY and _values(item, "rsvp") else kind
    return Kind.MENTION


def _items(text: str, page: Page, address: str) -> list[Item]:
    """Everything that the page marks, from above downwards; nothing of a page that is built to be slow."""
    if not page.marks or page.marks > MOST_MARKS or page.depth > DEEPEST:
        return []
    import mf2py  # noqa: PLC0415 -- slow to load, and only workers need it

    try:
        found = mf2py.Parser(doc=text, url=address, html_parser="lxml").to_dict().get("items", [])
    except Exception:  # noqa: BLE001 -- a stranger's page; what stands around the link is taken
        return []
    return list(_walk(found))


def _walk(found: object) -> Iterator[Item]:
    waiting, seen = list(found) if isinstance(found, list) else [], 0
    while waiting and seen < ITEMS:
        item, seen = waiting.pop(0), seen + 1
        if isinstance(item, Mapping):
            yield item
            waiting += [child for child in item.get("children") or () if isinstance(child, Mapping)]


def _entry(items: Sequence[Item], target: str) -> Item | None:
    """The entry that speaks of the target; else the only one there is."""
    entries = [item for item in items if KINDS & set(map(str, item.get("type") or ()))]
    wanted = bare(target)
    for item in entries:
        named = [url for name, _ in PROPERTIES for url in _addresses(item, name)]
        if any(bare(url) == wanted for url in named) or wanted in _html(item):
            return item
    return entries[0] if len(entries) == 1 else None


def _values(item: Item, name: str) -> list[Any]:
    properties = item.get("properties")
    found = properties.get(name) if isinstance(properties, Mapping) else None
    return list(found)[:50] if isinstance(found, list) else []


def _addresses(item: Item, name: str) -> list[str]:
    """Of a property: given as an address, as something that has one, or as a picture."""
    return [_url(value) for value in _values(item, name)]


def _url(value: object) -> str:
    if isinstance(value, Mapping):
        inner = _addresses(value, "url") if isinstance(value.get("properties"), Mapping) else []
        return inner[0] if inner and inner[0] else web(value.get("value"))
    return web(value)


def _address(item: Item, name: str) -> str:
    return next((url for url in _addresses(item, name) if url), "")


def _line(item: Item, name: str, most: int = LINE) -> str:
    for value in _values(item, name):
        said = value.get("value") if isinstance(value, Mapping) else value
        if isinstance(said, str) and said.strip():
            return " ".join(well_formed(said[: 20 * most]).split())[:most]
    return ""


def _html(item: Item) -> str:
    for value in _values(item, "content"):
        said = value.get("html") if isinstance(value, Mapping) else value
        if isinstance(said, str):
            return well_formed(said[:HTML])
    return ""


def _author(item: Item) -> dict[str, str]:
    for value in _values(item, "author"):
        if isinstance(value, Mapping):
            name, url = _line(value, "name") or _text(value.get("value")), _address(value, "url")
            return {"name": name, "url": url, "photo": _address(value, "photo")}
        return {"name": "" if web(value) else _text(value), "url": web(value), "photo": ""}
    return {}


def _text(value: object) -> str:
    return " ".join(well_formed(value[: 20 * LINE]).split())[:LINE] if isinstance(value, str) else ""
