"""What the mail channel says to a person."""

from earful.kit.words import gettext_noop as _

AWAY = _("The mail server cannot be reached. Earful tries again by itself.")
BROKEN = _("The mail server did not finish its answer. Earful tries again by itself.")
TROUBLE = _("The mail server has a problem of its own and asks to be tried again later.")
STRANGE = _(
    "The mail server gives an answer that Earful cannot read. It is asked again from the same place, so nothing is lost."
)
EXPIRED = _("The mail server no longer accepts the name and password of this account. Sign in again.")
LOST = _("The mail server did not say whether it took the answer.")
NOT_TAKEN = _("The mail server refused the answer: %(why)s.")
NO_RECEIVER = _("The mail server does not take mail for this customer: %(why)s.")
NO_PARENT = _("What this answers is no mail that Earful can read any more.")
MACHINE = _(
    "A program wrote this mail, and no answer is sent to it, so that no two programs go on writing to each other."
)
LIST = _("This came through a mailing list, and nothing automatic is sent there.")
NOBODY = _("This mail names nobody to whom an answer could be sent.")
NO_PICTURE = _("There is no such picture in this mail any more.")
INTERNAL = _("The mail server has an internal address; it must be named in EARFUL_TRUSTED_HOSTS first.")
UNSAFE = _("The mail server does not prove who it is: its certificate does not fit, so nothing was said to it.")
