"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.SOCIAL,
    Needs.ACCOUNT,
    2,
    _("Mentions of the brand, answers to it and private mentions, on every server of the fediverse."),
    sketches=(
        Sketch(
            1,
            _("The brand's own server"),
            (),
            ((_("Earful would like to"), _("read your account, write posts")),),
            _("Authorize"),
        ),
    ),
)
