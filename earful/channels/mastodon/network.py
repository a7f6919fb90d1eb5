"""Mastodon and what speaks its language, as the rest of Earful knows it."""

from collections.abc import Mapping

from earful.channels.contract import (
    Can,
    Connected,
    Departure,
    Field,
    Inbound,
    Json,
    Length,
    Network,
    Refused,
    SessionKeeper,
    SignsInThere,
    Us,
)
from earful.channels.mastodon import composing, server, signing_in, wire
from earful.channels.mastodon.account import Account
from earful.channels.mastodon.adapter import MastodonAdapter
from earful.channels.mastodon.offer import OFFER
from earful.channels.mastodon.seeking import SORTS
from earful.channels.seeking import SEARCH, TAGS
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

MISSING = _("Enter the server's address.")
NO_WAY_IN = _("Sign in on the server, or enter an access token.")
STEPS = (
    _("Enter the address of the brand's server, for example mastodon.social."),
    _("Sign in there with the brand's account and allow Earful what it asks for."),
    _("You come back here, and Earful listens."),
)
FIELDS = (
    Field("server", _("Server"), _("The part of the account's name after the last @, for example mastodon.social.")),
    Field(
        "token",
        _("Access token"),
        _("Only if the server has no sign-in page for other programs."),
        secret=True,
        required=False,
        advanced=True,
    ),
)


class Mastodon:
    """The network; it holds no state."""

    name = "mastodon"
    label = "Mastodon"
    offer = OFFER
    can = server.CAN
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS
    ways = (TAGS, SEARCH)
    sorts = SORTS
    everywhere = False

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Connect with an access token; without one the owner signs in on the server (`depart`)."""
        base = _server(values)
        token = values.get("token", "").strip()
        if not token:
            raise Refused(NO_WAY_IN)
        if not token.isascii() or not token.isprintable() or " " in token:
            raise Refused(signing_in.NO_TOKEN)
        return await signing_in.introduce(transport, base, token, {})

    async def depart(self, values: Mapping[str, str], back: str, transport: Transport) -> Departure:
        """Where to send the owner."""
        return await signing_in.depart(transport, _server(values), back)

    async def come_back(self, kept: Json, query: Mapping[str, str], transport: Transport) -> Connected:
        """The owner is back."""
        return await signing_in.come_back(transport, kept, query)

    def open(
        self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport
    ) -> MastodonAdapter:
        """An adapter for one account."""
        return MastodonAdapter(Account(us, settings, secrets, keeper, transport))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return wire.read(raw, us)

    def allows(self, settings: Json) -> Can:
        """What the account's server allows."""
        return server.allows(settings)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count as the account's server counts, with what we add."""
        return composing.measure(text, settings, parent)


def _server(values: Mapping[str, str]) -> str:
    if not values.get("server", "").strip():
        raise Refused(MISSING)
    return server.address(values["server"])


NETWORK: Network = Mastodon()
SIGNS_IN_THERE: SignsInThere = Mastodon()
