"""What is said to people about Discourse, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Enter the address of the forum, the user name and the API key.")
NO_FORUM = _("Address: no Discourse forum was found there.")
INSECURE = _("Address: the forum must be reached by https, or the key could be read on the way.")
NO_KEY = _(
    "API key: the forum does not accept it for this user. It must be for this very user, with every right of theirs."
)
EXPIRED = _("The forum no longer accepts the API key. Make a new one and sign in again.")
STRANGE = _("The forum answered something that cannot be understood. Earful keeps trying.")
LOST = _("The connection broke off while the answer was on its way. Earful looks whether it stands.")
CHANGE_LOST = _("The connection broke off while the answer was being changed. Earful looks what it says.")
GONE = _("The post or its topic is not there any more. Nothing was sent.")
CLOSED = _("The forum does not let this user answer there; the topic may be closed. Nothing was sent.")
REFUSED = _("The forum refused this answer: it is too short, too long, or stood there a moment ago. Nothing was sent.")
HELD = _(
    "The forum holds the answer back until a moderator there lets it through. Earful looks again whether it stands."
)
OURS_GONE = _("This answer does not stand there any more.")
ELSEWHERE = _("Somebody has changed this answer on the forum meanwhile. Read what it says now.")
NO_CHANGE = _("The forum does not let this user change the answer any more.")
NOT_OURS = _("This is no post of this forum.")
