"""Matrix, as the rest of Earful knows it."""

from collections.abc import Mapping

from earful.channels.amending import TEXT
from earful.channels.contract import Adapter, Can, Connected, Field, Inbound, Json, Length, Network, SessionKeeper, Us
from earful.channels.matrix import connecting, wire
from earful.channels.matrix.adapter import MatrixAdapter
from earful.channels.matrix.calls import Home
from earful.channels.matrix.offer import OFFER
from earful.channels.simple import SimpleNetwork
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

OCTETS = 40_000  # a whole event may have 65,536, and a change holds the words twice in part
CAN = Can(
    at="",
    pictures=1,
    picture_bytes=5_000_000,
    picture_mimes=("image/jpeg", "image/png", "image/gif", "image/webp"),
    octets=OCTETS,
    listens=True,
    poll_seconds=30.0,
    edits=frozenset({TEXT}),
    deletes=True,
)
STEPS = (
    _("Make an account for the brand on a Matrix server: your own, or one that takes new accounts."),
    _("Give it the brand's name and picture in any Matrix app. Answers appear under that name."),
    _("Let it join the rooms in which customers speak. They must not be encrypted: Earful cannot read those."),
    _("Enter the server, the user name and the password here. Earful keeps a token of its own, and not the password."),
)
FIELDS = (
    Field("server", _("Server"), _("As it stands behind the colon of the account's name, for example example.org.")),
    Field(
        "user",
        _("User name"),
        _("For example care, or @care:example.org. Not needed with an access token."),
        required=False,
    ),
    Field(
        "password", _("Password"), _("Of this account. Not needed with an access token."), secret=True, required=False
    ),
    Field(
        "token",
        _("Access token"),
        _("Instead of user name and password, for servers that take none from programs."),
        secret=True,
        required=False,
        advanced=True,
    ),
    Field(
        "accept",
        _("Invitations"),
        _("people: accept who wants to write to the brand alone. everybody: rooms as well. nobody: none."),
        default="people",
        advanced=True,
    ),
    Field(
        "servers",
        _("Only from these servers"),
        _("Invitations by others are left alone; with commas between. Empty: from all."),
        required=False,
        advanced=True,
    ),
    Field(
        "hears",
        _("In rooms"),
        _("all: whatever is said there comes to the desk. named: only what names the brand or answers it."),
        default="all",
        advanced=True,
    ),
)


class Matrix(SimpleNetwork):
    """The network; it holds no state."""

    name = "matrix"
    label = "Matrix"
    offer = OFFER
    can = CAN
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Find the server and sign in."""
        return await connecting.connect(values, transport)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one account."""
        del keeper
        return MatrixAdapter(Home(str(settings["server"]), str(secrets["token"]), transport), us, settings)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored message."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count bytes: servers take no event that has too many."""
        del settings, parent
        return Length(len(text.encode("utf-8", "replace")), OCTETS, "bytes")


NETWORK: Network = Matrix()
