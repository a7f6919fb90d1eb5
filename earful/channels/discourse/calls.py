"""Calls to a forum, and what becomes of its answers: one of the four failures, or JSON."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earful.channels.contract import Expired, Retry, Uncertain
from earful.channels.discourse import words
from earful.channels.payloads import mapping
from earful.channels.simple import AGAIN, reach
from earful.kit.transport import Response, Transport

MOST = 10 * 1024 * 1024
FORBIDDEN, UNKNOWN = 403, 401


class Denied(Exception):
    """The forum said no, with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class Forum:
    """One forum, as one user. `concern`: words of which a post must hold one; none: every post concerns us."""

    url: str
    user: str
    key: str
    concern: tuple[str, ...]
    transport: Transport

    async def get(self, path: str, **params: Any) -> Any:
        """What stands there. Raises Retry, Refused, Expired, Denied."""
        return await self._told(await self._ask("GET", path, sending=False, params=params), sending=False)

    async def order(self, method: str, path: str, fields: Mapping[str, Any] | None = None) -> Any:
        """Something new, changed or gone. Raises Uncertain as well."""
        answer = await self._ask(method, path, sending=True, json=fields)
        if answer.ok and not answer.content.strip():
            return {}
        return await self._told(answer, sending=True)

    async def me(self) -> Mapping[str, Any]:
        """Our own user; nothing where the key is not known."""
        answer = await self._ask("GET", "/session/current.json", sending=False)
        if not answer.ok:
            return {}
        try:
            return mapping(mapping(answer.json()).get("current_user"))
        except ValueError:
            return {}

    async def _ask(self, method: str, path: str, *, sending: bool, **more: Any) -> Response:
        known = {"api-key": self.key, "api-username": self.user} if self.key else {}
        headers = {**known, "accept": "application/json"}
        given = {name: value for name, value in more.items() if value}
        return await reach(
            self.transport, method, self.url + path, sending=sending, headers=headers, max_bytes=MOST, **given
        )

    async def _told(self, answer: Response, *, sending: bool) -> Any:
        if answer.status == UNKNOWN or (answer.status == FORBIDDEN and not await self.me()):
            raise Expired(words.EXPIRED)
        if not answer.ok:
            raise Denied(answer.status)
        try:
            return answer.json()
        except ValueError as error:
            raise Uncertain(words.LOST) if sending else Retry(words.STRANGE, AGAIN) from error
