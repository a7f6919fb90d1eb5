"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.SOCIAL,
    Needs.ACCOUNT,
    3,
    _("Mentions of the brand, answers to it and quotes of its posts, within seconds."),
    cannot=(_("Private messages are not read: they are a service of their own there."),),
    sketches=(
        Sketch(1, _("Settings"), (_("Settings"), _("Privacy and security"), _("App passwords"))),
        Sketch(
            2,
            _("App passwords"),
            (_("App passwords"),),
            ((_("Name of the app password"), "Earful"),),
            _("Create app password"),
        ),
    ),
)
