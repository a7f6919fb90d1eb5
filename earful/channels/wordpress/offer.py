"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.FORUMS,
    Needs.ACCOUNT,
    3,
    _("Comments on your own blog, also those that wait to be let through."),
    sketches=(
        Sketch(
            2,
            _("WordPress, the user's own page"),
            (_("Users"), _("Profile"), _("Application Passwords")),
            ((_("New Application Password Name"), "Earful"),),
            _("Add Application Password"),
        ),
    ),
)
