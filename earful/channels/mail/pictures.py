"""Pictures of a mail: where they are named, and what they really are. Pure."""

import re
from urllib.parse import quote, unquote

from earful.channels.mail.parts import leaves, parse

PREFIX = "mail:"
LARGEST = 25_000_000  # octets of a whole mail in which a picture is looked for
KINDS = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
)


def address(name: str, number: int) -> str:
    """Where a picture is: in which mail, and in which part of it."""
    return f"{PREFIX}{quote(name, safe='')}#{number}"


def place(url: str) -> tuple[str, int] | None:
    """The mail and the part of an address of ours; None for any other address."""
    name, _, number = url.removeprefix(PREFIX).partition("#")
    ours = url.startswith(PREFIX) and name and number.isascii() and number.isdigit() and len(number) < 5
    return (unquote(name), int(number)) if ours else None


def taken(octets: bytes, number: int) -> tuple[bytes, str] | None:
    """A picture out of a mail; its first octets say what it is. None: there is no picture. Raises Unreadable."""
    content = next((leaf.octets() for leaf in leaves(parse(octets)) if leaf.number == number), b"")
    mime = next((mime for start, mime in KINDS if start.match(content)), None)
    return (content, mime) if mime else None
