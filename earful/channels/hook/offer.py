"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.OWN,
    Needs.NOTHING,
    10,
    _("Whatever a program of yours posts to an address of this desk, signed as Standard Webhooks say."),
)
