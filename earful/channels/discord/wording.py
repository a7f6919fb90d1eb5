"""What people write on Discord, as it is read: names for numbers, and pictures of emoji. Pure."""

import re
from collections.abc import Mapping

from earful.channels.discord import shapes
from earful.channels.discord.shapes import Thing
from earful.channels.payloads import listed, name
from earful.channels.plaintext import web

CDN = "https://cdn.discordapp.com"
MARK = re.compile(r"<(?P<sort>@!?|@&|#|a?:\w{2,32}:|t:|id:)(?P<id>-?\w{1,20})(?::[a-zA-Z])?>")
LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(<?(https?://[^\s<>()]{1,1900})>?\)")
BARE = re.compile(r"<(https?://[^\s<>]{1,1900})>")


def plain(content: str, message: Thing) -> str:
    """The words. Who is meant stands with the message; a channel or a role has no name there."""
    people = {str(one.get("id")): name(one.get("global_name")) or name(one.get("username")) for one in _meant(message)}
    return BARE.sub(r"\1", MARK.sub(lambda found: _one(found, people), content))


def _meant(message: Thing) -> list[Mapping[str, object]]:
    return listed(message.get("mentions"), 100)


def _one(found: re.Match[str], people: Mapping[str, str]) -> str:
    sort, named = found["sort"], found["id"]
    if sort in ("@", "@!"):
        return f"@{people.get(named) or named}"
    if sort.endswith(":") and sort[:-1] not in ("t", "id"):
        return f":{sort.strip('a:') if sort.startswith('a:') else sort.strip(':')}:"
    return {"@&": "@(role)", "#": "#(channel)"}.get(sort, found[0])


def emoji(content: str) -> tuple[tuple[str, str], ...]:
    """A server's own emoji in a text, and where their pictures lie."""
    seen: dict[str, str] = {}
    for found in MARK.finditer(content):
        sort, named = found["sort"], found["id"]
        if sort.endswith(":") and sort[:-1] not in ("t", "id") and shapes.number(named):
            seen.setdefault(_one(found, {}), f"{CDN}/emojis/{named}.{'gif' if sort.startswith('a:') else 'png'}")
    return tuple(seen.items())[:50]


def links(content: str) -> tuple[tuple[str, str], ...]:
    """Links that say something else than where they lead."""
    return tuple((shown, target) for shown, at in LINK.findall(content)[:100] if (target := web(at)))
