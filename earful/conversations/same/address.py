"""Which page a link leads to, however it was passed on. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from earful.conversations.links.rules import links
from earful.kit.counted import COUNTING
from earful.kit.fitness import LONGEST

SHARED = re.compile(r"^(?:ref|ref_src|ref_url|source|src|share|shared|sharer|s|si|feature|cid|ocid|smid|sr_share|xtor|at_\w+|ns_\w+|__twitter_impression|output|amp)$", re.IGNORECASE)  # fmt: skip
FRONT = re.compile(r"^(?:www|m|mobile|amp)\.")
AMP = re.compile(r"(?:/amp|\.amp(?=\.html?$)|/index\.html?)/?$")


@lru_cache(maxsize=4096)
def canonical(link: str) -> str:
    """The page as everybody would name it; "" for one without a path, which tells nothing, or that cannot be read."""
    if len(link) > LONGEST:
        return ""
    try:
        parts = urlsplit(link.strip())
        host = FRONT.sub("", (parts.hostname or "").rstrip("."))
    except ValueError:
        return ""
    path = AMP.sub("", parts.path).rstrip("/")
    told = [(name, value) for name, value in parse_qsl(parts.query, max_num_fields=None) if _tells(name)]
    query = urlencode(sorted(told))
    if not host or not (path or query):
        return ""
    return f"{host}{path}{'?' + query if query else ''}"


def _tells(name: str) -> bool:
    return not COUNTING.match(name) and not SHARED.match(name)


def pages(text: str, marked: Sequence[Sequence[str]] = ()) -> tuple[str, ...]:
    """The pages that a message speaks of, each once."""
    if not marked and "://" not in text:
        return ()
    found = (canonical(link.address) for link in links(text, marked))
    return tuple(dict.fromkeys(page for page in found if page))
