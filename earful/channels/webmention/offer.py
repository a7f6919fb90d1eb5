"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.FORUMS,
    Needs.NOTHING,
    10,
    _("Blogs and personal sites that answer or name a page of yours and tell it so, as many of the open web do."),
    cannot=(
        _("Likes and reposts are told apart and not kept: nobody waits for an answer to them."),
        _("An answer stands on a page of this desk; whether the other site shows it, its owner decides."),
    ),
)
