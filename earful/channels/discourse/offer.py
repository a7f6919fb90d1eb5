"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.FORUMS,
    Needs.ACCOUNT,
    5,
    _("Every post of your own forum, or on somebody else's those that name you."),
    sketches=(
        Sketch(
            1,
            _("The forum's administration"),
            (_("Admin"), _("API"), _("New API key")),
            ((_("Description"), "Earful"), (_("User level"), _("Single user")), (_("Scope"), _("Global"))),
            _("Save"),
        ),
    ),
)
