"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.REVIEWS,
    Needs.PAYMENT,
    15,
    _(
        "Reviews of your company. Reading and answering by program belongs to Trustpilot's paid plans, or is bought beside one."
    ),
    cannot=(
        _(
            "An older review that its author changes is noticed late: Trustpilot lists by when a review was written first."
        ),
        _("Reviews of single products are not heard."),
    ),
    sketches=(
        Sketch(
            0,
            "Trustpilot Business",
            (_("Integrations"), _("Developers"), "APIs"),
            ((_("Name"), "Earful"),),
            _("Create"),
        ),
    ),
)
