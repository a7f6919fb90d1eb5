"""A month as it could be, written down before anything of it happens: who says what when, what colleagues do, when Earful is down.

Everything is at whole minutes, so that the truth can be counted minute by minute.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 10, 12, tzinfo=UTC)  # Europe changes its clocks on 25 October, America on 1 November
DAYS = 31
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ASKS = (
    "Where is my parcel? It was due on Monday.", "My bill is wrong again and nobody answers!", "How do I change my tariff?",
    "The app does not open since the update.", "Could you please add night trains?", "I was charged twice, give me my money back.",
    "Wann kommt mein Paket endlich an?", "Die Rechnung stimmt nicht, bitte um Klärung!", "Kann ich meinen Vertrag ändern?",
    "We are locked out of the house in the snow with a baby, help!", "¿Dónde está mi pedido?", "When do you open on Sunday?",
)  # fmt: skip
AGAIN = ("Still nothing. Where is it?", "That did not help, what now?", "Hello? Is anybody there?", "And when exactly?")
OURS = ("Sorry for the wait. I am looking into it.", "Could you send me the number?", "It is on its way.")


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said on the network. `heard_at`: when listening would find it, were Earful running."""

    id: str
    at: datetime
    heard_at: datetime
    account: int
    thread: int
    ours: bool
    text: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What a colleague does with a thread: "end", "reopen", "urgent" (of its last word), or its author: "remove"."""

    what: str
    at: datetime
    thread: int
    about: str  # the id of the word


@dataclass(frozen=True, slots=True)
class Month:
    """All of it. `down`: when nothing of Earful runs."""

    said: list[Said] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    down: tuple[tuple[datetime, datetime], ...] = ()

    def is_down(self, moment: datetime) -> bool:
        """Whether nothing runs then."""
        return any(begin <= moment < end for begin, end in self.down)

    def up_from(self, moment: datetime) -> datetime:
        """The first moment from then on at which something runs."""
        return next((end for begin, end in self.down if begin <= moment < end), moment)


def written(dice: random.Random, threads: int, days: int) -> Month:
    """The same for the same dice."""
    end = BEGIN + days * DAY
    month = Month(down=tuple(_down(dice, days)))
    for number in range(threads):
        for one in _thread(dice, number, BEGIN + dice.randrange(days * 24 * 60 - 240) * MINUTE):
            if isinstance(one, Said) and one.at < end:
                month.said.append(one)
            elif isinstance(one, Done) and one.at < end:
                month.done.append(one)
    return month


def _down(dice: random.Random, days: int) -> Iterator[tuple[datetime, datetime]]:
    """One of them lies over the night in which Europe changes its clocks."""
    for day in (2, 6, 13, 19, 24):
        if day < days:
            begin = BEGIN + day * DAY + (23 * HOUR if day == 13 else dice.randrange(0, 14) * HOUR)
            yield begin, begin + dice.randrange(40, 9 * 60) * MINUTE


def _thread(dice: random.Random, number: int, at: datetime) -> Iterator[Said | Done]:
    """Somebody asks; mostly we answer, sooner or later; sometimes they come back; sometimes a colleague ends it."""
    account, parent, turn = number % 3, "", 0
    while True:
        name = f"town:{number}-{turn}"
        yield Said(
            name,
            at,
            at + _lag(dice),
            account,
            number,
            ours=False,
            text=dice.choice(AGAIN if turn else ASKS),
            parent=parent,
        )
        wait = max(1, int(dice.expovariate(1 / 150))) * MINUTE
        fate = dice.random()
        if fate < 0.12:
            return
        if fate < 0.2:
            yield Done("end", at + wait + 3 * HOUR, number, name)
            if dice.random() < 0.5:
                return
            yield Done("reopen", at + wait + 4 * HOUR, number, name)
            wait += 5 * HOUR
        elif fate < 0.25:
            yield Done("remove", at + wait + HOUR, number, name)
            return
        elif fate < 0.35:
            yield Done("urgent", at + 5 * MINUTE, number, name)
            wait += 10 * MINUTE
        ours = f"town:{number}-{turn}-us"
        yield Said(
            ours, at + wait, at + wait + _lag(dice), account, number, ours=True, text=dice.choice(OURS), parent=name
        )
        if dice.random() < 0.55:
            return
        at, parent, turn = at + wait + dice.randrange(1, 900) * MINUTE, ours, turn + 1


def _lag(dice: random.Random) -> timedelta:
    """Most is heard within seconds, some of it hours later."""
    return dice.randrange(10, 200) * MINUTE if dice.random() < 0.1 else timedelta(seconds=20)
