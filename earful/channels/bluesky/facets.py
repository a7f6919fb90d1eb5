"""Find what a text names - people, links, tags - and say where, in UTF-8 bytes, as Bluesky counts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

MENTION = re.compile(
    r"(?<![\w@./:-])@((?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?)(?![\w@])",
    re.IGNORECASE | re.ASCII,
)
LINK = re.compile(r"(?<![\w@])https?://[^\s<>\"\u200b]+", re.IGNORECASE)
TAG = re.compile(r"(?<![^\s(\[])[#\uff03]([^\s#\u00ad\u2060\u200b-\u200d]+)")
TRAILING = ".,;:!?'\"…»”’"
TAG_TRAILING = re.compile(r"[^\w]+$")
BRACKETS = {")": "(", "]": "["}
TAG_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Span:
    """One thing named: where it stands (in characters), what kind it is, and what it names."""

    start: int
    end: int
    kind: str  # "mention", "link" or "tag"
    target: str  # handle, address or tag


def spans(text: str) -> list[Span]:
    """Everything a text names, in order; what stands inside a link is part of the link."""
    found = [span for match in LINK.finditer(text) if (span := _link(match))]
    taken = [(span.start, span.end) for span in found]
    found.extend(
        Span(match.start(), match.end(), "mention", match[1].lower())
        for match in MENTION.finditer(text)
        if not _inside(match.start(), taken)
    )
    for match in TAG.finditer(text):
        tag = TAG_TRAILING.sub("", match[1])
        if tag and not tag.isdigit() and len(tag) <= TAG_LIMIT and not _inside(match.start(), taken):
            found.append(Span(match.start(), match.start() + 1 + len(tag), "tag", tag))
    return sorted(found, key=lambda span: span.start)


def _link(match: re.Match[str]) -> Span | None:
    target = match[0].rstrip(TRAILING)
    while target[-1] in BRACKETS and target.count(target[-1]) > target.count(BRACKETS[target[-1]]):
        target = target[:-1].rstrip(TRAILING)
    try:
        host = urlsplit(target).hostname
    except ValueError:
        return None
    return Span(match.start(), match.start() + len(target), "link", target) if host else None


def _inside(place: int, taken: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in taken)


def facets(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """The facets of a text. A handle that is not in `dids` stays plain words: nobody would be told."""
    result = []
    for span in spans(text):
        if feature := _feature(span, dids):
            start = len(text[: span.start].encode())
            end = start + len(text[span.start : span.end].encode())
            result.append({"index": {"byteStart": start, "byteEnd": end}, "features": [feature]})
    return result


def _feature(span: Span, dids: Mapping[str, str]) -> dict[str, str] | None:
    kind = f"app.bsky.richtext.facet#{span.kind}"
    match span.kind:
        case "link":
            return {"$type": kind, "uri": span.target}
        case "tag":
            return {"$type": kind, "tag": span.target}
        case _:
            did = dids.get(span.target)
            return {"$type": kind, "did": did} if did else None
