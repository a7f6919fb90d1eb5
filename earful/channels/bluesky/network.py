"""Bluesky, as the rest of Earful knows it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import regex

from earful.channels.bluesky import wire, words
from earful.channels.bluesky.adapter import BlueskyAdapter
from earful.channels.bluesky.offer import OFFER
from earful.channels.bluesky.seeking import SORTS
from earful.channels.bluesky.session import SignedIn, session_from, sign_in
from earful.channels.bluesky.xrpc import Call, Denied, exchange, understand
from earful.channels.contract import (
    Can,
    Connected,
    Field,
    Inbound,
    Json,
    Length,
    Network,
    Refused,
    Retry,
    SessionKeeper,
    Us,
)
from earful.channels.seeking import SEARCH, STREAM
from earful.channels.simple import SimpleNetwork
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

GRAPHEMES, OCTETS = 300, 3000
NO_HANDLE = _("Handle: nobody on Bluesky has this name. Check the spelling, for example name.bsky.social.")
NO_PASSWORD = _("App password: Bluesky does not accept it for this handle. Make a new one and copy it whole.")
MAIN_PASSWORD = _("App password: this is the account's main password. Make an app password and enter that.")
NO_SERVER = _("Server: this is not the address of a Bluesky server. Leave it as it was if you are not sure.")
NO_DIRECTORY = _("Directory: this is not a web address. Leave it as it was if you are not sure.")
MISSING = _("Enter the handle and the app password.")


CAN = Can(
    pictures=4,
    picture_bytes=1_000_000,
    picture_mimes=("image/jpeg", "image/png", "image/webp"),
    graphemes=GRAPHEMES,
    octets=OCTETS,
    checks=25,
    poll_seconds=10.0,
    deletes=True,  # and no edits: see notes.md
)
STEPS = (
    _("Sign in to Bluesky with the brand's account, in the app or on bsky.app."),
    _("Open Settings, then Privacy and security, then App passwords."),
    _("Add an app password, name it Earful, and copy it; Bluesky shows it only once."),
    _("Enter the account's handle and the app password here."),
)
FIELDS = (
    Field("handle", _("Handle"), _("The brand's name on Bluesky, for example name.bsky.social.")),
    Field("app_password", _("App password"), _("Not the password you sign in with."), secret=True),
    Field(
        "server",
        _("Server"),
        _("Only for an account that lives on a server of its own."),
        default="https://bsky.social",
        advanced=True,
    ),
    Field(
        "directory",
        _("Directory"),
        _("Where Bluesky looks up accounts. Only for a closed network of your own."),
        default="https://plc.directory",
        required=False,
        advanced=True,
    ),
)
DEFAULTS = {field.name: field.default for field in FIELDS}


class Bluesky(SimpleNetwork):
    """The network; it holds no state."""

    name = "bluesky"
    label = "Bluesky"
    offer = OFFER
    can = CAN
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS
    ways = (STREAM, SEARCH)
    sorts = SORTS
    everywhere = True

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Try the login."""
        server = address(values.get("server") or DEFAULTS["server"], NO_SERVER)
        directory = address(values.get("directory") or DEFAULTS["directory"], NO_DIRECTORY)
        identifier = handle(values.get("handle", ""), server)
        password = values.get("app_password", "").strip()
        if not identifier or not password:
            raise Refused(MISSING)
        try:
            answer = await sign_in(transport, server, identifier, password)
        except Denied as denied:
            raise Refused(await _why_not(transport, server, identifier, denied)) from denied
        except Retry as retry:
            raise (Refused(NO_SERVER) if retry.words == words.STRANGE else retry) from retry
        did = answer.get("did")
        if not isinstance(did, str) or not did.startswith("did:"):
            raise Refused(NO_SERVER)
        session = session_from(answer, server)
        name, avatar = await _profile(transport, session, did)
        called = str(answer.get("handle") or identifier)
        return Connected(
            us=Us(did, called),
            name=name or called,
            settings={"pds": session["pds"], "server": server, "directory": directory},
            secrets={"identifier": did, "app_password": password},
            session=session,
            avatar_url=avatar,
        )

    def open(
        self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport
    ) -> BlueskyAdapter:
        """An adapter for one account."""
        return BlueskyAdapter(SignedIn(us, settings, secrets, keeper, transport))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count as Bluesky counts: what looks like one character is one, and there is a limit in bytes as well."""
        del settings, parent
        graphemes = len(regex.findall(r"\X", text))
        octets = len(text.encode("utf-8", "replace"))
        if octets * GRAPHEMES > graphemes * OCTETS:
            return Length(octets, OCTETS, "bytes")
        return Length(graphemes, GRAPHEMES, "characters")


def handle(entered: str, server: str) -> str:
    """What the owner typed, as Bluesky wants it: without an at sign, and with the server's name if it has no dot."""
    name = "".join(c for c in entered.strip() if c.isprintable()).lstrip("@").strip().lower()
    if name and "." not in name and "@" not in name and not name.startswith("did:"):
        return f"{name}.{urlsplit(server).hostname}"
    return name


def address(entered: str, otherwise: str) -> str:
    """A server's address without path or trailing slash. Raises Refused with `otherwise`."""
    entered = entered.strip()
    try:
        parts = urlsplit(entered if "://" in entered else f"https://{entered}")
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise Refused(otherwise) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Refused(otherwise)
    return f"{parts.scheme}://{parts.hostname}{port}"


async def _why_not(transport: Transport, server: str, identifier: str, denied: Denied) -> str:
    """Which entry is wrong: Bluesky itself only says that the two do not go together."""
    if denied.name == "AuthFactorTokenRequired":
        return MAIN_PASSWORD
    if denied.name in words.NAMED:
        return denied.words
    if "@" in identifier or identifier.startswith("did:"):
        return NO_PASSWORD
    try:
        understand(
            await exchange(transport, server, Call("GET", "com.atproto.identity.resolveHandle", {"handle": identifier}))
        )
    except Denied:
        return NO_HANDLE
    except (Refused, Retry):
        return NO_PASSWORD
    return NO_PASSWORD


async def _profile(transport: Transport, session: Mapping[str, Any], did: str) -> tuple[str, str]:
    """The account's display name and picture; an account without a profile has neither."""
    call = Call("GET", "app.bsky.actor.getProfile", {"actor": did})
    try:
        found = understand(await exchange(transport, session["pds"], call, session["access"]))
    except (Refused, Retry):
        return "", ""
    name, avatar = found.get("displayName"), found.get("avatar")
    return name if isinstance(name, str) else "", avatar if isinstance(avatar, str) else ""


NETWORK: Network = Bluesky()
