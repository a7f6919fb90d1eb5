"""Rulings on every text that wants to leave, whichever door it came through. Pure.

Three strengths: note (good to know), confirm (sends when the agent insists), refuse. Each ruling is a code with the
figures its sentence needs; web/ and api/ turn the code into words.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from earful.channels.contract import Can, Length


class Strength(StrEnum):
    """How much a ruling weighs."""

    NOTE = "note"
    CONFIRM = "confirm"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One finding about a text."""

    code: str
    strength: Strength
    figures: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letter:
    """A text that wants to leave, and what the guard must know to judge it.

    `alts`: the descriptions of its pictures; `newer`: what came after the agent last looked ("customer", "colleague"
    or ""); `account_state`: accounts.Account.State; `removed`: what it answers was taken back by its author.
    """

    text: str
    length: Length
    can: Can
    alts: tuple[str, ...] = ()
    newer: str = ""
    account_state: str = "listening"
    removed: bool = False
    nothing_to_answer: bool = False


def check(letter: Letter) -> tuple[Ruling, ...]:
    """Every ruling on a letter, the gravest first."""
    found = [*_refusals(letter), *_confirmations(letter)]
    order = {Strength.REFUSE: 0, Strength.CONFIRM: 1, Strength.NOTE: 2}
    return tuple(sorted(found, key=lambda ruling: order[ruling.strength]))


def clear(rulings: tuple[Ruling, ...], *, confirmed: bool) -> bool:
    """Whether it may leave: nothing refuses, and what wants confirming was confirmed."""
    worst = {ruling.strength for ruling in rulings}
    return Strength.REFUSE not in worst and (confirmed or Strength.CONFIRM not in worst)


def _refusals(letter: Letter) -> list[Ruling]:
    refuse = Strength.REFUSE
    found: list[Ruling] = []
    if not letter.can.send:
        return [Ruling("read_only", refuse)]
    if letter.nothing_to_answer:
        found.append(Ruling("nothing_to_answer", refuse))
    if letter.removed:
        found.append(Ruling("answers_removed", refuse))
    if not _visible(letter.text):
        found.append(Ruling("empty", refuse))
    if letter.length.over:
        over = letter.length.used - (letter.length.limit or 0)
        found.append(Ruling("too_long", refuse, {"over": over, "units": letter.length.units}))
    if len(letter.alts) > letter.can.pictures:
        found.append(Ruling("too_many_pictures", refuse, {"most": letter.can.pictures}))
    missing = sum(1 for alt in letter.alts if not alt.strip())
    if missing:
        found.append(Ruling("missing_alt", refuse, {"count": missing}))
    if letter.account_state == "signed_out":
        found.append(Ruling("signed_out", refuse))
    return found


def _visible(text: str) -> bool:
    """Whether there is anything to see: spaces, and signs that only steer others, are nothing."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in text)


def _confirmations(letter: Letter) -> list[Ruling]:
    found: list[Ruling] = []
    if letter.newer:
        found.append(Ruling(f"newer_{letter.newer}", Strength.CONFIRM))
    return found
