"""Signed in by a token that lives for a while: kept for all processes, renewed when it runs out or is refused."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from earful.channels.contract import Expired, Retry, Session, SessionKeeper
from earful.channels.payloads import mapping, moment
from earful.channels.simple import AGAIN, reach
from earful.kit import clock
from earful.kit.transport import Response, Transport

UNKNOWN = 401
EARLY = 300  # seconds before its end
SHORTEST, LONGEST = 60, 30 * 86_400
FORM = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
SignIn = Callable[[], Awaitable[Session]]


class Bearer:
    """`sign_in` makes a fresh token; `expired` is said where none is taken."""

    def __init__(self, keeper: SessionKeeper, sign_in: SignIn, expired: str) -> None:
        self._keeper, self._sign_in, self._expired = keeper, sign_in, expired

    async def ask(self, transport: Transport, method: str, url: str, *, sending: bool = False, **more: Any) -> Response:
        """One request, signed in; signed in anew where the token is no longer taken. Raises the failures."""
        given = {"accept": "application/json", **more.pop("headers", {})}
        for fresh in (False, True):
            headers = {**given, "authorization": f"Bearer {await self._token(fresh=fresh)}"}
            answer = await reach(transport, method, url, sending=sending, headers=headers, **more)
            if answer.status != UNKNOWN:
                return answer
        raise Expired(self._expired)

    async def _token(self, *, fresh: bool) -> str:
        session = await self._keeper.current()
        until = moment(session.get("until"))
        if fresh or until is None or until <= clock.now():

            async def renewal(_stale: Session) -> Session:
                return await self._sign_in()

            session = await self._keeper.renew(session, renewal)
        return str(session.get("token"))


class Once:
    """Keeps a session for as long as somebody connects."""

    def __init__(self, session: Session, expired: str) -> None:
        self._session, self._expired = session, expired

    async def current(self) -> Session:
        """It."""
        return self._session

    async def renew(self, stale: Session, renewal: object) -> Session:
        """It was made just now; another one would be no better."""
        del stale, renewal
        raise Expired(self._expired)


def session_of(told: Mapping[str, Any], strange: str) -> Session:
    """What is kept of an answer that gives out a token. `strange`: said where it gives none."""
    token, lasts = told.get("access_token"), told.get("expires_in")
    if isinstance(lasts, str) and lasts.isascii() and lasts.isdigit() and len(lasts) < 10:
        lasts = int(lasts)
    seconds = lasts if isinstance(lasts, int) and not isinstance(lasts, bool) else 3_600
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise Retry(strange, AGAIN)
    until = clock.now() + timedelta(seconds=min(max(seconds - EARLY, SHORTEST), LONGEST))
    return {"token": token, "until": until.isoformat()}


def told(answer: Response) -> Mapping[str, Any]:
    """The object that an answer holds; an empty one where it holds none."""
    try:
        return mapping(answer.json())
    except ValueError:
        return {}
