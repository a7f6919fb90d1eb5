"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.FORUMS,
    Needs.NOTHING,
    1,
    _("Posts and comments of any blog, newspaper or forum that has a feed: RSS, Atom or JSON Feed."),
)
