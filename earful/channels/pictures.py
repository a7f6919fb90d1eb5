"""Fetching a picture that somebody outside has named; its first bytes say what it is, whatever else is claimed."""

import re

from earful.channels.contract import Refused, Retry
from earful.kit.visiting import Turned, Visitor
from earful.kit.words import gettext_noop as _

MOST = 10_000_000
KINDS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)
NO_PICTURE = _("This picture cannot be fetched.")


async def fetch(visitor: Visitor, url: str) -> tuple[bytes, str]:
    """Its bytes and media type. Raises Retry, Refused."""
    try:
        found = await visitor.visit(url, {"accept": "image/*"}, MOST)
    except Turned as turned:
        raise (Retry(turned.words, turned.after) if turned.later else Refused(NO_PICTURE)) from turned
    mime = next((mime for start, mime in KINDS if start.match(found.content)), None)
    if found.status != 200 or mime is None:
        raise Refused(NO_PICTURE)
    return found.content, mime
