"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.MAIL,
    Needs.NOTHING,
    1,
    _("Whatever visitors write in the form, on a page of Earful's or on your own site. It works without JavaScript."),
)
