"""Looking at a page that is said to link to ours: whether it does, and what it says. By the guarded visitor."""

import asyncio
import re
from typing import Any

from earful.channels.contract import Batch, Parcel, Refused, Retry
from earful.channels.webmention import entries, words
from earful.channels.webmention.entries import QUIET, Kind
from earful.channels.webmention.markup import MOST, bare, scan, text_of
from earful.channels.webmention.pages import Ours
from earful.channels.webmention.parcels import mention, removed
from earful.kit import clock
from earful.kit.visiting import Turned, Visit, Visitor

ACCEPT = {"accept": "text/html, application/xhtml+xml;q=0.9, text/plain;q=0.5, application/json;q=0.5"}
FOR_GOOD = 410
GONE = frozenset({404, FOR_GOOD})
AGAIN = 900.0


async def look(visitor: Visitor, ours: Ours, source: str, target: str, *, known: bool) -> Batch:
    """What became of a page. `known`: it was told of before. Raises Retry, Refused with why it is not kept."""
    found = await visit(visitor, source)
    if found.status in GONE:
        if known:
            return Batch((removed(source, clock.now()),))
        raise Refused(words.NO_PAGE)
    if ours.owns(found.address):  # an address that only leads on
        raise Refused(words.OURS)
    kept = await asyncio.to_thread(_read, found, target, ours, known)
    if kept is None or Kind(kept["kind"]) in QUIET:
        if known:
            return Batch((removed(source, clock.now()),))
        if kept is None:
            raise Refused(words.NO_LINK)
        return Batch()
    return Batch((mention(source, target, found.address, kept, clock.now(), known=known),))


async def visit(visitor: Visitor, address: str) -> Visit:
    """A page, or that it is gone. Raises Retry, Refused."""
    try:
        found = await visitor.visit(address, ACCEPT, MOST)
    except Turned as turned:
        if turned.later:
            raise Retry(turned.words, turned.after) from turned
        raise Refused(turned.words) from turned
    if found.status in GONE or 200 <= found.status < 300:
        return found
    if found.status >= 500:
        raise Retry(words.TROUBLE, AGAIN)
    raise Refused(words.NO_PAGE)


def _read(found: Visit, target: str, ours: Ours, known: bool) -> dict[str, Any] | None:
    """What the page says, if it links to the target; what is known may link to another page of ours as well."""
    kind = found.headers.get("content-type", "").lower()
    text = text_of(found.content, kind)
    if "html" in kind or not kind:
        page = scan(text, found.address)
        others = [link.address for link in page.links if ours.owns(link.address)] if known else []
        linked = [target] if page.link_to(target) else others[:1]
        return entries.read(text, page, found.address, linked[0], ours) if linked else None
    if "json" in kind or kind.startswith("text/"):
        named = "|".join(re.escape(one) for one in (target, bare(target)))
        whole = re.compile(rf"(?:{named})(?![\w/.-]*[\w/])")
        line = next((line for line in text.splitlines() if whole.search(line)), None)
        return None if line is None else {"kind": Kind.MENTION.value, "text": line.strip()[:2_000], "answers": []}
    return None


async def gone(visitor: Visitor, name: str) -> Parcel | None:
    """That a page is gone for good, as its site says; nothing of one that is not spoken to now. Raises Retry."""
    if not name.startswith(("https://", "http://")):
        return None
    try:
        found = await visit(visitor, name)
    except Refused:
        return None
    return removed(name, clock.now()) if found.status == FOR_GOOD else None
