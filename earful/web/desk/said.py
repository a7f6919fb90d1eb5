"""Somebody's words as they are shown: nothing in them is trusted, web addresses become links, long ones fold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from earful.conversations.links.rules import ADDRESS, TRAILING, is_web

LONG = 1500
OPENING = 600


@dataclass(frozen=True, slots=True)
class Said:
    """Words in full, and their opening when they are long."""

    whole: SafeString
    opening: SafeString | None


def said(text: str, links: Sequence[Sequence[str]]) -> Said:
    """Words ready to be shown. `links`: pairs of (shown text, target) that the network marked."""
    targets = {shown: target for shown, target in links if is_web(target) and shown}
    whole = _linked(text, targets)
    if len(text) <= LONG:
        return Said(whole, None)
    cut = next(iter(text[:OPENING].rsplit(None, 1)), "")
    return Said(whole, _linked(f"{cut} …", targets))


def _linked(text: str, targets: dict[str, str]) -> SafeString:
    if not targets:
        return _with_addresses(text)
    pattern = re.compile("|".join(re.escape(shown) for shown in sorted(targets, key=len, reverse=True)))
    pieces: list[SafeString] = []
    place = 0
    for found in pattern.finditer(text):
        pieces.append(_with_addresses(text[place : found.start()]))
        pieces.append(_anchor(targets[found.group()], found.group()))
        place = found.end()
    pieces.append(_with_addresses(text[place:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _with_addresses(text: str) -> SafeString:
    pieces: list[SafeString] = []
    place = 0
    for found in ADDRESS.finditer(text):
        target = found.group().rstrip(TRAILING)
        pieces.append(_plain(text[place : found.start()]))
        pieces.append(_anchor(target, target))
        place = found.start() + len(target)
    pieces.append(_plain(text[place:]))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _plain(text: str) -> SafeString:
    return mark_safe(escape(text))  # noqa: S308 -- escaped here


def _anchor(target: str, shown: str) -> SafeString:
    return format_html('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>', target, shown)
