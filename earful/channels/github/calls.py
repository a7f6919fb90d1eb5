"""Calls to GitHub, and what becomes of its answers: one of the four failures, or an answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earful.channels.contract import Expired, Refused, Retry, Uncertain
from earful.channels.github import words
from earful.channels.simple import AGAIN, pause, reach
from earful.kit.transport import Response, Transport

API = "https://api.github.com"
HEADERS = {
    "accept": "application/vnd.github.full+json",  # words as written and as shown
    "user-agent": "Earful/1.0",
    "x-github-api-version": "2022-11-28",
}
UNKNOWN, FORBIDDEN, MISSING, GONE = 401, 403, 404, 410
MOVED = frozenset({301, 302, 307, 308})
AWAY = frozenset({MISSING, GONE}) | MOVED
UNCHANGED = 304
ISSUES, COMMENTS, TALKS = "issues", "issues/comments", "discussions"
MINUTE = 60.0  # the least that is asked for without saying how long


class Denied(Exception):
    """GitHub said no, with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


@dataclass(frozen=True, slots=True)
class Hub:
    """GitHub, as one user. `repositories`: names by number; `concern`: words of which one must be there, or none.

    `kinds`: what is heard there.
    """

    api: str
    token: str
    repositories: Mapping[int, str]
    concern: tuple[str, ...]
    transport: Transport
    kinds: tuple[str, ...] = (ISSUES, COMMENTS)

    async def get(self, path: str, etag: str = "", **params: Any) -> Response:
        """An answer that is a success, or unchanged. Raises Retry, Refused, Expired, Denied."""
        headers = {"if-none-match": etag} if etag else {}
        return await self.ask("GET", self.api + path, sending=False, params=params, headers=headers)

    async def order(self, method: str, path: str, fields: Mapping[str, Any] | None = None) -> Any:
        """Something new, changed or gone. Raises Uncertain as well."""
        answer = await self.ask(method, self.api + path, sending=True, json=fields, headers={})
        return read(answer, sending=True) if answer.content.strip() else {}

    async def ask(self, method: str, url: str, *, sending: bool, headers: Mapping[str, str], **more: Any) -> Response:
        """One request as this user. Raises Retry, Refused, Expired, Denied, and Uncertain if it is `sending`."""
        known = {**HEADERS, "authorization": f"Bearer {self.token}", **headers}
        given = {name: value for name, value in more.items() if value}
        answer = await reach(self.transport, method, url, sending=sending, headers=known, **given)
        if answer.status == UNKNOWN:
            raise Expired(words.EXPIRED)
        if answer.status == FORBIDDEN and is_haste(answer):
            raise Retry(words.BUSY, rest(answer))
        if not answer.ok and answer.status != UNCHANGED:
            raise Denied(answer.status)
        return answer

    def named(self, repository: int) -> str:
        """The name of a repository of ours. Raises Refused."""
        if repository not in self.repositories:
            raise Refused(words.NOT_OURS)
        return self.repositories[repository]


def is_haste(answer: Response) -> bool:
    """Whether it was refused only because too much was asked."""
    spent = answer.headers.get("x-ratelimit-remaining") == "0"
    return spent or "retry-after" in answer.headers or b"secondary rate limit" in answer.content[:2_000]


def rest(answer: Response) -> float:
    """For how long GitHub wants to be left alone; where it does not say so, a minute, as it asks elsewhere."""
    said = "retry-after" in answer.headers or answer.headers.get("x-ratelimit-remaining") == "0"
    return pause(answer) if said else MINUTE


def read(answer: Response, *, sending: bool = False) -> Any:
    """What an answer holds."""
    try:
        return answer.json()
    except ValueError as error:
        raise Uncertain(words.LOST) if sending else Retry(words.STRANGE, AGAIN) from error
