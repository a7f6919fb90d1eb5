"""Find what a text names - people, links, tags - and say where, in UTF-8 bytes, as Bluesky counts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
MENTION = re.compile(rf"(?<![\w@./:-])@((?:{LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?)(?![\w@])")
LINK = re.compile(r"(?<![\w@])https?://[^\s<>\"\u200b]+", re.IGNORECASE)
TAG = re.compile(r"(?<![^\s(\[])[#\uff03]([^\s#\u00ad\u2060\u200b-\u200d]+)")
TRAILING = ".,;:!?'\"…»”’"
TAG_TRAILING = re.compile(r"[^\w]+$")
BRACKETS = {")": "(", "]": "["}
TAG_LIMIT = 64
HANDLE_LIMIT = 253


@dataclass(frozen=True, slots=True)
class Span:
    """One thing named: where it stands (in characters), what kind it is, and what it names."""

    start: int
    end: int
    kind: str  # "mention", "link" or "tag"
    target: str  # handle, address or tag


def spans(text: str) -> list[Span]:
    """Everything a text names, in order; what stands inside something else is part of it, links before all."""
    found: list[Span] = []
    for span in (*_links(text), *_mentions(text), *_tags(text)):
        if not any(span.start < other.end and other.start < span.end for other in found):
            found.append(span)
    return sorted(found, key=lambda span: span.start)


def _mentions(text: str) -> Iterator[Span]:
    for match in MENTION.finditer(text):
        if len(match[1]) <= HANDLE_LIMIT:
            yield Span(match.start(), match.end(), "mention", match[1].lower())


def _tags(text: str) -> Iterator[Span]:
    for match in TAG.finditer(text):
        tag = TAG_TRAILING.sub("", match[1])
        if tag and not tag.isdigit() and len(tag) <= TAG_LIMIT:
            yield Span(match.start(), match.start() + 1 + len(tag), "tag", tag)


def _links(text: str) -> Iterator[Span]:
    for match in LINK.finditer(text):
        if span := _link(match):
            yield span


def _link(match: re.Match[str]) -> Span | None:
    target = match[0].rstrip(TRAILING)
    while target[-1] in BRACKETS and target.count(target[-1]) > target.count(BRACKETS[target[-1]]):
        target = target[:-1].rstrip(TRAILING)
    try:
        host = urlsplit(target).hostname
    except ValueError:
        return None
    return Span(match.start(), match.start() + len(target), "link", target) if host else None


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
