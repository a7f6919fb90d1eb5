"""What is said to people about Stack Exchange, as sentences."""

from earful.channels.boards.shape import Sentences
from earful.kit.words import gettext_noop as _

MISSING = _("Enter the site, and at least one tag or one word to look for.")
MANY = _("Tags and words: together these are more than ten, which nobody could ask for often enough. Enter fewer.")
NO_SITE = _("Site: Stack Exchange knows no site of this name. It is the short name, for example stackoverflow.")
NO_TOKEN = _("Access token: Stack Exchange does not accept it together with this key, or it may not write.")
NO_USER = _("User number: nobody on this site has it.")
NO_KEY = _("Key: Stack Exchange does not accept it. An access token needs the key of the app it was given to.")
EXPIRED = _("Stack Exchange no longer accepts the access token. Give it a new one.")
STRANGE = _("Stack Exchange answered something that cannot be understood. Earful keeps trying.")
BUSY = _("Stack Exchange asks us to come back later.")
SPENT = _("Today's requests to Stack Exchange are used up. Earful goes on tomorrow; a key allows many more.")
REFUSED = _(
    "Stack Exchange refused this: it is too short or too long, the post is closed, or the account may not do it yet. "
    "Nothing was sent."
)
DENIED = _("Stack Exchange refused to show this.")
INSTEAD = _("Without an access token Earful only listens there. Open the question from here, and answer it by hand.")
BOARD = Sentences(
    gone=_("The post is not there any more. Nothing was sent."),
    lost=_("The connection broke off while the answer was on its way. Earful looks whether it stands."),
    change_lost=_("The connection broke off while the answer was being changed. Earful looks what it says."),
    ours_gone=_("This answer does not stand there any more."),
    elsewhere=_("Somebody has changed this answer on the site meanwhile. Read what it says now."),
    not_ours=_("This is no post of this site."),
)
