"""Slack's way of writing: read as people see it, and our words so that every sign stays what it is. Pure."""

import re
from collections.abc import Mapping

import regex

from earful.channels.markdown import essence
from earful.channels.plaintext import web

MARK = re.compile(r"<([@#!]?)([^<>|\n]{1,2000})(?:\|([^<>\n]{0,500}))?>")
COLONS = r":[\p{Ll}\p{Lo}\p{M}0-9_+'-]{1,100}:(?::skin-tone-[2-6]:)?"
SIGNS = r"[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200d\ufe0f\u20e3]"
EMOJI = regex.compile(f"{COLONS}|{SIGNS}")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def escaped(text: str) -> str:
    """Our words on their way: what looks like a mark is words, and calls nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, people: Mapping[str, str]) -> str:
    """Words as they are read. `people`: names of those who are meant."""
    return _bare(MARK.sub(lambda found: _one(found, people), text))


def likeness(text: str) -> str:
    """What two texts share of which one went through Slack: it writes the names of emoji for the signs."""
    return essence(EMOJI.sub("", plain(text, {})))


def links(text: str) -> tuple[tuple[str, str], ...]:
    """Links that say something else than where they lead."""
    found = []
    for sort, target, shown in MARK.findall(text)[:100]:
        at = "" if sort else web(_bare(target))
        if at and shown and _bare(shown) != at:
            found.append((_bare(shown)[:300], at))
    return tuple(found)


def meant(text: str) -> list[str]:
    """People who are named."""
    return list(dict.fromkeys(name for sort, name, _ in MARK.findall(text) if sort == "@"))[:10]


def _one(found: re.Match[str], people: Mapping[str, str]) -> str:
    sort, target, shown = found[1], found[2], found[3] or ""
    if sort == "@":
        return f"@{people.get(target) or shown.lstrip('@') or target}"
    if sort == "#":
        return f"#{shown or '(channel)'}"
    if sort == "!":
        return shown or f"@{target.partition('^')[0]}"
    return shown or target.removeprefix("mailto:")


def _bare(text: str) -> str:
    for written, sign in ENTITIES:
        text = text.replace(written, sign)
    return text
