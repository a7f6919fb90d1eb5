"""Care never sells: offers, pushes, calls to follow, and links that count who came."""

from collections.abc import Iterator

from earful.replies.guard.letters import About
from earful.replies.guard.reading import Part, Text

Finding = tuple[str, str, str | None]


def findings(text: Text, _about: About) -> Iterator[Finding]:
    """The first sentence that sells; without it the text can stand."""
    for part in text.parts:
        if words := _sells(text, part):
            yield "selling", words, text.without(part)
            return


def _sells(text: Text, part: Part) -> str:
    """What a customer asked for may be told them: then naming it is an answer."""
    if follow := text.has("selling.follow", part.words):
        return follow
    asked = bool(text.asked) and bool(text.has("selling.excuse", text.asked))
    wants = bool(text.asked) and bool(text.has("selling.wanted", text.asked))
    lure = "" if asked or wants else text.has("selling.lure", part.words)
    return lure or ("" if wants else text.has("selling.push", part.words))
