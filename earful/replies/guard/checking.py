"""All rulings on a letter, in their order."""

from collections.abc import Iterator, Sequence

from earful.replies.guard import asking, gaps, keeping, linking, manners, naming, personal, selling, standing, unasked
from earful.replies.guard.letters import Letter, Ruling, Strength
from earful.replies.guard.reading import Finding, Text
from earful.replies.guard.usual import USUAL

ROOMS = (selling, personal, asking, linking, naming, keeping, manners, unasked)
# What another finding has said already: an agent who is nagged stops reading.
TOLD_BY = {
    "shouting": {"placeholder"},
    "broken_link": {"placeholder"},
    "language": {"placeholder"},
    "canned": {"dm_first", "no_due_time"},
    "compensation": {"selling"},
    "dm_first": {"asks_personal_data"},
    "no_due_time": {"dm_first", "asks_personal_data", "compensation"},
}
ORDER = {Strength.REFUSE: 0, Strength.CONFIRM: 1, Strength.NOTE: 2}


def check(letter: Letter) -> tuple[Ruling, ...]:
    """Every ruling on a letter, the gravest first."""
    found = [
        *standing.refusals(letter),
        *standing.confirmations(letter),
        *standing.notes(letter),
        *_of_words(letter),
        *_of_signature(letter),
    ]
    return tuple(sorted(found, key=lambda ruling: ORDER[ruling.strength]))


def clear(rulings: Sequence[Ruling]) -> bool:
    """Whether it may leave: nothing refuses, and nothing is left to be confirmed.

    One confirms news by sending again with the mark of what was shown, and words by saying why they should leave.
    """
    return all(ruling.strength is Strength.NOTE for ruling in rulings)


def refused(rulings: Sequence[Ruling]) -> bool:
    """Whether it cannot leave however much one insists."""
    return any(ruling.strength is Strength.REFUSE for ruling in rulings)


def _of_signature(letter: Letter) -> Iterator[Ruling]:
    """A name is no place for an offer, a number or a gap either; nothing mends it here, and no reason helps."""
    if not letter.signature or not letter.text.strip():
        return
    text = Text.read(letter.signature, "")
    for room in (selling, personal, asking, linking, naming):
        for code, words, _mended in room.findings(text, letter.about):
            if letter.strengths.get(code, USUAL[code]) is Strength.REFUSE:
                yield Ruling(code, Strength.REFUSE, {"words": words[:80]})


def _of_words(letter: Letter) -> Iterator[Ruling]:
    if not letter.can.send or not letter.text.strip():
        return
    found = list(_found(letter))
    weighs = {code: letter.strengths.get(code, USUAL[code]) for code, _words, _mended in found}
    for code, words, mended in found:
        strength = weighs[code]
        if strength is None or any(_as_grave(weighs.get(by), strength) for by in TOLD_BY.get(code, ())):
            continue
        if strength is Strength.CONFIRM and code in letter.insisted:
            strength = Strength.NOTE
        changed = mended if mended is not None and mended != letter.text else None
        yield Ruling(code, strength, {"words": words[:80]}, changed)


def _as_grave(one: Strength | None, other: Strength) -> bool:
    """Whether a rule speaks, and as gravely: one that is off or only notes says nothing for one that stops."""
    return one is not None and ORDER[one] <= ORDER[other]


def _found(letter: Letter) -> Iterator[Finding]:
    """A gap that a saved reply left is looked for in the whole text; it is named once."""
    text = Text.read(letter.text, letter.about.said, letter.about.language)
    if gap := gaps.first(letter.text):
        yield "placeholder", gap, None
    for room in ROOMS:
        for found in room.findings(text, letter.about):
            if not (gap and found[0] == "placeholder"):
                yield found
