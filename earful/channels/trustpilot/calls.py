"""Trustpilot's interface for one company, in the name of a program that its plan lets in."""

import base64
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from earful.channels.bearing import FORM, Bearer, session_of, told
from earful.channels.contract import Expired, Refused, Retry, Session, SessionKeeper, Uncertain, Unreadable
from earful.channels.markdown import essence
from earful.channels.payloads import listed
from earful.channels.reviews.reading import Raw
from earful.channels.reviews.shape import NAME, Reply, Review
from earful.channels.simple import AGAIN, reach
from earful.channels.trustpilot import wire, words
from earful.kit import clock
from earful.kit.transport import Response, Transport

API = "https://api.trustpilot.com/v1"
SIGN_IN = "/oauth/oauth-business-users-for-applications/accesstoken"
PAGE, PAGES = 100, 50
FORBIDDEN, MISSING = 403, 404


@dataclass(frozen=True, slots=True)
class Key:
    """A key and its secret."""

    api: str
    key: str
    secret: str = field(repr=False)

    async def sign_in(self, transport: Transport) -> Session:
        """A token for some days. Raises Expired, Retry."""
        proof = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
        headers = {**FORM, "authorization": f"Basic {proof}"}
        content = b"grant_type=client_credentials"
        answer = await reach(transport, "POST", self.api + SIGN_IN, content=content, headers=headers)
        if not answer.ok:
            raise Expired(words.EXPIRED)
        return session_of(told(answer), words.STRANGE)


@dataclass(frozen=True, slots=True)
class Company:
    """The reviews of one company. `user`: the business user in whose name it answers."""

    unit: str
    user: str
    key: Key
    keeper: SessionKeeper
    transport: Transport
    forgets: bool = False

    async def pages(self) -> AsyncIterator[list[Raw]]:
        """Reviews with our answers, the newest first."""
        for page in range(1, PAGES + 1):
            found = await self.get(
                f"/private/business-units/{self.unit}/reviews",
                {"perPage": str(PAGE), "page": str(page), "orderBy": "createdat.desc"},
            )
            reviews = listed(found.get("reviews"), PAGE * 2)
            yield [wire.bare(one) for one in reviews]
            if len(reviews) < PAGE:
                return

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
        answer = await self._ask("GET", f"/private/reviews/{quote(name, safe='')}")
        return None if answer.status == MISSING else wire.bare(_good(answer))

    async def put(self, review: Review, text: str) -> Reply:
        """Answer it; what then stands there is read, for the answer to that does not say."""
        given = {"authorBusinessUserId": self.user, "message": text}
        answer = await self._ask("POST", self._reply(review), sending=True, json=given)
        if not answer.ok:
            raise Refused(words.GONE if answer.status == MISSING else words.REFUSED)
        return await self._as_it_stands(review.name, text)

    async def _as_it_stands(self, name: str, text: str) -> Reply:
        """Our answer, which was taken: as Trustpilot shows it, unless it cannot be read yet or an earlier state is shown."""
        try:
            raw = await self.one(name)
            made = wire.understand(raw).reply if raw is not None else None
        except (Retry, Refused, Expired, Unreadable):
            made = None
        return made if made is not None and essence(made.text) == essence(text) else Reply(text, clock.now())

    async def take(self, review: Review) -> None:
        """Take our answer back."""
        try:
            answer = await self._ask("DELETE", self._reply(review), sending=True)
        except Uncertain as uncertain:
            raise Uncertain(words.CHANGE_LOST) from uncertain
        if not answer.ok and answer.status != MISSING:
            raise Refused(words.REFUSED)

    async def get(self, path: str, params: Mapping[str, str]) -> Raw:
        """What stands there."""
        answer = await self._ask("GET", path, params=params)
        if answer.status == MISSING:
            raise Refused(words.NO_UNIT)
        return _good(answer)

    def _reply(self, review: Review) -> str:
        return f"/private/reviews/{quote(review.name, safe='')}/reply"

    async def _ask(self, method: str, path: str, *, sending: bool = False, **more: Any) -> Response:
        bearer = Bearer(self.keeper, lambda: self.key.sign_in(self.transport), words.EXPIRED)
        headers = {"apikey": self.key.key}
        answer = await bearer.ask(self.transport, method, self.key.api + path, sending=sending, headers=headers, **more)
        if answer.status == FORBIDDEN:
            raise Refused(words.NO_PLAN)
        return answer


def _good(answer: Response) -> Raw:
    if not answer.ok:
        raise Refused(words.REFUSED)
    found = told(answer)
    if not found:
        raise Retry(words.STRANGE, AGAIN)
    return found
