"""Calls to a WordPress site's REST interface, and what becomes of its answers: one of the four failures, or JSON."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from earful.channels.contract import Expired, Refused, Retry, Uncertain
from earful.channels.wordpress import words
from earful.kit import clock
from earful.kit.courtesy import retry_after
from earful.kit.transport import Forbidden, Response, Transport, TransportError, Unreachable

AGAIN = 60.0
MOST = 10 * 1024 * 1024


class Denied(Exception):
    """The site said no. `code` is its own name for why, and its status."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True)
class Site:
    """One site, as one user. `api`: where its interface begins, ending in `wp-json/` or `?rest_route=/`."""

    api: str
    user: str
    password: str
    transport: Transport

    async def get(self, path: str, **params: Any) -> Any:
        """What stands there. Raises Retry, Refused, Expired, Denied."""
        return await self._call("GET", path, params, None)

    async def post(self, path: str, fields: Mapping[str, Any]) -> Any:
        """Something new. Raises Uncertain as well."""
        return await self._call("POST", path, {}, fields)

    async def delete(self, path: str) -> Any:
        """Away with it. Raises Uncertain as well."""
        return await self._call("DELETE", path, {}, None)

    async def _call(self, method: str, path: str, params: Mapping[str, Any], fields: Mapping[str, Any] | None) -> Any:
        login = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        headers = {"authorization": f"Basic {login}", "accept": "application/json"}
        try:
            answer = await self.transport.request(
                method, self.api + path, params=params, json=fields, headers=headers, max_bytes=MOST
            )
        except Forbidden as error:
            raise Refused(words.INTERNAL) from error
        except Unreachable as error:
            raise Retry(words.AWAY, AGAIN) from error
        except TransportError as error:
            raise (Retry(words.AWAY, AGAIN) if method == "GET" else Uncertain(words.LOST)) from error
        return _understood(answer, method)


def _understood(answer: Response, method: str) -> Any:
    if answer.status in (429, 503):
        raise Retry(words.BUSY, retry_after(answer.headers.get("retry-after", ""), clock.now(), AGAIN))
    if answer.status >= 500:
        raise Retry(words.AWAY, AGAIN) if method == "GET" else Uncertain(words.LOST)
    try:
        found = answer.json()
    except ValueError as error:
        raise (Retry(words.STRANGE, AGAIN) if method == "GET" else Uncertain(words.LOST)) from error
    if answer.ok:
        return found
    code = str(found.get("code", "")) if isinstance(found, dict) else ""
    if answer.status == 401:
        raise Expired(words.EXPIRED)
    raise Denied(answer.status, code[:100])
