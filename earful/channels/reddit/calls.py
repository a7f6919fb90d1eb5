"""Calls to Reddit, signed in as an application of the owner's; and what becomes of its answers."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from earful.channels.contract import Expired, Refused, Retry, Session, SessionKeeper, Uncertain
from earful.channels.payloads import mapping, moment, number
from earful.channels.reddit import words
from earful.channels.simple import AGAIN, reach
from earful.kit import clock
from earful.kit.transport import Response, Transport

API, LOGIN = "https://oauth.reddit.com", "https://www.reddit.com"
FORM = "application/x-www-form-urlencoded"
UNKNOWN, FORBIDDEN, MISSING = 401, 403, 404
MINUTES = re.compile(r"(\d{1,4}) (minute|second|hour|millisecond)")
SECONDS = {"millisecond": 0.001, "second": 1.0, "minute": 60.0, "hour": 3600.0}
LONGEST_WAIT = 86_400
MOST = 10 * 1024 * 1024


class Denied(Exception):
    """Reddit does not show it, or it is not there."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class App:
    """An application of the owner's, and the user it acts for."""

    client: str
    secret: str
    user: str
    password: str
    refresh: str
    login: str

    @property
    def agent(self) -> str:
        """As Reddit demands it: where, what, which version, by whom."""
        return f"server:earful:1.0 (by /u/{self.user or 'earful'})"

    async def sign_in(self, transport: Transport) -> Session:
        """A token for an hour. Raises Expired, Retry; Refused where Reddit does not know the application."""
        grant = {"grant_type": "refresh_token", "refresh_token": self.refresh}
        if not self.refresh:
            grant = {"grant_type": "password", "username": self.user, "password": self.password}
        proof = base64.b64encode(f"{self.client}:{self.secret}".encode()).decode()
        headers = {"authorization": f"Basic {proof}", "content-type": FORM, "user-agent": self.agent}
        at = f"{self.login}/api/v1/access_token"
        answer = await reach(transport, "POST", at, content=urlencode(grant).encode(), headers=headers)
        told = _mapping(answer) if answer.status < 500 and answer.status != UNKNOWN else {}
        token, lasts = told.get("access_token"), number(told.get("expires_in")) or 3600
        if not answer.ok or "error" in told:
            raise Refused(words.NO_CLIENT) if answer.status == UNKNOWN else Expired(words.EXPIRED)
        if not isinstance(token, str) or not token.isascii():
            raise Retry(words.STRANGE, AGAIN)
        until = clock.now() + timedelta(seconds=max(min(lasts, 86_400) - 300, 60))
        return {"token": token, "until": until.isoformat()}


@dataclass(frozen=True, slots=True)
class Reddit:
    """The interface, as one user."""

    api: str
    app: App
    keeper: SessionKeeper
    transport: Transport

    async def get(self, path: str, **params: Any) -> Any:
        """What is there. Raises Retry, Refused, Expired, Denied."""
        asked = {"raw_json": "1", **{name: str(value) for name, value in params.items() if value is not None}}
        answer = await self._ask("GET", path, sending=False, params=asked)
        if not answer.ok:
            raise Denied(answer.status)
        return _json(answer)

    async def order(self, path: str, fields: Mapping[str, str]) -> Mapping[str, Any]:
        """Something new, changed or gone: what Reddit says is there now. Raises Uncertain as well."""
        content = urlencode({"api_type": "json", "raw_json": "1", **fields}).encode("utf-8", "replace")
        answer = await self._ask("POST", path, sending=True, content=content)
        if not answer.ok:
            raise Denied(answer.status)
        told = mapping(_json(answer, sending=True)).get("json")
        errors = mapping(told).get("errors")
        if isinstance(errors, list) and errors:
            raise _failure(errors[0], mapping(told).get("ratelimit"))
        return mapping(mapping(told).get("data"))

    async def _ask(self, method: str, path: str, *, sending: bool, **more: Any) -> Response:
        """One request, signed in; signed in anew where the token is no longer taken."""
        for fresh in (False, True):
            headers = {"authorization": f"Bearer {await self._token(fresh=fresh)}", "user-agent": self.app.agent}
            headers |= {"content-type": FORM} if method == "POST" else {}
            answer = await reach(
                self.transport, method, self.api + path, sending=sending, headers=headers, max_bytes=MOST, **more
            )
            if answer.status != UNKNOWN:
                return answer
        raise Expired(words.EXPIRED)

    async def _token(self, *, fresh: bool) -> str:
        session = await self.keeper.current()
        until = moment(session.get("until"))
        if fresh or until is None or until <= clock.now():

            async def renewal(_stale: Session) -> Session:
                return await self.app.sign_in(self.transport)

            try:
                session = await self.keeper.renew(session, renewal)
            except Refused as refused:  # an application that was taken away
                raise Expired(words.EXPIRED) from refused
        return str(session.get("token"))


def _failure(error: object, wait: object) -> Exception:
    """The first of Reddit's errors: a code, and words of its own, of which only a time is read where no seconds are given."""
    parts = [str(part)[:300] for part in error] if isinstance(error, list) else []
    if parts and parts[0] == "RATELIMIT":
        if isinstance(wait, int | float) and 0 < wait <= LONGEST_WAIT:
            return Retry(words.OFTEN, max(1.0, float(wait)))
        named = MINUTES.search(parts[1] if len(parts) > 1 else "")
        return Retry(words.OFTEN, max(1.0, int(named[1]) * SECONDS[named[2]]) if named else 600.0)
    return Refused(words.REFUSED)


def _json(answer: Response, *, sending: bool = False) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise Uncertain(words.BOARD.lost) if sending else Retry(words.STRANGE, AGAIN) from error


def _mapping(answer: Response) -> Mapping[str, Any]:
    return mapping(_json(answer))
