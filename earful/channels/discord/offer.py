"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.CHATS,
    Needs.ACCOUNT,
    10,
    _("What people write on servers that the bot is on, in channels, threads and forums, and to the bot alone."),
    cannot=(
        _("Somebody who writes to the bot alone for the first time while Earful is down for long is not heard."),
        _("A bot can write alone only to those who have written to it."),
    ),
    sketches=(
        Sketch(
            1,
            _("Bot"),
            (_("Your application"), "Bot"),
            (("Message Content Intent", _("on")),),
            "Reset Token",
        ),
        Sketch(
            2,
            "OAuth2",
            (_("Your application"), "OAuth2", "URL Generator"),
            (
                ("Scopes", "bot"),
                (
                    "Bot Permissions",
                    "View Channels, Send Messages, Send Messages in Threads, Attach Files, Read Message History",
                ),
            ),
            "Copy",
        ),
    ),
)
