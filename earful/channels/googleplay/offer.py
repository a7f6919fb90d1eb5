"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.REVIEWS,
    Needs.ACCOUNT,
    15,
    _("Reviews with words of one of your own apps, written or changed in the last seven days."),
    cannot=(_("Answers cannot be taken back, only changed."), _("Stars without words are not told.")),
    sketches=(
        Sketch(1, _("Service account"), (_("Keys"), _("Add key")), ((_("Key type"), "JSON"),), _("Create")),
        Sketch(
            2,
            _("Users and permissions"),
            (_("Users and permissions"), _("Invite new users")),
            ((_("Email address"), _("of the service account")), (_("Reply to reviews"), _("allowed"))),
            _("Invite user"),
        ),
    ),
)
