"""Calls to a Lemmy server (version 3 of its interface), signed in as one user; and what becomes of its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earful.channels.contract import Expired, Retry, Session, SessionKeeper, Uncertain
from earful.channels.lemmy import words
from earful.channels.payloads import mapping
from earful.channels.simple import AGAIN, reach
from earful.kit.transport import Response, Transport

API = "/api/v3"
UNKNOWN, MISSING = 401, 404
NOT_THERE = frozenset(
    {"not_found", "couldnt_find_post", "couldnt_find_comment", "couldnt_find_private_message", "couldnt_find_community"}
)
NOT_US = frozenset({"not_logged_in", "incorrect_login"})
LIMITED = "rate_limit_error"
MOST = 10 * 1024 * 1024
PAUSE = 60.0


class Denied(Exception):
    """The server said no. `missing`: there is nothing of that name."""

    def __init__(self, *, missing: bool) -> None:
        super().__init__("missing" if missing else "denied")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Server:
    """One server, as one user."""

    url: str
    user: str
    password: str
    keeper: SessionKeeper
    transport: Transport

    async def get(self, path: str, **params: Any) -> Mapping[str, Any]:
        """What is there. Raises Retry, Expired, Denied."""
        return await self._ask("GET", path, sending=False, params={key: str(value) for key, value in params.items()})

    async def order(self, method: str, path: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """Something new, changed or gone. Raises Uncertain as well."""
        return await self._ask(method, path, sending=True, json=dict(fields))

    async def _ask(self, method: str, path: str, *, sending: bool, **more: Any) -> Mapping[str, Any]:
        """One request, signed in; signed in anew where the sign-in is no longer taken."""
        for fresh in (False, True):
            headers = {"authorization": f"Bearer {await self._token(fresh=fresh)}", "accept": "application/json"}
            answer = await reach(
                self.transport, method, self.url + API + path, sending=sending, headers=headers, max_bytes=MOST, **more
            )
            told, error = read(answer)
            if answer.status != UNKNOWN and error not in NOT_US:
                return _good(answer, told, error, sending=sending)
        raise Expired(words.EXPIRED)

    async def _token(self, *, fresh: bool) -> str:
        session = await self.keeper.current()
        if fresh or not session.get("token"):

            async def renewal(_stale: Session) -> Session:
                return await sign_in(self.transport, self.url, self.user, self.password)

            session = await self.keeper.renew(session, renewal)
        return str(session.get("token"))


async def sign_in(transport: Transport, url: str, user: str, password: str) -> Session:
    """A token. Raises Expired, Retry."""
    fields = {"username_or_email": user, "password": password}
    told, error = read(await reach(transport, "POST", f"{url}{API}/user/login", json=fields))
    if error == LIMITED:
        raise Retry(words.BUSY, PAUSE)
    token = told.get("jwt")
    if not isinstance(token, str) or not token.isascii() or not token:
        raise Expired(words.EXPIRED)
    return {"token": token}


def read(answer: Response) -> tuple[Mapping[str, Any], str]:
    """What it holds, and the name of the error if it is one."""
    try:
        told = mapping(answer.json())
    except ValueError:
        return {}, "" if answer.ok else "unknown"
    error = told.get("error")
    return told, error if isinstance(error, str) else "" if answer.ok else "unknown"


def _good(answer: Response, told: Mapping[str, Any], error: str, *, sending: bool) -> Mapping[str, Any]:
    if error == LIMITED:
        raise Retry(words.BUSY, PAUSE)
    if error:
        raise Denied(missing=answer.status == MISSING or error in NOT_THERE)
    if not told:
        raise Uncertain(words.BOARD.lost) if sending else Retry(words.STRANGE, AGAIN)
    return told
