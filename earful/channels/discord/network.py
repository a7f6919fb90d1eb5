"""Discord, as the rest of Earful knows it."""

from collections.abc import Mapping

from earful.channels.amending import ALTS, TEXT
from earful.channels.contract import Adapter, Can, Connected, Field, Inbound, Json, Length, Network, SessionKeeper, Us
from earful.channels.discord import connecting, wire
from earful.channels.discord.adapter import DiscordAdapter
from earful.channels.discord.calls import Bot
from earful.channels.discord.offer import OFFER
from earful.channels.discord.sending import MOST
from earful.channels.simple import SimpleNetwork
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

CAN = Can(
    pictures=4,
    picture_bytes=6_000_000,  # Discord takes ten megabytes a file, and 25 a message
    picture_mimes=("image/jpeg", "image/png", "image/gif", "image/webp"),
    listens=True,
    checks=50,
    poll_seconds=30.0,
    edits=frozenset({TEXT, ALTS}),
    deletes=True,
)
STEPS = (
    _("Open discord.com/developers/applications, make a new application, and give it the brand's name and picture."),
    _("On the page Bot, switch on Message Content Intent. Then reset the token and copy it; it is shown only once."),
    _(
        "On the page OAuth2, choose bot, and below View Channels, Send Messages, Send Messages in Threads, Attach Files and Read Message History. Open the link and let the bot onto your server."
    ),
    _("Enter the token here. Answers appear under the bot's name."),
)
FIELDS = (
    Field("token", _("Bot token"), _("Whoever has it is the bot. It has two dots."), secret=True),
    Field(
        "hears",
        _("On servers"),
        _("all: whatever is said comes to the desk. named: only what names the bot or answers it."),
        default="all",
        advanced=True,
    ),
    Field(
        "only",
        _("Only these channels"),
        _("By name, with commas between; threads and forums by the channel they stand in. Empty: all the bot sees."),
        required=False,
        advanced=True,
    ),
    Field("api", _("Interface"), _("Only for tests of your own."), default=connecting.API, advanced=True),
)


class Discord(SimpleNetwork):
    """The network; it holds no state."""

    name = "discord"
    label = "Discord"
    can = CAN
    offer = OFFER
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Try the token."""
        return await connecting.connect(values, transport)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one bot."""
        del keeper
        return DiscordAdapter(Bot(str(settings["api"]), str(secrets["token"]), transport), us, settings)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored message."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count as Discord does: code points, of which some emoji are several."""
        del settings, parent
        return Length(len(text), MOST, "characters")


NETWORK: Network = Discord()
