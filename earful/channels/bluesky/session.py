"""Calls in the brand's name: signed in, signed in again when the token ran out, and never too many."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from earful.channels.bluesky import words
from earful.channels.bluesky.xrpc import Call, Denied, Patience, exchange, is_stale, understand
from earful.channels.contract import Expired, Json, Refused, Session, SessionKeeper, SignIn, Us
from earful.kit.transport import Response, Transport

REFRESH = Call("POST", "com.atproto.server.refreshSession")
CREATE = "com.atproto.server.createSession"
BARRED = frozenset({"AccountTakedown", "AccountSuspended", "AccountDeactivated"})


async def sign_in(transport: Transport, server: str, identifier: str, password: str) -> dict[str, Any]:
    """A new session from a password: Bluesky's answer as it is. Raises Denied, Retry, Refused."""
    call = Call("POST", CREATE, json={"identifier": identifier, "password": password})
    return understand(await exchange(transport, server, call))


def session_from(answer: Mapping[str, Any], server: str) -> Session:
    """The part of a sign-in's answer that is kept: two tokens and where the account lives."""
    access, refresh = answer.get("accessJwt"), answer.get("refreshJwt")
    if not isinstance(access, str) or not isinstance(refresh, str):
        raise Refused(words.STRANGE)
    return {
        "access": access,
        "refresh": refresh,
        "pds": home(answer.get("didDoc"), plain=server.startswith("http://")) or server,
    }


def home(document: object, *, plain: bool) -> str | None:
    """The personal data server a DID document names, if it can be spoken to safely; `plain` allows http."""
    services = document.get("service") if isinstance(document, Mapping) else None
    for service in services if isinstance(services, list) else ():
        if not isinstance(service, Mapping) or not str(service.get("id", "")).endswith("#atproto_pds"):
            continue
        endpoint = service.get("serviceEndpoint")
        if isinstance(endpoint, str) and _safe(endpoint, plain=plain):
            return endpoint.rstrip("/")
    return None


def _safe(endpoint: str, *, plain: bool) -> bool:
    try:
        there = urlsplit(endpoint)
    except ValueError:
        return False
    bare = not (there.username or there.query or there.fragment)
    return bare and bool(there.hostname) and there.scheme in (("https", "http") if plain else ("https",))


def ends_of(token: object) -> datetime | None:
    """When a token of three parts (a JWT) ends, as it says itself; None if it does not."""
    parts = token.split(".") if isinstance(token, str) else []
    if len(parts) != 3:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        moment = said["exp"] if type(said) is dict else None
        return datetime.fromtimestamp(moment, UTC) if type(moment) is int else None
    except (ValueError, KeyError, OverflowError, OSError, RecursionError):
        return None


class SignedIn:
    """One account's calls."""

    def __init__(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> None:
        self.us = us
        self.transport = transport
        self.directory = str(settings.get("directory", ""))
        self._settings, self._secrets, self._keeper = settings, secrets, keeper
        self._patience = Patience()
        self.pds = str(settings["pds"])  # until a session says that the account has moved

    async def query(self, nsid: str, **params: Any) -> dict[str, Any]:
        """Ask something. A parameter of None is left out."""
        asked = {k: v for k, v in params.items() if v is not None}
        return await self.make(Call("GET", nsid, params=asked))

    async def make(self, call: Call) -> dict[str, Any]:
        """Make a call in the brand's name. Raises the four failures."""
        self._patience.require(call.nsid)
        session = await self._keeper.current()
        if not session.get("access"):
            session = await self._keeper.renew(session, self._renewal)
        answer = await self._once(call, session)
        if is_stale(answer):
            session = await self._keeper.renew(session, self._renewal)
            answer = await self._once(call, session)
            if is_stale(answer):
                raise Expired(words.SIGNED_OUT)
        return understand(answer, writing=call.writing)

    async def lasts(self) -> SignIn:
        """Until when the session kept now can be renewed; after that the app password signs in again."""
        session = await self._keeper.current()
        return SignIn(ends_of(session.get("refresh")), renews=True)

    async def _once(self, call: Call, session: Session) -> Response:
        self.pds = str(session.get("pds") or self._settings["pds"])
        answer = await exchange(self.transport, self.pds, call, str(session.get("access", "")))
        self._patience.note(call.nsid, answer)
        return answer

    async def _renewal(self, stale: Session) -> Session:
        """Refresh; when that is over too, sign in with the password. Rotating tokens are never used twice."""
        server = str(stale.get("pds") or self._settings["pds"])
        if refresh := stale.get("refresh"):
            answer = await exchange(self.transport, server, REFRESH, str(refresh))
            self._patience.note(REFRESH.nsid, answer)
            if not is_stale(answer):
                return session_from(_signed(answer), server)
        return await self._sign_in_again()

    async def _sign_in_again(self) -> Session:
        self._patience.require(CREATE)
        server = str(self._settings.get("server") or self._settings["pds"])
        login = {"identifier": self._secrets.get("identifier"), "password": self._secrets.get("app_password")}
        answer = await exchange(self.transport, server, Call("POST", CREATE, json=login))
        self._patience.note(CREATE, answer)
        found = _signed(answer)
        if found.get("did") != self.us.external_id:
            raise Expired(words.SIGNED_OUT)
        return session_from(found, server)


def _signed(answer: Response) -> dict[str, Any]:
    try:
        return understand(answer)
    except Denied as denied:
        if denied.name in BARRED:
            raise
        raise Expired(words.SIGNED_OUT) from denied
