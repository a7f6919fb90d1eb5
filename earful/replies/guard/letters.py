"""Rulings on every text that wants to leave, whichever door it came through. Pure.

Three strengths: note (good to know), confirm (sends when the agent, who has read it, insists), refuse. Each ruling is a
code with the figures its sentence needs; web/ and api/ turn the code into words.
"""

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
    """One finding about a text. `mended`: the whole text as it would read without it, where that can be said."""

    code: str
    strength: Strength
    figures: Mapping[str, int | str] = field(default_factory=dict)
    mended: str | None = None


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
class About:
    """What the text answers, and to whom.

    `said`: the customer's words; `language`: theirs, as triage found it, ISO 639-1, "" where it could not tell; `customer`: their display name; `others`: names of other people in the thread; `ours`:
    contacts the house itself publishes; `first`: nothing of ours stood there before; `holds`: it carries a due time;
    `solved`: the matter is, and the customer has said nothing since; `unasked`: they never spoke to us; `by_fellow`:
    a fellow customer has answered it well already; `unanswered`: how many messages of ours they have had, here and on
    every other way they write, since they last spoke on any; `same`: to how many others the writer has just sent these
    words; `wish`: they asked to be left alone after they said what this answers; `hours_left`: for how long the network
    still takes an answer, None where it always does.
    """

    said: str = ""
    language: str = ""
    customer: str = ""
    others: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    public: bool = False
    first: bool = False
    holds: bool = False
    solved: bool = False
    unasked: bool = False
    by_fellow: bool = False
    unanswered: int = 0
    same: int = 0
    wish: bool = False
    hours_left: float | None = None


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
    signature: str = ""  # what is put behind it; with the text all that leaves
    alts: tuple[str, ...] = ()
    news: tuple[News, ...] = ()
    account_state: str = "listening"
    removed: bool = False
    moved: bool = False
    nothing_to_answer: bool = False
    widened: bool = False  # more would read it than those for whom it was written
    holds_for: int | None = None  # a holding reply: seconds until its writer comes back
    about: About = field(default_factory=About)
    strengths: Mapping[str, Strength | None] = field(default_factory=dict)  # what this desk made of a rule; None: off
    assisted: bool = False  # the assistant helped to write it
    unread: bool = False  # and of that something is neither touched nor said to be read
    insisted: frozenset[str] = frozenset()  # rulings that the agent has read and, with a reason, set aside
