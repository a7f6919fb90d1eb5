"""App Store Connect for one app, signed for by a key: each token lives for some minutes and is made here."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from earful.channels import tokens
from earful.channels.appstore import wire, words
from earful.channels.contract import Expired, Refused, Retry, Uncertain
from earful.channels.payloads import mapping
from earful.channels.reviews.reading import Raw
from earful.channels.reviews.shape import NAME, Reply, Review
from earful.channels.simple import AGAIN, reach
from earful.kit import clock
from earful.kit.transport import Response, Transport

API = "https://api.appstoreconnect.apple.com"
AUDIENCE = "appstoreconnect-v1"
LASTS = 600
PAGE, PAGES = 200, 50
UNKNOWN, FORBIDDEN, MISSING = 401, 403, 404
UNSIGNED = (b"REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED", b"CONTRACT_NOT_VALID")  # in the code of an error
RESPONSES = "/v1/customerReviewResponses"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of App Store Connect."""

    issuer: str
    number: str
    pem: str

    def token(self) -> str:
        """One that lives for ten minutes; Apple takes none that lives for more than twenty."""
        now = int(clock.now().timestamp())
        claims = {"iss": self.issuer, "iat": now - 30, "exp": now + LASTS, "aud": AUDIENCE}
        return tokens.signed(self.pem, {"kid": self.number}, claims)


@dataclass(frozen=True, slots=True)
class Store:
    """The reviews of one app."""

    api: str
    app: str
    key: Key
    transport: Transport
    forgets: bool = False

    async def pages(self) -> AsyncIterator[list[Raw]]:
        """Reviews with our responses, newest first."""
        path = f"/v1/apps/{self.app}/customerReviews"
        asked: Mapping[str, str] = {"sort": "-createdDate", "limit": str(PAGE), "include": "response"}
        for _ in range(PAGES):
            told = await self.get(path, asked)
            yield list(wire.joined(told))
            path, asked = _further(mapping(told.get("links")).get("next"), path), {}
            if not path:
                return

    def name_of(self, raw: Raw) -> str:
        """A review's own name."""
        return wire.name_of(raw)

    def understand(self, raw: Raw) -> Review:
        """A review with our response."""
        return wire.understand(raw, self.app)

    async def one(self, name: str) -> Raw | None:
        """A review as it is now."""
        if not NAME.fullmatch(name):
            return None
        answer = await self._ask("GET", f"/v1/customerReviews/{quote(name, safe='')}", params={"include": "response"})
        return None if answer.status == MISSING else next(iter(wire.joined(_good(answer))), None)

    async def put(self, review: Review, text: str) -> Reply:
        """Answer it."""
        of = {"review": {"data": {"type": "customerReviews", "id": review.name}}}
        data = {"type": "customerReviewResponses", "attributes": {"responseBody": text}, "relationships": of}
        answer = await self._ask("POST", RESPONSES, sending=True, json={"data": data})
        if answer.status == MISSING:
            raise Refused(words.GONE)
        made = wire.response(mapping(_good(answer, sending=True).get("data")))
        if made is None:
            raise Uncertain(words.LOST)
        return made

    async def take(self, review: Review) -> None:
        """Take our response back."""
        if review.reply is None:
            return
        try:
            answer = await self._ask("DELETE", f"{RESPONSES}/{quote(review.reply.name, safe='')}", sending=True)
        except Uncertain as uncertain:
            raise Uncertain(words.CHANGE_LOST) from uncertain
        if not answer.ok and answer.status != MISSING:
            raise Refused(words.REFUSED)

    async def get(self, path: str, params: Mapping[str, str] | None = None) -> Mapping[str, Any]:
        """What stands there. Raises Refused where there is no such app."""
        answer = await self._ask("GET", path, params=params or {})
        if answer.status == MISSING:
            raise Refused(words.NO_APP)
        return _good(answer)

    async def _ask(self, method: str, path: str, *, sending: bool = False, **more: Any) -> Response:
        headers = {"authorization": f"Bearer {self.key.token()}", "accept": "application/json"}
        answer = await reach(self.transport, method, self.api + path, sending=sending, headers=headers, **more)
        if answer.status == UNKNOWN:
            raise Expired(words.EXPIRED)
        if answer.status == FORBIDDEN:
            raise Refused(words.AGREEMENT if any(sign in answer.content for sign in UNSIGNED) else words.NO_RIGHT)
        return answer


def _further(address: object, path: str) -> str:
    """The next page, as a path of the same list: wherever else an address leads, we do not go there."""
    try:
        parts = urlsplit(address) if isinstance(address, str) and len(address) < 4000 else None
    except ValueError:
        return ""
    return f"{path.partition('?')[0]}?{parts.query}" if parts and parts.query else ""


def _good(answer: Response, *, sending: bool = False) -> Mapping[str, Any]:
    if not answer.ok:
        raise Refused(words.REFUSED)
    try:
        return mapping(answer.json())
    except ValueError as error:
        raise Uncertain(words.LOST) if sending else Retry(words.STRANGE, AGAIN) from error
