"""What is said to people about Reddit, as sentences."""

from earful.channels.boards.shape import Sentences
from earful.kit.words import gettext_noop as _

MISSING = _("Enter the client id and its secret, and either a refresh token or the user name and the password.")
NO_CLIENT = _("Client id and secret: Reddit does not know them.")
NO_LOGIN = _(
    "Reddit does not accept the refresh token, or the user name and password. With a second factor only a token works."
)
NO_SCOPE = _(
    "Reddit does not show who the account is and what it wrote. The token needs the scopes identity, read, history, privatemessages, submit and edit."
)
ODD_PLACES = _("Subreddits: these are more than fifty, or one is no name of a subreddit.")
MANY = _("Words: without subreddits Reddit is searched for each, so there can be five at most.")
INSECURE = _("The address must begin with https.")
EXPIRED = _("Reddit no longer knows this sign-in. Make a new token and sign in again.")
STRANGE = _("Reddit answered something that cannot be understood. Earful keeps trying.")
OFTEN = _("Reddit lets this user write again only after a while. Earful sends it then.")
REFUSED = _("Reddit refused this: the thread is closed or too old, or this user may not write there. Nothing was sent.")
DENIED = _("Reddit does not show this to the account. Look whether the subreddits still exist and are open to it.")
MESSAGE_STAYS = _("A private message on Reddit can be neither changed nor taken back.")
BOARD = Sentences(
    gone=_("The post is not there any more. Nothing was sent."),
    lost=_("The connection broke off while the answer was on its way. Earful looks whether it stands."),
    change_lost=_("The connection broke off while the answer was being changed. Earful looks what it says."),
    ours_gone=_("This answer does not stand there any more."),
    elsewhere=_("Somebody has changed this answer on Reddit meanwhile. Read what it says now."),
    not_ours=_("This is no post of Reddit's."),
)
