"""Pictures: where they lie is asked anew each time, for Discord's addresses run out after a day."""

import re
from urllib.parse import urlsplit

from earful.channels.contract import Refused, Retry
from earful.channels.discord import words
from earful.channels.discord.calls import AGAIN, Bot, Denied
from earful.channels.discord.wire import LARGEST, PREFIX
from earful.channels.payloads import listed, mapping
from earful.channels.pictures import KINDS
from earful.kit.transport import TransportError, Unreachable

NAMED = re.compile(r"([0-9]{1,19})/([0-9]{1,19})/([0-9]{1,19})")
HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
FACES = re.compile(r"https://cdn\.discordapp\.com/(?:avatars|emojis)/[\w/.]{1,200}(?:\?size=\d{1,4})?")


async def picture(bot: Bot, url: str) -> tuple[bytes, str]:
    """Its bytes; the first of them say what it is. Raises Refused, Retry."""
    at = url if FACES.fullmatch(url) else await _address(bot, url)
    try:
        answer = await bot.transport.request("GET", at, max_bytes=LARGEST)
    except Unreachable as error:
        raise Retry(words.AWAY, AGAIN) from error
    except TransportError as error:
        raise Refused(words.NO_PICTURE) from error
    mime = next((mime for start, mime in KINDS if start.match(answer.content)), None)
    if not answer.ok or mime is None:
        raise Refused(words.NO_PICTURE)
    return answer.content, mime


async def _address(bot: Bot, url: str) -> str:
    found = NAMED.fullmatch(url.removeprefix(PREFIX)) if url.startswith(PREFIX) else None
    if found is None:
        raise Refused(words.NO_PICTURE)
    try:
        message = mapping(await bot.get("channels", found[1], "messages", found[2]))
    except Denied as denied:
        raise Refused(words.NO_PICTURE) from denied
    for one in listed(message.get("attachments"), 50):
        at = one.get("url")
        if one.get("id") == found[3] and isinstance(at, str) and _sound(bot, at):
            return at
    raise Refused(words.NO_PICTURE)


def _sound(bot: Bot, address: str) -> bool:
    """Where Discord keeps its pictures, or where the interface itself is: nowhere else."""
    try:
        parts, home = urlsplit(address), urlsplit(bot.api)
    except ValueError:
        return False
    own = (parts.scheme, parts.netloc) == (home.scheme, home.netloc)
    return own or (parts.scheme == "https" and parts.netloc in HOSTS)
