"""A question whose answer everybody could read: for a number, an address, a date of birth."""

from collections.abc import Iterator

from earful.replies.guard.letters import About
from earful.replies.guard.reading import LINK, Finding, Text


def findings(text: Text, about: About) -> Iterator[Finding]:
    """The first with no word near of writing it privately; in private one may ask."""
    if not about.public or LINK.search(text.text):
        return
    words = [part.words for part in text.parts]
    for place, said in enumerate(words):
        found = text.has("private.data", said)
        near = " ".join(words[max(0, place - 1) : place + 2])
        if not found or text.has("private.keep_out", near):
            continue
        asked = text.has("private.request", said) or (
            text.has("private.request", near) and text.has("private.here", near)
        )
        if asked and not text.has("private.channel", near):
            yield "asks_personal_data", found, None
            return
