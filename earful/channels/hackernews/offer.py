"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.FORUMS,
    Needs.NOTHING,
    1,
    _("Stories and comments that hold one of your words, anywhere on Hacker News."),
)
