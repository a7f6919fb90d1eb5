"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.FORUMS,
    Needs.ACCOUNT,
    5,
    _(
        "What names or answers the account, private messages to it, and posts and comments in the communities that you name."
    ),
    cannot=(_("An account with a second factor cannot be used: Lemmy has no passwords for programs."),),
)
