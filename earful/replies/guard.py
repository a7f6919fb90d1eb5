"""Rulings on every text that wants to leave, whichever door it came through. Pure.

Three strengths: note (good to know), confirm (sends when the agent, who has read it, insists), refuse. Each ruling is a
code with the figures its sentence needs; web/ and api/ turn the code into words.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from earful.channels.contract import Can, Length

SOONEST, LATEST = 60, 14 * 86_400  # seconds for which a holding reply may ask for patience


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
class News:
    """Something in the conversation that the agent's page had not shown yet. `kind`: see replies/words.py.

    `who`: by whom, empty when the agent did it elsewhere; `seconds`: since then, or until it leaves; `words`: what was
    said; `turn`, `dispatch`: where it stands.
    """

    kind: str
    who: str = ""
    seconds: int = 0
    words: str = ""
    turn: int = 0
    dispatch: int = 0


@dataclass(frozen=True, slots=True)
class Letter:
    """A text that wants to leave, and what the guard must know to judge it.

    `alts`: the descriptions of its pictures; `news`: what the agent's page had not shown, the latest last;
    `account_state`: accounts.Account.State; `removed`: what it answers was taken back by its author; `moved`: that
    stands in another conversation now.
    """

    text: str
    length: Length
    can: Can
    alts: tuple[str, ...] = ()
    news: tuple[News, ...] = ()
    account_state: str = "listening"
    removed: bool = False
    moved: bool = False
    nothing_to_answer: bool = False
    holds_for: int | None = None  # a holding reply: seconds until its writer comes back


def check(letter: Letter) -> tuple[Ruling, ...]:
    """Every ruling on a letter, the gravest first."""
    found = [*_refusals(letter), *_confirmations(letter)]
    order = {Strength.REFUSE: 0, Strength.CONFIRM: 1, Strength.NOTE: 2}
    return tuple(sorted(found, key=lambda ruling: order[ruling.strength]))


def clear(rulings: tuple[Ruling, ...]) -> bool:
    """Whether it may leave: nothing refuses, and nothing is left to be confirmed.

    One confirms by sending again with the mark of what was shown; what that mark holds is no news any more.
    """
    return all(ruling.strength is Strength.NOTE for ruling in rulings)


def refused(rulings: tuple[Ruling, ...]) -> bool:
    """Whether it cannot leave however much one insists."""
    return any(ruling.strength is Strength.REFUSE for ruling in rulings)


def _refusals(letter: Letter) -> list[Ruling]:
    refuse = Strength.REFUSE
    found: list[Ruling] = []
    if not letter.can.send:
        return [Ruling("read_only", refuse)]
    if letter.nothing_to_answer:
        found.append(Ruling("nothing_to_answer", refuse))
    if letter.removed:
        found.append(Ruling("answers_removed", refuse))
    if letter.moved:
        found.append(Ruling("answers_moved", refuse))
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
    return found + _holding(letter)


def _holding(letter: Letter) -> list[Ruling]:
    """A holding reply promises a time that is still to come, and not far away."""
    if letter.holds_for is None or SOONEST <= letter.holds_for <= LATEST:
        return []
    if letter.holds_for < SOONEST:
        return [Ruling("holds_past", Strength.REFUSE)]
    return [Ruling("holds_far", Strength.REFUSE)]


def _visible(text: str) -> bool:
    """Whether there is anything to see: spaces, and signs that only steer others, are nothing."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in text)


def _confirmations(letter: Letter) -> list[Ruling]:
    """One ruling for each kind of news, the latest of it."""
    latest = {news.kind: news for news in letter.news}
    return [about(news) for news in latest.values()]


def about(news: News) -> Ruling:
    """A piece of news as a ruling."""
    return Ruling(f"newer_{news.kind}", Strength.CONFIRM, {"who": news.who, "seconds": news.seconds})
