"""A channel of one's own, by webhook: whatever can post a few lines of JSON becomes a network among the others."""

import secrets as dice
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from earful.channels.contract import (
    Adapter,
    Can,
    Connected,
    Field,
    Inbound,
    Json,
    Length,
    Network,
    Refused,
    SessionKeeper,
    Us,
)
from earful.channels.hook import signing, wire
from earful.channels.hook.adapter import HookAdapter
from earful.channels.hook.offer import OFFER
from earful.kit import clock
from earful.kit.transport import Transport, trusted_hosts
from earful.kit.words import gettext_noop

NAME = gettext_noop("Name")
DELIVER = gettext_noop("Where answers go")
STATUS = gettext_noop("Where Earful may ask for an answer")
FEED = gettext_noop("Where Earful may ask for messages")
SECRET = gettext_noop("Secret")
KEY = gettext_noop("Channel")
ADDRESSES = {"deliver": DELIVER, "status": STATUS, "feed": FEED}
ODD_KEY = gettext_noop("Channel: this is not the mark of a channel. Leave it empty for a new one.")
ODD_SECRET = gettext_noop("Secret: a secret is whsec_ and 24 to 64 bytes in base64. Leave it empty and make one later.")
NO_ADDRESS = {
    name: f"{label}: this is not a web address. It begins with https://." for name, label in ADDRESSES.items()
}
PLAIN = {
    name: f"{label}: this begins with http, so it could be read on the way. Use https."
    for name, label in ADDRESSES.items()
}


class Hook:
    """Messages come as signed posts; answers leave as signed posts, if there is an address for them."""

    name = "hook"
    label = gettext_noop("Your own channel by webhook")
    offer = OFFER
    can = Can(
        at="",
        send=True,
        pictures=4,
        picture_bytes=1_000_000,
        picture_mimes=("image/png", "image/jpeg"),
        graphemes=10_000,
        poll_seconds=30.0,
    )
    steps: tuple[str, ...] = (
        gettext_noop("Give the channel a name, as colleagues and customers know it. The addresses may wait."),
        gettext_noop("On the page of the account, make a secret and copy it, together with the address to post to."),
        gettext_noop("Let your program post each message there as JSON, signed as Standard Webhooks say."),
        gettext_noop(
            "To answer from here, enter where answers go: they are posted there, signed with the same secret."
        ),
    )
    fields: tuple[Field, ...] = (
        Field("handle", NAME, gettext_noop("For example: Our forum.")),
        Field("deliver", DELIVER, gettext_noop("An https address. Empty: messages only come in."), required=False),
        Field(
            "status",
            STATUS,
            gettext_noop("Asked when a connection broke while an answer left. Empty: a person looks."),
            required=False,
            advanced=True,
        ),
        Field(
            "feed",
            FEED,
            gettext_noop("Asked now and then for what did not get through. Empty: what is not posted is not heard."),
            required=False,
            advanced=True,
        ),
        Field(
            "secret",
            SECRET,
            gettext_noop("Only if your program has one already. Empty: make it on the page of the account."),
            secret=True,
            required=False,
            advanced=True,
        ),
        Field("key", KEY, gettext_noop("Only to change a channel that is connected."), required=False, advanced=True),
    )

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Take the entries; there is nobody to sign in to. Raises Refused."""
        del transport
        given = {name: (values.get(name) or "").strip() for name in ("handle", "key", "secret", *ADDRESSES)}
        handle = " ".join(given["handle"].split()).lstrip("@")[:100]
        if not handle:
            raise Refused(f"{NAME}: fill this in.")
        key = given["key"] or dice.token_hex(12)
        if len(key) != 24 or set(key) - set("0123456789abcdef"):
            raise Refused(ODD_KEY)
        settings = {name: _address(name, given[name]) for name in ADDRESSES if given[name]}
        kept: dict[str, Any] = {}
        if given["secret"]:
            try:
                signing.key(given["secret"])
            except ValueError as error:
                raise Refused(ODD_SECRET) from error
            kept = signing.rotated({}, given["secret"], clock.now())
        return Connected(Us(key, handle), handle, settings={"key": key, **settings}, secrets=kept)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter with the secrets that hold now."""
        del keeper
        return HookAdapter(us, settings, signing.valid(secrets, clock.now()), transport)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return wire.inbound(raw, us)

    def allows(self, settings: Json) -> Can:
        """Answers only where an address takes them."""
        return self.can if settings.get("deliver") else Can(send=False, at="", poll_seconds=self.can.poll_seconds)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count characters as people do."""
        del settings, parent
        return Length(wire.graphemes(text), self.can.graphemes, "characters")


def _address(name: str, url: str) -> str:
    try:
        parts = urlsplit(url)
        place = f"{parts.hostname}:{parts.port or (80 if parts.scheme == 'http' else 443)}".lower()
        odd = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0 or "@" in parts.netloc
    except ValueError as error:
        raise Refused(NO_ADDRESS[name]) from error
    if odd or len(url) > wire.ADDRESS:
        raise Refused(NO_ADDRESS[name])
    if parts.scheme == "http" and place not in trusted_hosts():
        raise Refused(PLAIN[name])
    return url


NETWORK: Network = Hook()
