"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.REVIEWS,
    Needs.ACCOUNT,
    10,
    _("Reviews with words of an app of your own, from every country. The account is the one that publishes it."),
    cannot=(_("Stars without words are not told."),),
    sketches=(
        Sketch(
            0,
            _("Integrations"),
            (_("Users and Access"), _("Integrations"), _("Team Keys")),
            ((_("Name"), "Earful"), (_("Access"), _("Customer Support"))),
            _("Generate"),
        ),
    ),
)
