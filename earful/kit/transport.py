"""The one door to the outside: every HTTP request Earful makes goes through here.

It resolves the host itself, refuses internal addresses (so that no address a stranger supplies can reach the inside
of a network), connects to the very address it checked, bounds time and size, follows no redirect, keeps no cookies,
and tells apart the failures that matter for sending: `Unreachable` (nothing was sent) and `Broken` (something may
have been).
"""

import asyncio
import json as jsonlib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import httpcore
import httpx

from earful.kit import clock, jsontext, pulse, rates, unpacking
from earful.kit.addresses import (
    Forbidden,
    GuardedNetwork,
    TransportError,
    Unreachable,
    is_odd,
    is_public,
    trusted_hosts,
)
from earful.kit.courtesy import FREE, Pace

__all__ = [
    "Broken",
    "Forbidden",
    "Packed",
    "Response",
    "TooDeep",
    "TooLarge",
    "Transport",
    "TransportError",
    "Unreachable",
    "as_asked",
    "certificates",
    "is_odd",
    "is_public",
    "trusted_hosts",
]

MAX_BYTES = 20 * 1024 * 1024
TIMEOUT = httpx.Timeout(20.0, connect=10.0)
DEADLINE = 120.0  # a whole answer; the others bound each step of it


class Broken(TransportError):
    """The connection ended or timed out after the request may have arrived."""


class TooDeep(ValueError):
    """The answer holds boxes in boxes without end."""


class Packed(TransportError):
    """The answer is packed in a way that nobody here unpacks."""


