"""Google Play's interface for one app, in the name of a service account that signs in by its key."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from earful.channels import tokens
from earful.channels.bearing import FORM, Bearer, session_of
from earful.channels.contract import Expired, Refused, Retry, Session, SessionKeeper, Uncertain
from earful.channels.googleplay import wire, words
from earful.channels.payloads import listed, mapping
from earful.channels.reviews.reading import Raw
from earful.channels.reviews.shape import NAME, Reply, Review
from earful.channels.simple import AGAIN, reach
from earful.kit import clock
from earful.kit.transport import Response, Transport

API = "https://androidpublisher.googleapis.com/androidpublisher/v3"
TOKEN = "https://oauth2.googleapis.com/token"  # noqa: S105 -- an address
SCOPE = "https://www.googleapis.com/auth/androidpublisher"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LASTS = 3600
PAGE, PAGES = 100, 50
FORBIDDEN, MISSING = 403, 404


@dataclass(frozen=True, slots=True)
class Account:
    """A service account: its mail address and its key."""

    email: str
    key: str
    at: str  # where tokens are given out

    async def sign_in(self, transport: Transport) -> Session:
        """A token for an hour. Raises Expired, Retry."""
        now = int(clock.now().timestamp())
        claims = {"iss": self.email, "scope": SCOPE, "aud": self.at, "iat": now, "exp": now + LASTS}
        form = urlencode({"grant_type": GRANT, "assertion": tokens.signed(self.key, {}, claims)}).encode()
        answer = await reach(transport, "POST", self.at, content=form, headers=FORM)
        if not answer.ok:
            raise Expired(words.EXPIRED)
        return session_of(_told(answer), words.STRANGE)


@dataclass(frozen=True, slots=True)
class Play:
    """The reviews of one app."""

    api: str
    package: str
    account: Account
    keeper: SessionKeeper
    transport: Transport
    forgets: bool = True

    async def pages(self) -> AsyncIterator[list[Raw]]:
        """What was written or changed in the last week, as Google gives it."""
        place: dict[str, str] = {}
        for _ in range(PAGES):
            told = await self.get("", {"maxResults": str(PAGE), **place})
            yield listed(told.get("reviews"), PAGE * 2)
            after = mapping(told.get("tokenPagination")).get("nextPageToken")
            if not isinstance(after, str) or not after:
                return
            place = {"token": after[:2000]}

    def name_of(self, raw: Raw) -> str:
        """A review's own name."""
        return wire.name_of(raw)

    def understand(self, raw: Raw) -> Review:
        """A review with our answer."""
        return wire.understand(raw, self.package)

    async def one(self, name: str) -> Raw | None:
        """A review as it is now."""
        if not NAME.fullmatch(name):
            return None
        answer = await self._ask("GET", f"/{quote(name, safe='')}")
        return None if answer.status == MISSING else _good(answer)

    async def put(self, review: Review, text: str) -> Reply:
        """Answer it."""
        answer = await self._ask(
            "POST", f"/{quote(review.name, safe='')}:reply", sending=True, json={"replyText": text}
        )
        if answer.status == MISSING:
            raise Refused(words.GONE)
        told = mapping(_good(answer, sending=True).get("result"))
        said, at = told.get("replyText"), wire.seconds(told.get("lastEdited"))
        if not isinstance(said, str) or not said.strip() or at is None:
            raise Uncertain(words.LOST)
        return Reply(said.strip(), at)

    async def take(self, review: Review) -> None:
        """There is no such call."""
        del review
        raise Refused(words.STAYS)

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """What stands there. Raises Refused where there is no such app."""
        answer = await self._ask("GET", path, params=params or {})
        if answer.status == MISSING:
            raise Refused(words.NO_APP)
        return _good(answer)

    async def _ask(self, method: str, path: str, *, sending: bool = False, **more: Any) -> Response:
        """One request, signed in."""
        url = f"{self.api}/applications/{quote(self.package, safe='')}/reviews{path}"
        bearer = Bearer(self.keeper, lambda: self.account.sign_in(self.transport), words.EXPIRED)
        answer = await bearer.ask(self.transport, method, url, sending=sending, **more)
        if answer.status == FORBIDDEN:
            raise Refused(words.NO_RIGHT)
        return answer


def _good(answer: Response, *, sending: bool = False) -> Mapping[str, Any]:
    if not answer.ok:
        raise Refused(words.REFUSED)
    return _told(answer, sending=sending)


def _told(answer: Response, *, sending: bool = False) -> Mapping[str, Any]:
    try:
        return mapping(answer.json())
    except ValueError as error:
        raise Uncertain(words.LOST) if sending else Retry(words.STRANGE, AGAIN) from error
