"""Where a page wants to be told of webmentions: by its head, else by the first link in it that says so. Pure."""

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from earful.channels.webmention.markup import scan, text_of
from earful.kit.visiting import Visit

REL = "webmention"
LONGEST = 20_000
LINK = re.compile(
    r"<([^<>]{0,2000})>((?:\s{0,9};\s{0,9}[a-zA-Z*]{1,30}\s{0,9}=\s{0,9}(?:\"[^\"]{0,500}\"|[^\s;,\"]{1,500}))*)"
)
NAMED = re.compile(r";\s{0,9}rel\s{0,9}=\s{0,9}(?:\"([^\"]{0,500})\"|([^\s;,\"]{1,500}))", re.IGNORECASE)


def endpoint(found: Visit) -> str | None:
    """The address, made whole; None where the page takes none. An address that is nothing is the page itself."""
    if (head := in_head(found.headers)) is not None:
        return _joined(found.address, head)
    kind = found.headers.get("content-type", "").lower()
    if kind and "html" not in kind:
        return None
    page = scan(text_of(found.content, kind), found.address)
    return next((link.address for link in page.links if link.tag in {"link", "a"} and REL in link.rels), None)


def in_head(headers: Mapping[str, str]) -> str | None:
    """What the first fitting Link header says; None if there is none."""
    for link in LINK.finditer(headers.get("link", "")[:LONGEST]):
        named = NAMED.search(link[2])
        if named and REL in (named[1] or named[2]).lower().split():
            return link[1].strip()
    return None


def _joined(address: str, leads: str) -> str | None:
    try:
        return urljoin(address, leads) if leads else address
    except ValueError:
        return None
