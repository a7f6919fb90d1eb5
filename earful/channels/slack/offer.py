"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.CHATS,
    Needs.ACCOUNT,
    15,
    _("What people write in the channels that the app is in, also in those shared with other houses, and to it alone."),
    cannot=(_("Without the app token, Earful asks each half minute: with more than twenty channels it takes turns."),),
    sketches=(
        Sketch(
            1,
            "OAuth & Permissions",
            (_("Your app"), "OAuth & Permissions"),
            (
                (
                    "Bot Token Scopes",
                    "channels:history, channels:read, groups:history, groups:read, im:history, im:read",
                ),
                (_("and besides"), "mpim:history, mpim:read, chat:write, users:read, files:read"),
            ),
            "Install to Workspace",
        ),
        Sketch(2, "Socket Mode", (_("Your app"), "Socket Mode"), (("Enable Socket Mode", _("on")),), "Generate"),
    ),
)
