"""Care never sells: offers, pushes, calls to follow, and links that count who came."""

from collections.abc import Iterator

from earful.replies.guard import linking
from earful.replies.guard.letters import About
from earful.replies.guard.reading import LINK, Finding, Part, Text


def findings(text: Text, _about: About) -> Iterator[Finding]:
    """The first sentence that sells; without it the text can stand."""
    for part in text.parts:
        if words := _sells(text, part):
            yield "selling", words, text.without(part)
            return


def _sells(text: Text, part: Part) -> str:
    """What a customer asked for may be told them: then naming it is an answer, unless a link in it counts who came."""
    if follow := text.has("selling.follow", part.words):
        return follow
    counted = any(linking.counts(link[0]) for link in LINK.finditer(text.text[part.start : part.end]))
    wants = not counted and bool(text.has("selling.wanted", text.asked))
    asked = wants or (not counted and bool(text.has("selling.excuse", text.asked)))
    makes_up = bool(
        text.has("compensation.sorry", text.whole)
    )  # that is no lure; where everybody reads, another rule speaks
    lure = "" if asked or makes_up else text.has("selling.lure", part.words)
    return lure or ("" if wants else text.has("selling.push", part.words))
