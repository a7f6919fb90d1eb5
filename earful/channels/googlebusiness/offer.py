"""What connecting takes and brings."""

from earful.channels.offering import Needs, Offer, Sketch, Sort
from earful.kit.words import gettext_noop as _

OFFER = Offer(
    Sort.REVIEWS,
    Needs.REVIEW,
    30,
    _("Reviews of one place on Google Maps and in Google's search, with stars alone as well."),
    cannot=(
        _("Google gives access on request, to profiles that have been verified for sixty days; that can take weeks."),
        _("Google looks at answers and may turn one down; then it counts as taken away."),
    ),
    sketches=(
        Sketch(
            2,
            _("OAuth 2.0 Playground"),
            (_("Settings"), _("Use your own OAuth credentials")),
            (
                ("OAuth Client ID", "….apps.googleusercontent.com"),
                (_("Scope"), "https://www.googleapis.com/auth/business.manage"),
            ),
            "Authorize APIs",
        ),
    ),
)
