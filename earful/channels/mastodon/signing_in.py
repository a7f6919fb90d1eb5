"""Signing in: Earful introduces itself to the server, the owner says yes there, and the code is changed for a token."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from earful.channels.contract import Connected, Departure, Expired, Json, Refused, Retry, Us
from earful.channels.mastodon import server, words
from earful.channels.mastodon.account import session_from
from earful.channels.mastodon.calls import Call, Denied, body_of, exchange, understand
from earful.channels.mastodon.names import FAMILY, person_of
from earful.channels.mastodon.tidy import mapping, web, words_of
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

NO_TOKEN = _("Access token: the server does not accept it. Make a new one and copy it whole.")
NO_CONSENT = _("The account was not connected, because the server was told not to allow it.")
NO_CODE = _("The server sent you back without saying that it allows Earful. Try again.")
NOT_OURS = _("This answer does not belong to the sign-in that was begun here. Try again.")
NO_SIGN_IN = _("The server has no sign-in for other programs. Make an access token there and enter it here.")
NO_ACCOUNT = _("The server did not say whose account this is.")
HAS_MOVED = _("This account has moved to another server. Connect it there.")
NAME = "Earful"
FINE = (
    *("read:accounts", "read:notifications", "read:statuses", "read:search"),
    *("write:statuses", "write:media", "write:notifications"),
)
COARSE = ("read", "write")


async def depart(transport: Transport, base: str, back: str) -> Departure:
    """Where the owner signs in. Raises Refused, Retry."""
    known = await server.describe(transport, base)
    base = known["url"]
    metadata = await _metadata(transport, base)
    scopes = " ".join(_scopes(metadata, known["software"]))
    try:
        client = await _register(transport, base, back, scopes)
    except Denied:
        scopes = " ".join(COARSE)
        client = await _register(transport, base, back, scopes)
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code",
        "client_id": client["client_id"],
        "redirect_uri": back,
        "scope": scopes,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    page = _endpoint(metadata, "authorization_endpoint", base, "/oauth/authorize")
    kept = {
        "url": base,
        "back": back,
        "scopes": scopes,
        "verifier": verifier,
        "state": state,
        **client,
        "token_url": _endpoint(metadata, "token_endpoint", base, "/oauth/token"),
    }
    return Departure(f"{page}?{urlencode(query)}", kept)


async def come_back(transport: Transport, kept: Json, query: Mapping[str, str]) -> Connected:
    """Change the code for a token and look whose it is. Raises Refused, Retry."""
    if not hmac.compare_digest(query.get("state", "").encode(), str(kept.get("state", "")).encode()):
        raise Refused(NOT_OURS)
    if query.get("error"):
        raise Refused(NO_CONSENT if query["error"] == "access_denied" else NO_CODE)
    if not query.get("code"):
        raise Refused(NO_CODE)
    form = {
        "grant_type": "authorization_code",
        "code": query["code"],
        "client_id": kept["client_id"],
        "client_secret": kept["client_secret"],
        "redirect_uri": kept["back"],
        "scope": kept["scopes"],
        "code_verifier": kept["verifier"],
    }
    call = Call("POST", urlsplit(str(kept["token_url"])).path, form=form)
    try:
        found = mapping(understand(await exchange(transport, str(kept["url"]), call), call))
    except (Denied, Expired) as denied:
        raise Refused(NO_CODE) from denied
    token = found.get("access_token")
    if not isinstance(token, str) or not token:
        raise Refused(NO_CODE)
    client = {"client_id": kept["client_id"], "client_secret": kept["client_secret"]}
    scopes = words_of(found.get("scope")) or kept["scopes"]
    connected = await introduce(transport, str(kept["url"]), token, client, scopes)
    session = session_from(found)
    if "refresh" not in session:
        return connected
    return replace(connected, session=session, settings={**connected.settings, "renews": True})


async def introduce(
    transport: Transport, base: str, token: str, client: Mapping[str, Any], scopes: str = ""
) -> Connected:
    """Whose account a token opens, and what its server allows. Raises Refused, Retry."""
    known = await server.describe(transport, base)
    call = Call("GET", "/api/v1/accounts/verify_credentials")
    try:
        found = mapping(understand(await exchange(transport, known["url"], call, token), call))
    except (Denied, Expired) as denied:
        locked = isinstance(denied, Denied) and denied.words in (words.DISABLED, words.MAIL, words.SCOPE)
        raise Refused(denied.words if locked else NO_TOKEN) from denied
    handle, number = person_of(found, known["domain"]), found.get("id")
    if not handle or not isinstance(number, str | int):
        raise Refused(NO_ACCOUNT)
    if mapping(found.get("moved")):
        raise Refused(HAS_MOVED)
    settings = {
        **known,
        "id": str(number),
        "acct": handle,
        "profile": web(found.get("url")),
        "weighs": known["software"] in FAMILY,
        "scopes": scopes,
    }
    return Connected(
        us=Us(handle, handle),
        name=words_of(found.get("display_name"), 200).strip() or handle,
        settings=settings,
        secrets={"token": token, **client},
        avatar_url=web(found.get("avatar")),
    )


async def _metadata(transport: Transport, base: str) -> Mapping[str, Any]:
    """How signing in works there, if the server says; Mastodon does since 4.3."""
    try:
        answer = await exchange(transport, base, Call("GET", "/.well-known/oauth-authorization-server"))
    except Retry:
        return {}
    return mapping(body_of(answer)) if answer.ok else {}


def _scopes(metadata: Mapping[str, Any], software: str) -> tuple[str, ...]:
    """No more than is needed, where the server knows such small permissions."""
    known = metadata.get("scopes_supported")
    if isinstance(known, list):
        return FINE if set(FINE) <= set(map(str, known)) else COARSE
    return FINE if software in FAMILY else COARSE


def _endpoint(metadata: Mapping[str, Any], name: str, base: str, otherwise: str) -> str:
    """An address for signing in; one on another host is not believed."""
    found = web(metadata.get(name)).partition("#")[0]
    return found if found.startswith(base + "/") and "?" not in found else base + otherwise


async def _register(transport: Transport, base: str, back: str, scopes: str) -> dict[str, str]:
    """Introduce Earful to the server, which needs no approval. Raises Denied, Refused, Retry."""
    form = {"client_name": NAME, "redirect_uris": back, "scopes": scopes}
    call = Call("POST", "/api/v1/apps", form=form)
    try:
        found = mapping(understand(await exchange(transport, base, call), call))
    except Expired as error:
        raise Refused(NO_SIGN_IN) from error
    except Denied as denied:
        if denied.status in (404, 405):
            raise Refused(NO_SIGN_IN) from denied
        raise
    name, secret = found.get("client_id"), found.get("client_secret")
    if not isinstance(name, str) or not isinstance(secret, str):
        raise Refused(NO_SIGN_IN)
    return {"client_id": name, "client_secret": secret}
