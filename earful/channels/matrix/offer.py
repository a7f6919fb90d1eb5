"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.CHATS,
    Needs.ACCOUNT,
    5,
    _("What is said in the rooms the account has joined, and in talks with it alone."),
    cannot=(_("Encrypted rooms cannot be read; the desk says so."),),
    sketches=(
        Sketch(
            2,
            _("Any Matrix app, signed in as the brand"),
            (_("Rooms"), _("Join a room")),
            ((_("Address of the room"), "#help:example.org"),),
            _("Join"),
        ),
    ),
)
