"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.MAIL,
    Needs.ACCOUNT,
    5,
    _("Every mail to the address, in the folders you name, as it arrives."),
    cannot=(_("Mails encrypted with PGP or S/MIME are shown as they are, and not opened."),),
    sketches=(
        Sketch(
            1,
            _("The provider's page for your mail account"),
            (_("Security"), _("App passwords")),
            ((_("Name"), "Earful"),),
            _("Make a password"),
        ),
    ),
)
