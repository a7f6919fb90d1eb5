"""Calls to a Matrix server's client interface, and what becomes of its answers: one of the four failures, or JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from earful.channels.contract import Expired, Failure, Refused, Retry, Uncertain
from earful.channels.matrix import words
from earful.channels.matrix.shapes import Thing, mapping, text
from earful.kit.transport import Forbidden, Response, TooLarge, Transport, TransportError, Unreachable

AGAIN, LONGEST = 30.0, 3600.0
MOST = 20 * 1024 * 1024
CLIENT = "/_matrix/client/v3"


class Denied(Exception):
    """The server said no. `code` is its own name for why."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code

    @property
    def missing(self) -> bool:
        """Whether there is no such thing."""
        return self.status == 404


class TooMuch(Retry):
    """The answer was longer than is taken at once."""


@dataclass(frozen=True, slots=True)
class Home:
    """One server, as one user. `base`: its address without a path."""

    base: str
    token: str
    transport: Transport

    async def get(self, *path: str, **params: Any) -> Thing:
        """What stands there. Raises Retry, Refused, Expired, Denied."""
        return await self._call("GET", path, params, None)

    async def put(self, *path: str, fields: Thing) -> Thing:
        """Something new, under a name that is ours. Raises Uncertain as well."""
        return await self._call("PUT", path, {}, fields)

    async def post(self, *path: str, fields: Thing) -> Thing:
        """Something that may be asked for again without harm."""
        return await self._call("POST", path, {}, fields)

    async def fetch(self, path: str, most: int) -> Response:
        """A file. Raises Retry, Refused, Denied."""
        headers = {"authorization": f"Bearer {self.token}"}
        try:
            answer = await self.transport.request("GET", self.base + path, headers=headers, max_bytes=most)
        except Unreachable as error:
            raise Retry(words.AWAY, AGAIN) from error
        except TransportError as error:
            raise Refused(words.NO_PICTURE) from error
        if not answer.ok:
            raise Denied(answer.status, "")
        return answer

    async def bring(self, content: bytes, mime: str, name: str) -> Thing:
        """A file goes to the server; it is seen nowhere until a message names it."""
        headers = {"authorization": f"Bearer {self.token}", "content-type": mime}
        return await self._ask(
            "POST", "/_matrix/media/v3/upload", {"params": {"filename": name}, "content": content, "headers": headers}
        )

    async def _call(self, method: str, path: tuple[str, ...], params: Mapping[str, Any], fields: Thing | None) -> Thing:
        where = "/".join((CLIENT, *(quote(step, safe="") for step in path)))
        patience = float(params.get("timeout", 0)) / 1000 + 20.0
        more = {"params": params, "json": fields, "timeout": patience, "max_bytes": MOST}
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        return await self._ask(method, where, {**more, "headers": headers}, sending=method == "PUT")

    async def _ask(self, method: str, where: str, more: dict[str, Any], *, sending: bool = False) -> Thing:
        try:
            answer = await self.transport.request(method, self.base + where, **more)
        except Forbidden as error:
            raise Refused(words.INTERNAL) from error
        except Unreachable as error:
            raise Retry(words.AWAY, AGAIN) from error
        except TooLarge as error:
            raise Uncertain(words.LOST) if sending else TooMuch(words.STRANGE, AGAIN) from error
        except TransportError as error:
            raise Uncertain(words.LOST) if sending else Retry(words.AWAY, AGAIN) from error
        return understood(answer, sending=sending)


def understood(answer: Response, *, sending: bool) -> Thing:
    """The object that an answer holds."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    told = mapping(found)
    code = text(told.get("errcode"), 100)
    if answer.status == 429:
        raise Retry(words.BUSY, _pause(told.get("retry_after_ms"), answer.headers.get("retry-after", "")))
    if answer.status == 401 or code in ("M_UNKNOWN_TOKEN", "M_USER_DEACTIVATED"):
        raise Expired(words.EXPIRED)
    if answer.ok and isinstance(found, Mapping):
        return told
    if answer.ok or answer.status >= 500:
        raise _doubt(words.STRANGE if answer.ok else words.AWAY, sending=sending)
    raise Denied(answer.status, code)


def _doubt(said: str, *, sending: bool) -> Failure:
    return Uncertain(words.LOST) if sending else Retry(said, AGAIN)


def _pause(milliseconds: object, header: str) -> float:
    if isinstance(milliseconds, int | float) and not isinstance(milliseconds, bool):
        return min(max(float(milliseconds) / 1000, 1.0), LONGEST)
    known = header.isascii() and header.isdigit() and len(header) < 9
    return min(max(float(header), 1.0), LONGEST) if known else AGAIN


def as_json(value: Thing) -> str:
    """A filter, as it stands in an address."""
    return json.dumps(value, separators=(",", ":"))
