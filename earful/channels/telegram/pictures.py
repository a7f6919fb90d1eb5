"""Pictures: by the name Telegram gave them, where they lie is asked anew each time."""

import re

from earful.channels.contract import Refused
from earful.channels.telegram import words
from earful.channels.telegram.calls import Bot, Denied
from earful.channels.telegram.shapes import mapping, text
from earful.channels.telegram.wire import LARGEST, PREFIX

NAME = re.compile(r"[A-Za-z0-9_-]{1,300}")
PATH = re.compile(r"(?:[A-Za-z0-9_-]{1,100}/){0,4}[A-Za-z0-9_.-]{1,200}")
KINDS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)


async def picture(bot: Bot, url: str) -> tuple[bytes, str]:
    """Its bytes; the first of them say what it is, for Telegram does not. Raises Refused, Retry."""
    named = url.removeprefix(PREFIX)
    if not url.startswith(PREFIX) or not NAME.fullmatch(named):
        raise Refused(words.NO_PICTURE)
    try:
        path = text(mapping(await bot.ask("getFile", file_id=named)).get("file_path"))
    except Denied as denied:
        raise Refused(words.NO_PICTURE) from denied
    if not PATH.fullmatch(path) or ".." in path:
        raise Refused(words.NO_PICTURE)
    content = (await bot.file(path, LARGEST)).content
    mime = next((mime for start, mime in KINDS if start.match(content)), None)
    if mime is None:
        raise Refused(words.NO_PICTURE)
    return content, mime
