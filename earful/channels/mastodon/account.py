"""Calls in the brand's name."""

from dataclasses import dataclass, replace
from typing import Any

from earful.channels.contract import Expired, Json, Refused, Retry, Session, SessionKeeper, Us
from earful.channels.mastodon import words
from earful.channels.mastodon.calls import UNAUTHORIZED, Call, Denied, Patience, exchange, linked, understand
from earful.channels.mastodon.names import FAMILY, SNAC, lasting
from earful.channels.mastodon.tidy import mapping
from earful.kit.transport import Response, Transport


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `older` continues it backwards (the max_id to ask with); None: it ends here."""

    items: tuple[dict[str, Any], ...]
    older: str | None


class Account:
    """One account on one server. Mastodon's tokens last; those of Pleroma run out and are renewed."""

    def __init__(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> None:
        self.us = us
        self.settings = settings
        self.transport = transport
        self.base = str(settings["url"])
        self.id = str(settings["id"])
        self.software = str(settings.get("software", ""))
        self._secrets, self._keeper = secrets, keeper
        self._token = str(secrets.get("token", ""))
        self._patience = Patience()

    @property
    def is_mastodon(self) -> bool:
        """Whether the server is Mastodon itself or a close relative, and not another program that speaks its API."""
        return self.software in FAMILY

    @property
    def bearer(self) -> dict[str, str]:
        """The header that says who asks."""
        return {"authorization": f"Bearer {self._token}"}

    async def answer(self, call: Call) -> Response:
        """Make a call and hand over the answer whatever it is. Raises Retry, Refused, Uncertain."""
        self._patience.require(call)
        if self.software == SNAC:  # it hangs up after an answer without saying so, and the next question gets lost
            call = replace(call, headers={**call.headers, "connection": "close"})
        session = await self._keeper.current() if self.settings.get("renews") else {}
        answer = await self._once(call, session)
        if answer.status == UNAUTHORIZED and session.get("refresh"):
            answer = await self._once(call, await self._keeper.renew(session, self._renewal))
        return answer

    async def _once(self, call: Call, session: Session) -> Response:
        self._token = str(session.get("access") or self._token)
        answer = await exchange(self.transport, self.base, call, self._token)
        self._patience.note(call, answer)
        return answer

    async def _renewal(self, stale: Session) -> Session:
        """A new token for an old one, whose refresh token must not be used twice."""
        form = {
            "grant_type": "refresh_token",
            "refresh_token": stale["refresh"],
            "client_id": self._secrets.get("client_id"),
            "client_secret": self._secrets.get("client_secret"),
        }
        call = Call("POST", "/oauth/token", form=form)
        try:
            found = understand(await exchange(self.transport, self.base, call), call)
        except Denied as denied:
            raise Expired(words.SIGNED_OUT) from denied
        session = session_from(found)
        if not session.get("access"):
            raise Expired(words.SIGNED_OUT)
        return {"refresh": stale["refresh"], **session}

    async def make(self, call: Call) -> Any:
        """Make a call: the JSON value of its answer. Raises the four failures."""
        return understand(await self.answer(call), call)

    async def get(self, path: str, **params: Any) -> dict[str, Any]:
        """Ask for one object. Raises Denied with status 404 when it is not there."""
        found = await self.make(Call("GET", path, params))
        if not isinstance(found, dict):
            raise Retry(words.STRANGE, 60)
        return found

    async def page(self, path: str, **params: Any) -> Page:
        """Ask for one page of a list, newest first."""
        call = Call("GET", path, params)
        answer = await self.answer(call)
        found = understand(answer, call)
        if not isinstance(found, list):
            raise Retry(words.STRANGE, 60)
        items = tuple(item for item in found if isinstance(item, dict))
        links = linked(answer)
        last = next((str(item["id"]) for item in reversed(items) if lasting(item.get("id"))), None)
        if links is None or not items:
            return Page(items, last)
        return Page(items, links["next"].get("max_id", last) if "next" in links else None)

    async def change(self, method: str, path: str, **form: Any) -> Any:
        """Change a setting; nothing others can see."""
        try:
            return await self.make(Call(method, path, form=form))
        except Refused as refused:
            raise Refused(refused.words if refused.words == words.SCOPE else words.NOT_LIFTED) from refused


def session_from(answer: object) -> Session:
    """The part of a token's answer that runs out and can be renewed; empty where tokens last."""
    found = mapping(answer)
    names = {"access": found.get("access_token"), "refresh": found.get("refresh_token")}
    return {name: value for name, value in names.items() if isinstance(value, str) and value}
