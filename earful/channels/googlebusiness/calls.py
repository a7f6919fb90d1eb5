"""Google's interface for the reviews of one place, in the name of its owner, who has consented once."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from earful.channels.bearing import FORM, Bearer, session_of, told
from earful.channels.contract import Expired, Refused, Retry, Session, SessionKeeper, Uncertain
from earful.channels.googlebusiness import wire, words
from earful.channels.payloads import listed
from earful.channels.reviews.reading import Raw
from earful.channels.reviews.shape import NAME, Reply, Review
from earful.channels.simple import AGAIN, reach
from earful.kit.transport import Response, Transport

API = "https://mybusiness.googleapis.com/v4"
ACCOUNTS = "https://mybusinessaccountmanagement.googleapis.com/v1"
PLACES = "https://mybusinessbusinessinformation.googleapis.com/v1"
TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105 -- an address
PAGE, PAGES = 50, 100
FORBIDDEN, MISSING = 403, 404
SWITCHED_OFF = b"SERVICE_DISABLED"  # the reason where the project has not switched an interface on


class DeniedClient(Exception):
    """Google does not know the program, whatever its owner has consented to."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the owner has consented to, given to one program."""

    client: str
    secret: str = field(repr=False)
    refresh: str = field(repr=False)
    at: str = TOKEN  # where tokens are given out

    async def sign_in(self, transport: Transport) -> Session:
        """A token for an hour. Raises Expired, Retry, DeniedClient."""
        form = {"grant_type": "refresh_token", "client_id": self.client, "client_secret": self.secret}
        content = urlencode({**form, "refresh_token": self.refresh}).encode()
        answer = await reach(transport, "POST", self.at, content=content, headers=FORM)
        if told(answer).get("error") in ("invalid_client", "unauthorized_client"):
            raise DeniedClient
        if not answer.ok:
            raise Expired(words.EXPIRED)
        return session_of(told(answer), words.STRANGE)

    async def renew(self, transport: Transport) -> Session:
        """The same. Raises Expired, Retry."""
        try:
            return await self.sign_in(transport)
        except DeniedClient as denied:
            raise Expired(words.EXPIRED) from denied


@dataclass(frozen=True, slots=True)
class Owner:
    """Who asks."""

    consent: Consent
    keeper: SessionKeeper
    transport: Transport

    async def ask(self, method: str, url: str, *, sending: bool = False, **more: Any) -> Response:
        """One request, signed in. Raises the failures."""
        bearer = Bearer(self.keeper, lambda: self.consent.renew(self.transport), words.EXPIRED)
        answer = await bearer.ask(self.transport, method, url, sending=sending, **more)
        if answer.status == FORBIDDEN:
            raise Refused(words.NO_ACCESS if SWITCHED_OFF in answer.content else words.NO_RIGHT)
        return answer


@dataclass(frozen=True, slots=True)
class Business:
    """The reviews of one place. `name`: its account's and its own, as Google writes them."""

    api: str
    name: str
    owner: Owner
    forgets: bool = False

    async def pages(self) -> AsyncIterator[list[Raw]]:
        """Reviews with our answers, those changed last first."""
        place: Mapping[str, str] = {}
        for _ in range(PAGES):
            found = await self.get({"pageSize": str(PAGE), "orderBy": "updateTime desc", **place})
            yield listed(found.get("reviews"), PAGE * 2)
            after = found.get("nextPageToken")
            if not isinstance(after, str) or not after:
                return
            place = {"pageToken": after[:2000]}

    def name_of(self, raw: Raw) -> str:
        """A review's own name."""
        return wire.name_of(raw)

    def understand(self, raw: Raw) -> Review:
        """A review with our answer."""
        return wire.understand(raw)

    async def one(self, name: str) -> Raw | None:
        """A review as it is now."""
        if not NAME.fullmatch(name):
            return None
        answer = await self.owner.ask("GET", self._address(name))
        return None if answer.status == MISSING else _good(answer)

    async def put(self, review: Review, text: str) -> Reply:
        """Answer it."""
        answer = await self.owner.ask(
            "PUT", f"{self._address(review.name)}/reply", sending=True, json={"comment": text}
        )
        if answer.status == MISSING:
            raise Refused(words.GONE)
        told = _good(answer, sending=True)
        made = wire.reply({name: told[name] for name in ("comment", "updateTime") if name in told})
        if made is None:
            raise Uncertain(words.LOST)
        return made

    async def take(self, review: Review) -> None:
        """Take our answer back."""
        try:
            answer = await self.owner.ask("DELETE", f"{self._address(review.name)}/reply", sending=True)
        except Uncertain as uncertain:
            raise Uncertain(words.CHANGE_LOST) from uncertain
        if not answer.ok and answer.status != MISSING:
            raise Refused(words.REFUSED)

    async def get(self, params: Mapping[str, str]) -> Raw:
        """A page of reviews. Raises Refused where there is no such place."""
        answer = await self.owner.ask("GET", f"{self.api}/{self.name}/reviews", params=params)
        if answer.status == MISSING:
            raise Refused(words.NO_LOCATION)
        return _good(answer)

    def _address(self, name: str) -> str:
        return f"{self.api}/{self.name}/reviews/{quote(name, safe='')}"


def _good(answer: Response, *, sending: bool = False) -> Raw:
    if not answer.ok:
        raise Refused(words.REFUSED)
    found = told(answer)
    if not found and answer.content.strip() not in (b"{}", b""):
        raise Uncertain(words.LOST) if sending else Retry(words.STRANGE, AGAIN)
    return found
