"""Calls to Slack's Web API, and what becomes of its answers: one of the four failures, or what they hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from earful.channels.contract import Expired, Refused, Retry, Uncertain
from earful.channels.payloads import mapping
from earful.channels.simple import AGAIN, pause
from earful.channels.slack import words
from earful.kit.transport import Forbidden, Response, Transport, TransportError, Unreachable

MOST = 20 * 1024 * 1024
SIGNED_OUT = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "user_removed_from_team"}
)
UNSURE = frozenset(
    {
        *("internal_error", "fatal_error", "service_unavailable", "request_timeout"),
        *("team_added_to_org", "org_login_required"),  # while a workspace moves into an organization
    }
)
Raw = Mapping[str, Any]


class Denied(Exception):
    """Slack said no. `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Team:
    """One workspace, as one app. `api`: where the methods are."""

    api: str
    token: str = field(repr=False)
    transport: Transport = field(repr=False)

    async def ask(self, method: str, **fields: Any) -> Raw:
        """What a method answers. Raises Retry, Refused, Expired, Denied."""
        return await self._call(method, fields, self.token, sending=False)

    async def ask_as(self, token: str, method: str) -> Raw:
        """The same, by another token."""
        return await self._call(method, {}, token, sending=False)

    async def order(self, method: str, **fields: Any) -> Raw:
        """Something that people see. Raises Uncertain as well."""
        return await self._call(method, fields, self.token, sending=True)

    async def file(self, url: str, most: int) -> Response:
        """A file that somebody sent. Raises Refused, Retry."""
        try:
            headers = {"authorization": f"Bearer {self.token}"}
            return await self.transport.request("GET", url, headers=headers, max_bytes=most)
        except Unreachable as error:
            raise Retry(words.AWAY, AGAIN) from error
        except TransportError as error:
            raise Refused(words.NO_PICTURE) from error

    async def _call(self, method: str, fields: Mapping[str, Any], token: str, *, sending: bool) -> Raw:
        headers = {"authorization": f"Bearer {token}"}
        more: dict[str, Any] = {"json": fields}
        if not sending:  # methods that read take forms only, all of them
            headers["content-type"] = "application/x-www-form-urlencoded"
            more = {"content": urlencode(fields).encode()}
        try:
            answer = await self.transport.request(
                "POST", f"{self.api}/{method}", headers=headers, max_bytes=MOST, **more
            )
        except Forbidden as error:
            raise Refused(words.INTERNAL) from error
        except Unreachable as error:
            raise Retry(words.AWAY, AGAIN) from error
        except TransportError as error:
            raise Uncertain(words.LOST) if sending else Retry(words.AWAY, AGAIN) from error
        return understood(answer, sending=sending)


def understood(answer: Response, *, sending: bool) -> Raw:
    """What an answer holds: nearly every one is a success by its status, and says inside what it is."""
    try:
        told = mapping(answer.json())
    except ValueError:
        told = {}
    code = told.get("error")
    if answer.status == 429 or code in ("ratelimited", "rate_limited"):
        raise Retry(words.BUSY, pause(answer))
    if code in SIGNED_OUT:
        raise Expired(words.EXPIRED)
    if answer.ok and told.get("ok") is True:
        return told
    if code == "missing_scope":
        raise Refused(words.NO_SCOPE)
    if not isinstance(code, str) or code in UNSURE:
        raise Uncertain(words.LOST) if sending else Retry(words.STRANGE if answer.ok else words.AWAY, AGAIN)
    raise Denied(code[:100])
