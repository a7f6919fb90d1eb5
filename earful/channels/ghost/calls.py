"""Calls to a Ghost site: with an integration's key as a program, and signed in as one of its members."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from earful.channels import tokens
from earful.channels.contract import Expired, Refused, Retry, Session, SessionKeeper
from earful.channels.ghost import words
from earful.channels.payloads import listed
from earful.channels.payloads import words as text_of
from earful.channels.simple import AGAIN, reach, told
from earful.kit import clock
from earful.kit.fitness import place_of
from earful.kit.transport import Response, Transport

API, MEMBERS = "/ghost/api/admin", "/members"
VERSION = "v6.0"
LASTS = 240  # seconds; Ghost takes no token of more than five minutes
UNKNOWN = 401
COOKIE = re.compile(r"(?:^|[,\s])(ghost-members-ssr(?:\.sig)?)=([^;,\s]{1,200})")
MOST = 10 * 1024 * 1024


class Denied(Exception):
    """The site said no, with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class Site:
    """One site. `url`: where its readers are; `home`: where its interface for programs is, which may be elsewhere."""

    url: str
    home: str
    key: str = field(repr=False)
    transport: Transport

    async def get(self, path: str, **params: Any) -> tuple[Mapping[str, Any], datetime]:
        """What stands there, and the time by the site's own clock. Raises Retry, Refused, Expired, Denied."""
        answer = await self._ask("GET", path, params=params)
        return told(answer), time_of(answer)

    async def put(self, path: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """A comment as it is after a change. Raises Uncertain as well."""
        return one_of(await self._ask("PUT", path, sending=True, json={"comments": [fields]}))

    async def door(self, member: str) -> Session:
        """A member's way in: what the site would mail them, gone through. Raises Retry, Refused, Expired, Denied."""
        found, _ = await self.get(f"/members/{member}/signin_urls/")
        shown = [one.get("url") for one in listed(found.get("member_signin_urls"), 1)]
        address = text_of(shown[0] if shown else "", 2_000)
        token = parse_qs(urlsplit(address).query).get("token", [""])[0]
        if not token or place_of(address) != place_of(self.url):
            raise Retry(words.STRANGE, AGAIN)
        params = {"token": token, "action": "signin"}
        answer = await reach(self.transport, "GET", f"{self.url}{MEMBERS}/", params=params)
        cookies = dict(COOKIE.findall(answer.headers.get("set-cookie", "")))
        if len(cookies) != 2:
            raise Refused(words.NO_DOOR)
        return {"cookie": "; ".join(f"{name}={value}" for name, value in sorted(cookies.items()))}

    async def _ask(self, method: str, path: str, *, sending: bool = False, **more: Any) -> Response:
        headers = {"authorization": f"Ghost {self._token()}", "accept-version": VERSION, "accept": "application/json"}
        url = f"{self.home}{API}{path}"
        answer = await reach(self.transport, method, url, sending=sending, headers=headers, max_bytes=MOST, **more)
        if answer.status == UNKNOWN:
            raise Expired(words.EXPIRED)
        return _granted(answer)

    def _token(self) -> str:
        name, _, secret = self.key.partition(":")
        now = int(clock.now().timestamp())
        return tokens.sealed(bytes.fromhex(secret), {"kid": name}, {"iat": now, "exp": now + LASTS, "aud": "/admin/"})


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the site, signed in as in a browser: so whom it answers gets the site's own mail about it."""

    site: Site
    name: str
    keeper: SessionKeeper

    async def order(self, method: str, path: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        """A comment as it is after this. Raises Retry, Refused, Expired, Uncertain, Denied."""
        for fresh in (False, True):
            headers = {"cookie": await self._cookie(fresh=fresh), "accept": "application/json"}
            url, given = f"{self.site.url}{MEMBERS}/api{path}", {"comments": [fields]}
            answer = await reach(self.site.transport, method, url, sending=True, headers=headers, json=given)
            if answer.status != UNKNOWN:
                return one_of(_granted(answer))
        raise Refused(words.NO_DOOR)

    async def _cookie(self, *, fresh: bool) -> str:
        session = await self.keeper.current()
        if fresh or not session.get("cookie"):

            async def renewal(_stale: Session) -> Session:
                return await self.site.door(self.name)

            session = await self.keeper.renew(session, renewal)
        return str(session.get("cookie"))


def one_of(answer: Response) -> Mapping[str, Any]:
    """The comment that an answer to an order holds; an empty one where it holds none."""
    return next(iter(listed(told(answer, sending=True).get("comments"), 1)), {})


def time_of(answer: Response) -> datetime:
    """When the site answered, by its own clock; by ours where it does not say."""
    try:
        said = parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError):
        return clock.now()
    return said if said.tzinfo else clock.now()


def _granted(answer: Response) -> Response:
    if not answer.ok:
        raise Denied(answer.status)
    return answer
