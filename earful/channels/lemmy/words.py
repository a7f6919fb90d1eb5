"""What is said to people about Lemmy, as sentences."""

from earful.channels.boards.shape import Sentences
from earful.kit.words import gettext_noop as _

MISSING = _("Enter the server, the user name and the password.")
NO_SERVER = _("Server: no Lemmy was found there that speaks version 3 of its interface.")
TOO_NEW = _(
    "Server: it no longer answers version 3 of Lemmy's interface in full, as servers of 1.0 do not. Earful does not speak version 4 yet."
)
INSECURE = _("Server: it must be reached by https, or the password could be read on the way.")
NO_LOGIN = _(
    "User name or password: the server does not accept them. An account with a second factor cannot be used here."
)
NO_PLACE = _("Communities: the server does not know one of them. Write each as name, or name@server.")
MANY = _("Communities: these are more than twenty.")
EXPIRED = _("The server no longer accepts the user name and password. Sign in again.")
STRANGE = _("The server answered something that cannot be understood. Earful keeps trying.")
BUSY = _("The server asks us to come back later.")
DENIED = _("The server does not show this to the account.")
FAR = _("More than a thousand private messages came since. Look on the server whether it still stands.")
REFUSED = _("The server refused this: the post is locked, or this user may not write there. Nothing was sent.")
BOARD = Sentences(
    gone=_("The post is not there any more. Nothing was sent."),
    lost=_("The connection broke off while the answer was on its way. Earful looks whether it stands."),
    change_lost=_("The connection broke off while the answer was being changed. Earful looks what it says."),
    ours_gone=_("This answer does not stand there any more."),
    elsewhere=_("Somebody has changed this answer on the server meanwhile. Read what it says now."),
    not_ours=_("This is no post of this server."),
)
