"""Telegram, as the rest of Earful knows it."""

from collections.abc import Mapping

from earful.channels.calling import Call
from earful.channels.contract import (
    Adapter,
    Batch,
    Can,
    Connected,
    Field,
    Inbound,
    Json,
    Length,
    Network,
    SessionKeeper,
    Us,
)
from earful.channels.simple import SimpleNetwork
from earful.channels.telegram import connecting, shapes, webhook, wire
from earful.channels.telegram.adapter import TelegramAdapter
from earful.channels.telegram.calls import Bot
from earful.channels.telegram.offer import OFFER
from earful.channels.telegram.sending import MOST
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

CAN = Can(
    pictures=1,
    picture_bytes=5_000_000,
    picture_mimes=("image/jpeg", "image/png"),
    poll_seconds=0.3,  # each poll waits by itself for news
    compares=False,
)
STEPS = (
    _("In Telegram, write to @BotFather, send /newbot, and give the bot the brand's name."),
    _("Copy the token that BotFather answers with."),
    _(
        "For groups: send /setprivacy to BotFather and choose Disable, else the bot hears only what names or answers it."
    ),
    _("Enter the token here. Customers find the bot under its name, or by a link: t.me/ and its user name."),
)
FIELDS = (
    Field("token", _("Bot token"), _("Whoever has it is the bot. It looks like 123456:ABC-DEF."), secret=True),
    Field(
        "hears",
        _("In groups"),
        _("all: whatever the bot hears comes to the desk. named: only what names the bot or answers it."),
        default="all",
        advanced=True,
    ),
    Field(
        "address",
        _("Address of this desk"),
        _(
            "Only if Telegram is to call, for example https://desk.example.org. Empty: Earful asks, which needs nothing."
        ),
        required=False,
        advanced=True,
    ),
    Field(
        "take_over",
        _("Take over"),
        _("yes: end the webhook that another program has set for this bot."),
        default="no",
        advanced=True,
    ),
    Field(
        "api",
        _("Server"),
        _("Another one only with a Bot API server of your own."),
        default=connecting.API,
        advanced=True,
    ),
)


class Telegram(SimpleNetwork):
    """The network; it holds no state."""

    name = "telegram"
    label = "Telegram"
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
        bot = Bot(str(settings["api"]), str(secrets["token"]), transport)
        return TelegramAdapter(bot, us, settings, str(secrets.get("secret") or ""))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored message."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count as Telegram does: in units of UTF-16, of which most emoji are two."""
        del settings, parent
        return Length(shapes.units(text), MOST, "characters")

    def take(self, call: Call, us: Us, settings: Json, secrets: Json, cursor: str | None) -> Batch:
        """What Telegram brings when it calls. Raises Unproven."""
        return webhook.take(call, us, settings, secrets, cursor)


NETWORK: Network = Telegram()
