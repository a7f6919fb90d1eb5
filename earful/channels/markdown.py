"""Our words for places that read Markdown: a link or a line of code is what it says, but nothing vanishes. Pure."""

import re

CODE = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)", re.DOTALL)
TAG = re.compile(r"(?<!\\)<(?=[A-Za-z/!?])")
ENTITY = re.compile(r"(?<!\\)&(?=#?[A-Za-z0-9]{1,32};)")


def visible(text: str) -> str:
    """The text, so that what looks like HTML is shown and not obeyed. Code stays as it is."""
    pieces = CODE.split(text)
    return "".join(
        piece if place % 2 else ENTITY.sub(r"\\&", TAG.sub(r"\\<", piece)) for place, piece in enumerate(pieces)
    )


def essence(text: str) -> str:
    """What stays of a text, whatever a server does to spaces and ends of lines."""
    return " ".join(text.split())
