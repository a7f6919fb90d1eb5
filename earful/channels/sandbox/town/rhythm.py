"""When things happen. Time here is in simulated seconds; 0 is the town's first start, before it lies its past.

The town's clock shows 07:40 at its first start. Each simulated day has a morning rush and one crisis.
"""

from dataclasses import dataclass

from earful.channels.sandbox.town.cast import BRANDS, Brand, Customer
from earful.channels.sandbox.town.dice import dice

DAY = 86_400
PAST = -DAY
FIRST_MINUTE = 7 * 60 + 40
RUSH = (20 * 60, 40 * 60)
CRISIS = (75 * 60, 95 * 60)
CALM_GAP, RUSH_GAP, CRISIS_GAP = 62.0, 28.0, 11.0
PAST_GAPS = {**dict.fromkeys(range(6), 3600), 6: 1500, 7: 800, 8: 480, 9: 800, **dict.fromkeys(range(10, 24), 1080)}
ANNOUNCE_PAST, ANNOUNCE_LIVE = 8 * 3600.0, 45 * 60.0


def phase(at: float) -> str:
    """calm, rush or crisis; the past was calm but for its morning."""
    moment = at % DAY
    if at >= 0 and CRISIS[0] <= moment < CRISIS[1]:
        return "crisis"
    return "rush" if RUSH[0] <= moment < RUSH[1] else "calm"


def crisis_brand(at: float) -> Brand:
    """Whose crisis it is: each day another brand's, first the telephone company's."""
    return BRANDS[(int(at // DAY) + 1) % len(BRANDS)]


def minute(at: float) -> int:
    """The minute of the simulated day."""
    return int(FIRST_MINUTE + at // 60) % (24 * 60)


def gap(seed: int, number: int, at: float) -> float:
    """How long until the next story begins."""
    mean = _past_gap(at) if at < 0 else {"calm": CALM_GAP, "rush": RUSH_GAP, "crisis": CRISIS_GAP}[phase(at)]
    return mean * dice(seed, number, "gap").uniform(0.35, 1.65)


def _past_gap(at: float) -> float:
    return float(PAST_GAPS[minute(at) // 60])


@dataclass(frozen=True, slots=True)
class Patience:
    """How somebody waits: seconds until they ask again, and how often they do."""

    seconds: float
    reminders: int


PATIENCE = {
    "patient": Patience(3000, 1),
    "chatty": Patience(1500, 1),
    "anxious": Patience(540, 3),
    "furious": Patience(360, 4),
    "funny": Patience(2400, 1),
    "expert": Patience(3600, 1),
    "fan": Patience(2700, 1),
    "bystander": Patience(2100, 1),
    "busy": Patience(900, 2),
    "spammer": Patience(9e9, 0),
}


def pace(at: float) -> float:
    """The past took its time; the present is told a little faster."""
    return 4.0 if at < 0 else 1.0


def wait(seed: int, at: float, seconds: float, *name: object) -> float:
    """When something that takes about so long will happen."""
    return at + pace(at) * seconds * dice(seed, "wait", *name).uniform(0.5, 1.6)


def patience(customer: Customer) -> Patience:
    """How somebody waits for an answer."""
    return PATIENCE[customer.temper]
