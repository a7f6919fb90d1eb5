"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.CHATS,
    Needs.ACCOUNT,
    5,
    _("What people write to the bot alone, and in the groups it is in."),
    cannot=(
        _("Telegram keeps what was not fetched for one day only; what was said in a longer downtime is lost."),
        _("No bot is told that a message was deleted, and a bot cannot write to somebody first."),
        _("No bot can look at what it sent: if the connection breaks meanwhile, a person looks in the chat."),
    ),
    sketches=(
        Sketch(
            0,
            _("Telegram, a chat with @BotFather"),
            ("/newbot",),
            ((_("A name for the bot"), "Northwind"), (_("A user name ending in bot"), "northwind_bot")),
            _("Send"),
        ),
    ),
)
