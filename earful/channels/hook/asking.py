"""One signed request to an address the owner gave, and what its answer means."""

import json
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any

from earful.channels.contract import Expired, Failure, Refused, Retry, Uncertain
from earful.channels.hook import signing
from earful.kit import clock
from earful.kit.transport import Broken, Forbidden, Response, TooLarge, Transport, Unreachable
from earful.kit.words import gettext_noop

MOST_BYTES = 4 * 1024 * 1024
PATIENCE = 20.0
PAUSE, LONGEST_PAUSE = 30.0, 86_400.0
UNSIGNED = gettext_noop(
    "This channel has no secret yet, so nothing can be signed. Make one on the page of the account."
)
INTERNAL = gettext_noop("The address of your channel is internal. Name it in EARFUL_TRUSTED_HOSTS if that is meant.")
AWAY = gettext_noop("Your channel cannot be reached.")
CUT = gettext_noop("Your channel did not finish its answer.")
LOST = gettext_noop("Your channel did not say whether it took the answer.")
NONSENSE = gettext_noop("Your channel answers with something that Earful cannot read.")
BUSY = gettext_noop("Your channel asks us to come back later.")
TROUBLE = gettext_noop("Your channel has a problem of its own.")
UNKNOWN = gettext_noop("Your channel does not accept our signature. Give it the secret that is valid now.")
MOVED = gettext_noop("The address of your channel leads on to another one. Enter that one itself.")
REFUSED = gettext_noop("Your channel refused, and did not say why.")


class Asking:
    """Asks with the secrets that hold now."""

    def __init__(self, secrets: Sequence[str], transport: Transport) -> None:
        self._secrets = secrets
        self.transport = transport

    async def post(self, url: str, key: str, event: Mapping[str, Any]) -> Response:
        """Send an event once. Raises the four failures."""
        body = json.dumps(event, ensure_ascii=False).encode("utf-8", "replace")
        return await self._ask("POST", url, key, body, sending=True)

    async def get(self, url: str, key: str, params: Mapping[str, Any], *, missing: bool = False) -> Response:
        """Ask for something; the query is not part of what is signed. `missing` lets 404 through."""
        return await self._ask("GET", url, key, b"", params=params, missing=missing)

    async def _ask(
        self,
        method: str,
        url: str,
        key: str,
        body: bytes,
        *,
        params: Mapping[str, Any] | None = None,
        sending: bool = False,
        missing: bool = False,
    ) -> Response:
        if not self._secrets:
            raise Refused(UNSIGNED)
        headers = {"content-type": "application/json", **signing.headers(self._secrets, key, clock.now(), body)}
        try:
            answer = await self.transport.request(
                method,
                url,
                params=params,
                content=body or None,
                headers=headers,
                timeout=PATIENCE,
                max_bytes=MOST_BYTES,
            )
        except Forbidden as error:
            raise Refused(INTERNAL) from error
        except Unreachable as error:
            raise Retry(AWAY, PAUSE) from error
        except (Broken, TooLarge) as error:
            raise (Uncertain(LOST) if sending else Retry(CUT, PAUSE)) from error
        if answer.ok or (missing and answer.status == 404):
            return answer
        raise failure(answer, sending=sending)


def failure(answer: Response, *, sending: bool) -> Failure:
    """What an answer that is no success means. A 5xx may come from a proxy in front of what did it after all."""
    match answer.status:
        case 401:
            return Expired(UNKNOWN)
        case 429 | 503:
            return Retry(BUSY, pause(answer.headers))
        case status if status >= 500:
            return Uncertain(LOST) if sending else Retry(TROUBLE, PAUSE)
        case status if 300 <= status < 400:
            return Refused(MOVED)
        case _:
            return Refused(_words(answer))


def pause(headers: Mapping[str, str]) -> float:
    """How long we are asked to wait: in seconds, or until a moment."""
    told = headers.get("retry-after", "").strip()
    if told.isascii() and told.isdigit() and len(told) < 10:
        return min(max(float(told), 1.0), LONGEST_PAUSE)
    try:
        wait = (parsedate_to_datetime(told) - clock.now()).total_seconds()
    except (ValueError, TypeError):
        return PAUSE
    return min(max(wait, 1.0), LONGEST_PAUSE)


def _words(answer: Response) -> str:
    try:
        told = answer.json()
    except ValueError:
        return REFUSED
    words = told.get("words") if isinstance(told, dict) else None
    if not isinstance(words, str) or not words.strip():
        return REFUSED
    words = " ".join(words.replace("\0", "").encode("utf-8", "replace").decode().split())[:300]
    return words if words.endswith(".") else f"{words}."


def read(answer: Response) -> Any:
    """What it holds, if that is JSON; else None."""
    try:
        return answer.json()
    except ValueError:
        return None
