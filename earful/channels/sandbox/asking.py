"""One request to the town, and what its answer means: a value that can be relied on, or one of the four failures."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from earful.channels.contract import Expired, Refused, Retry, Uncertain
from earful.kit import clock
from earful.kit.transport import Broken, Forbidden, Response, TooDeep, TooLarge, Transport, Unreachable
from earful.kit.words import gettext_noop

PATIENCE = 10.0
PAUSE = 30.0  # when we are asked to come back later and nobody says when
EXPIRED = gettext_noop("The sandbox town no longer knows this account. Connect it again.")
AWAY = gettext_noop("The sandbox town cannot be reached. Is it running?")
CUT = gettext_noop("The sandbox town did not finish its answer.")
NONSENSE = gettext_noop(
    "The sandbox town gives an answer that Earful cannot read. It is asked again from the same place, so nothing is lost."
)
BUSY = gettext_noop("The sandbox town asks us to come back later.")
TROUBLE = gettext_noop("The sandbox town has a problem of its own.")
LOST = gettext_noop("The sandbox town did not say whether the reply was posted.")
REFUSED = gettext_noop("The sandbox town refused, and did not say why.")
INTERNAL = gettext_noop("The address of the sandbox town is not allowed. Add it to EARFUL_TRUSTED_HOSTS.")


class Burst(Exception):
    """An answer larger or deeper than can be taken in: asking for less may help, asking again will not."""


@dataclass(frozen=True, slots=True)
class Page:
    """Posts, and where to go on."""

    items: tuple[Any, ...]
    next: int
    head: int


class Asking:
    """Asks the town at `url` with a brand's token."""

    def __init__(self, url: str, token: str, transport: Transport) -> None:
        self.url = url.rstrip("/")
        self.headers = {"authorization": f"Bearer {token}"}
        self.transport = transport

    async def page(self, after: int, limit: int, since: str = "") -> Page:
        """A page of the feed. Raises Burst."""
        asked = {"after": after, "limit": limit, **({"since": since} if since else {})}
        return _page(await self._read("GET", "/feed", params=asked))

    async def posts(self, method: str, path: str, **asked: Any) -> tuple[Any, ...]:
        """Posts that were asked for by name; what is too large to take in is a Retry like any answer not finished."""
        try:
            read = await self._read(method, path, **asked)
        except Burst as error:
            raise Retry(NONSENSE, PATIENCE) from error
        return _items(read)

    async def _read(self, method: str, path: str, **asked: Any) -> Mapping[str, Any]:
        answer = await self.ask(method, path, **asked)
        try:
            return mapping(answer)
        except TooDeep as error:
            raise Burst from error
        except ValueError as error:
            raise Retry(NONSENSE, PATIENCE) from error

    async def ask(
        self, method: str, path: str, *, sending: bool = False, missing: bool = False, **asked: Any
    ) -> Response:
        """One request; what is no success leaves as one of the four failures, or Burst. `missing` lets 404 through."""
        try:
            answer = await self.transport.request(method, self.url + path, headers=self.headers, **asked)
        except Forbidden as error:
            raise Refused(INTERNAL) from error
        except Unreachable as error:
            raise Retry(AWAY, PATIENCE) from error
        except (Broken, TooLarge) as error:
            if sending:
                raise Uncertain(LOST) from error
            if isinstance(error, TooLarge):
                raise Burst from error
            raise Retry(CUT, PATIENCE) from error
        if answer.ok or (missing and answer.status == 404):
            return answer
        raise failure(answer, sending=sending)


def mapping(answer: Response) -> Mapping[str, Any]:
    """The object an answer holds. Raises ValueError."""
    read = answer.json()
    if not isinstance(read, dict):
        raise ValueError("The answer is no object.")  # noqa: TRY004 -- what cannot be read is one failure
    return read


def _page(read: Mapping[str, Any]) -> Page:
    places = (read.get("next"), read.get("head"))
    if not all(isinstance(place, int) and not isinstance(place, bool) and 0 <= place < 2**63 for place in places):
        raise Retry(NONSENSE, PATIENCE)
    return Page(_items(read), read["next"], read["head"])


def _items(read: Mapping[str, Any]) -> tuple[Any, ...]:
    items = read.get("items")
    if not isinstance(items, list):
        raise Retry(NONSENSE, PATIENCE)
    return tuple(items)


def failure(answer: Response, *, sending: bool) -> Expired | Retry | Uncertain | Refused:
    """What an answer that is no success means."""
    match answer.status:
        case 401:
            return Expired(EXPIRED)
        case 429:
            return Retry(BUSY, pause(answer.headers))
        case status if status >= 500:
            return Uncertain(LOST) if sending else Retry(TROUBLE, PATIENCE)
        case _:
            return Refused(_words(answer))


def pause(headers: Mapping[str, str]) -> float:
    """How long we are asked to wait: in seconds, or until a moment by the town's own clock."""
    told = headers.get("retry-after", "")
    if told.isascii() and told.isdigit():
        return float(told)
    moment = headers.get("x-ratelimit-reset", "")
    if not moment.isascii() or not moment.isdigit():
        return PAUSE
    try:
        now = parsedate_to_datetime(headers.get("date", "")).timestamp()
    except ValueError:
        now = clock.now().timestamp()
    return max(1.0, float(moment) - now)


def _words(answer: Response) -> str:
    try:
        words = mapping(answer).get("words")
    except ValueError:
        return REFUSED
    return words if isinstance(words, str) and words else REFUSED
