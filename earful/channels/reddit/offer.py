"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.FORUMS,
    Needs.REVIEW,
    15,
    _(
        "What names or answers your user, private messages to it, and what holds your words in the subreddits that you name."
    ),
    cannot=(_("Chats, which have taken the place of many private messages, cannot be read by programs."),),
    sketches=(
        Sketch(
            1,
            _("Your applications"),
            (_("Preferences"), _("Apps")),
            ((_("Name"), "Earful"), (_("Kind"), _("script")), (_("Redirect uri"), "http://localhost")),
            _("Create app"),
        ),
    ),
)