class TooLarge(TransportError):
    """The answer was longer than allowed."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, whole. Header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    def json(self) -> Any:
        """The body as JSON, its texts such that they can be kept. Raises ValueError, of which TooDeep is one."""
        try:
            return jsontext.load(self.content)
        except RecursionError as error:
            raise TooDeep("The answer is nested too deeply.") from error

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return httpx.codes.is_success(self.status)


class Transport:
    """Use as `async with Transport() as door`. `trusted` adds `host:port` pairs to those of the environment.

    `strangers`: for addresses that somebody outside wrote down. Those of the environment do not count then, and only
    the web's own ports are spoken to.
    """

    def __init__(
        self,
        trusted: frozenset[str] = frozenset(),
        max_bytes: int = MAX_BYTES,
        *,
        strangers: bool = False,
        pace: Pace = FREE,
    ) -> None:
        self._max_bytes = max_bytes
        self._trusted = frozenset(host.lower() for host in trusted) | (frozenset() if strangers else trusted_hosts())
        self._doors: list[Transport] = []  # closed together with this one
        self.pace = pace  # how often each host may be asked, for those who visit strangers' pages
        self.rate: rates.Rate | None = None  # what was last said of how much may be asked
        wire = httpx.AsyncHTTPTransport(verify=_certificates(), trust_env=False)
        guard = self._guard = GuardedNetwork(self._trusted, strangers=strangers)
        # httpx has no way to say which network its pool uses; without this one the guard could be bypassed.
        wire._pool = httpcore.AsyncConnectionPool(_certificates(), keepalive_expiry=5.0, network_backend=guard)  # noqa: SLF001 -- see above
        self._client = httpx.AsyncClient(
            transport=wire,
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            headers={"accept-encoding": unpacking.ASKED},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # accounts share this door
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        for door in self._doors:
            await door.__aexit__(*exc)
        await self._client.aclose()

    def among_strangers(self, places: frozenset[str]) -> "Transport":
        """A door of its own for addresses that strangers wrote down. Of what this one trusts only `places` counts there."""
        door = Transport(self._trusted & places, self._max_bytes, strangers=True, pace=self.pace)
        self._doors.append(door)
        return door

    def trusts(self, place: str) -> bool:
        """Whether a `host:port` may be spoken to although it is internal."""
        return place.lower() in self._trusted

    async def request(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 -- of each step; the whole is bounded below
        max_bytes: int | None = None,
    ) -> Response:
        """One request, one answer, whatever its status. `params` values may be lists. Raises TransportError."""
        if json is not None:
            content = jsonlib.dumps(json, ensure_ascii=False).encode("utf-8", "replace")
            headers = {"content-type": "application/json", **(headers or {})}
        most = self._max_bytes if max_bytes is None else max_bytes
        try:
            async with (
                asyncio.timeout(max(DEADLINE, timeout or 0)),
                self._open(method, url, params, content, headers, timeout) as answer,
            ):
                return Response(answer.status_code, dict(answer.headers), await _body(answer, url, most))
        except TimeoutError as error:
            raise Broken(f"{_host(url)} took too long to answer.") from error

    async def beginning(
        self, url: str, headers: Mapping[str, str], most: int, wanted: Callable[[Response], bool], patience: float
    ) -> Response:
        """The first bytes of an answer as they come, still packed if it is; none unless the head of it is `wanted`.

        What follows is never read. `patience`: seconds for each step; whoever calls bounds the whole.
        """
        async with self._open("GET", url, None, None, headers, patience) as answer:
            head = Response(answer.status_code, dict(answer.headers), b"")
            body = bytearray()
            if wanted(head):
                async for chunk in answer.aiter_raw():
                    body += chunk
                    if len(body) >= most:
                        break
            return Response(head.status, head.headers, bytes(body[:most]))

    async def call(self, host: str, port: int, patience: float = 10.0) -> socket.socket:
        """A connection for what is no HTTP (mail), behind the same guard. Raises Forbidden, Unreachable."""
        if pulse.ours.lost():  # somebody else may be doing this by now
            raise Unreachable(f"{host} was not called: this process was away for too long.")
        return await self._guard.call(host, port, patience)

    @asynccontextmanager
    async def lines(self, url: str, headers: Mapping[str, str] | None = None) -> AsyncIterator[AsyncIterator[str]]:
        """A stream of lines (server-sent events), for as long as the other side keeps it open."""
        async with self._open("GET", url, None, None, headers, None) as answer:
            if answer.status_code != httpx.codes.OK:
                raise Unreachable(f"{_host(url)} refused the stream ({answer.status_code}).")
            yield answer.aiter_lines()

    @asynccontextmanager
    async def _open(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None,
        content: bytes | None,
        headers: Mapping[str, str] | None,
        timeout: float | None,  # noqa: ASYNC109 -- handed to httpx
    ) -> AsyncIterator[httpx.Response]:
        request = self._request(method, url, params, content, headers)
        if timeout is not None:
            request.extensions["timeout"] = httpx.Timeout(timeout).as_dict()
        if pulse.ours.lost():  # somebody else may be doing this by now
            raise Unreachable(f"Nothing was sent to {_host(url)}: this process was away for too long.")
        try:
            answer = await self._client.send(request, stream=True)
            self.rate = rates.rate(answer.headers, clock.now()) or self.rate
            try:
                yield answer
            finally:
                await answer.aclose()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise Unreachable(f"{_host(url)} cannot be reached ({type(error).__name__}).") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:  # the last is a place that it leads on to
            raise Broken(f"{_host(url)} did not finish its answer ({type(error).__name__}).") from error

    def _request(
        self,
        method: str,
        url: str,
        params: Mapping[str, Any] | None,
        content: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> httpx.Request:
        """The request, if its address is a plain web address. Raises Forbidden."""
        try:
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.port == 0:
                raise Forbidden("Only plain http and https addresses are allowed.")
            if params:
                url += ("&" if "?" in url else "?") + urlencode(params, doseq=True)
            return self._client.build_request(method, url, content=content, headers=headers)
        except (ValueError, httpx.InvalidURL) as error:  # ValueError: also what cannot be encoded
            raise Forbidden("This is not a web address.") from error


def certificates() -> ssl.SSLContext:
    """For what is no HTTP: the same trust, and no other language offered."""
    return httpx.create_ssl_context(trust_env=False)


def as_asked(url: str) -> str:
    """An address as it is asked for, all of it ASCII: names in their own script, and signs, spelt out. Raises Forbidden."""
    try:
        return str(httpx.URL(url).copy_with(fragment=None))
    except (ValueError, TypeError, httpx.InvalidURL) as error:
        raise Forbidden("This is not a web address.") from error


async def _body(answer: httpx.Response, url: str, most: int) -> bytes:
    """The whole of an answer, unpacked here: the client would unpack what was packed twice without any bound."""
    body = bytearray()
    try:
        unpacker = unpacking.Unpacker(answer.headers.get("content-encoding", ""))
        async for chunk in answer.aiter_raw():
            body += unpacker.feed(chunk, most - len(body))
            if len(body) > most:
                raise TooLarge(f"{_host(url)} sent more than {most} bytes.")
    except unpacking.Unknown as error:
        raise Packed(f"{_host(url)} packed its answer in a way that was not asked for.") from error
    except unpacking.Damaged as error:
        raise Broken(f"{_host(url)} sent an answer that cannot be unpacked.") from error
    return bytes(body)


@cache
def _certificates() -> ssl.SSLContext:
    """Whom we trust to say who is who; slow to load, and the same for all."""
    return httpx.create_ssl_context(trust_env=False)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
