"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.FORUMS,
    Needs.NOTHING,
    5,
    _("Questions on Stack Overflow and its sister sites that bear your tags or name you, and what stands below them."),
    cannot=(
        _("Answering needs an access token, and a user who has earned the right to comment."),
        _("Texts that a language model wrote are forbidden on many of these sites. Write there yourself."),
    ),
)
