"""Trouble to order, so that the desk can be seen to survive it. By rate and seed, so that it can be had again.

What each kind does to an answer stands in spoiling.py; named mixtures of them in storms.py.
"""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from earful.channels.sandbox.town.asgi import No
from earful.channels.sandbox.town.dice import dice
from earful.channels.sandbox.town.storms import STORMS
from earful.kit import clock

# What happens on the line. But for the first, what was asked is done all the same, unless `done` says otherwise.
LOST_REQUEST = "lost request"  # not carried out, and no answer either
LOST_ANSWER = "lost answer"  # carried out, but the connection ends before the answer
CUT = "cut"  # the connection is reset half-way through the answer
HALF_CLOSED = "half closed"  # half an answer, then the town's side is closed and the other left open
DRIP = "drip"  # the answer comes a byte a second
SILENT = "silent"  # the connection is taken and nothing ever comes; on /hints: open, and never a byte
LINE = (LOST_REQUEST, LOST_ANSWER, CUT, HALF_CLOSED, DRIP, SILENT)

# What is said instead of an answer. Nothing is carried out.
STATUS, LIMITED, REFUSED, SIGNED_OUT = "status", "limited", "refused", "signed out"
SAYINGS = {STATUS: 500, LIMITED: 429, REFUSED: 403, SIGNED_OUT: 401}

# What becomes of the answer as a whole.
NOT_JSON, TRUNCATED, WRONG_TYPES = "not json", "truncated", "wrong types"
BODIES = (NOT_JSON, TRUNCATED, WRONG_TYPES)

# What becomes of some of its posts: always of the same ones, `rate` says of how many.
HUGE, MENTIONS, NESTED, POISONED = "huge", "mentions", "nested", "poisoned"
# What becomes of all of its posts.
REPEATED, SHUFFLED, OLDER, CLOCK = "repeated", "shuffled", "older", "clock"
GIANTS = (HUGE, MENTIONS, NESTED, POISONED)
POSTS = (*GIANTS, REPEATED, SHUFFLED, OLDER, CLOCK)

LATE = "late"  # posts are seen only when they are `by` seconds old
KINDS = (*LINE, *SAYINGS, *BODIES, *POSTS, LATE)

WITH_POSTS = ("/feed", "/thread", "/lookup")
PATHS = (
    "/me",
    "/feed",
    "/hints",
    "/thread",
    "/lookup",
    "/posts",
    "/posts/by-key",
    "/posts/amend",
    "/posts/withdraw",
    "/pictures",
    "/avatars",
)


@dataclass(slots=True)
class Fault:
    """One kind of trouble, on one path ("" for every path a brand uses) and for one brand (its handle; "" for all).

    `rate`: how many of the requests meet it, from 0 to 1, by the dice of `seed`. `times`: it ends after so many, 0
    for never; `seconds`: it ends after so long, 0 for never. `by`: by how many seconds times are moved.
    """

    path: str
    kind: str
    status: int = 0
    words: str = "The town is out of order."
    retry_after: int | None = None
    reset: int | None = None  # seconds from now, told as a moment in x-ratelimit-reset
    times: int = 1
    rate: float = 1.0
    seed: int = 0
    seconds: float = 0.0
    by: float = 0.0
    brand: str = ""
    done: bool = True
    met: int = 0
    asked: int = 0
    until: datetime | None = field(default=None, init=False)

    def concerns(self, path: str, brand: str) -> bool:
        """Whether a request could meet it at all."""
        place = next((folder for folder in ("/pictures", "/avatars") if path.startswith(folder)), path)
        fits = self.path in ("", place) and self.brand in ("", brand)
        if self.kind in (*POSTS, LATE):
            return fits and place in WITH_POSTS
        if place == "/hints":  # it says nothing that could be spoilt
            return fits and self.kind in (SILENT, CUT, *SAYINGS)
        return fits and place in PATHS

    def strikes(self, name: str = "") -> bool:
        """Throw the dice: for a request, or for the thing of that name, which falls the same way every time."""
        self.asked += 1
        if self.over or dice(self.seed, "fault", self.kind, self.path, name or self.asked).random() >= self.rate:
            return False
        self.met += 1
        return True

    @property
    def over(self) -> bool:
        """Whether it has ended by itself."""
        return bool(self.times and self.met >= self.times) or (self.until is not None and clock.now() >= self.until)


NAMES = frozenset(one.name for one in fields(Fault)) - {"until", "met", "asked"}


class Faults:
    """The troubles now ordered. They are not remembered over a restart."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, order: Any) -> None:
        """Replace all trouble: by a list of `faults`, or by a named `storm` with `seed`, `seconds`, `brand`. Raises No."""
        if name := order.get("storm"):
            if name not in STORMS:
                raise No(422, f"The storms are: {', '.join(STORMS)}.")
            shared = {key: order[key] for key in ("seed", "seconds", "brand") if key in order}
            given = [{"times": 0, **one, **shared} for one in STORMS[name]]
        else:
            given = order.get("faults") or []
        self._planned = [_fault(one) for one in given]

    def standing(self) -> list[dict[str, Any]]:
        """What is ordered now, with how often it was met."""
        self._forget()
        return [{name: value for name, value in asdict(one).items() if name != "until"} for one in self._planned]

    def met(self, path: str, brand: str) -> Fault | None:
        """The trouble with the line or the answer that a request runs into, if any."""
        self._forget()
        others = (one for one in self._planned if one.kind not in (*POSTS, LATE))
        return next((one for one in others if one.concerns(path, brand) and one.strikes()), None)

    def changes(self, path: str, brand: str) -> list[Fault]:
        """What befalls the posts in an answer."""
        self._forget()
        return [one for one in self._planned if one.kind in POSTS and one.concerns(path, brand)]

    def lateness(self, brand: str) -> Fault | None:
        """How late posts are seen, if they are."""
        self._forget()
        return next((one for one in self._planned if one.kind == LATE and one.concerns("/feed", brand)), None)

    def _forget(self) -> None:
        self._planned = [one for one in self._planned if not one.over]


def _fault(given: Any) -> Fault:
    if not isinstance(given, dict) or not set(given) <= NAMES or not {"path", "kind"} <= set(given):
        raise No(422, f"A fault has path and kind, and may have {', '.join(sorted(NAMES - {'path', 'kind'}))}.")
    if given["kind"] not in KINDS:
        raise No(422, f"The kinds of fault are: {', '.join(KINDS)}.")
    if given["path"] not in ("", *PATHS):
        raise No(422, f"The paths are: {', '.join(PATHS)}; an empty one means all.")
    try:
        fault = Fault(**given)
        fault.until = clock.now() + timedelta(seconds=fault.seconds) if fault.seconds else None
        fault.rate, fault.by, fault.times = float(fault.rate), float(fault.by), int(fault.times)
    except (TypeError, ValueError, OverflowError) as error:
        raise No(422, "rate, times, seconds and by are numbers.") from error
    return fault
