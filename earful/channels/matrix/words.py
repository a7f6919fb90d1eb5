"""What is said to people about Matrix, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Enter the server, and either user name and password or an access token.")
NO_SERVER = _("Server: no Matrix server was found there.")
INSECURE = _("Server: the server must be reached by https, or the password could be read on the way.")
INTERNAL = _("This address lies inside a private network. The owner must allow it in EARFUL_TRUSTED_HOSTS.")
NO_PASSWORD = _("Password: the server does not accept it for this user.")
NO_PASSWORDS = _("Password: this server takes no passwords from programs. Enter an access token instead.")
NO_TOKEN = _("Access token: the server does not know it.")
NO_ACCEPT = _("Invitations: write people, everybody or nobody.")
NO_HEARS = _("In rooms: write all or named.")
EXPIRED = _("The Matrix server no longer knows us. Sign in again.")
AWAY = _("The Matrix server cannot be reached at the moment. Earful keeps trying.")
BUSY = _("The Matrix server asks to be left alone for a while.")
STRANGE = _("The Matrix server answered something that cannot be understood. Earful keeps trying.")
LOST = _("The connection broke off while the message was on its way. Earful looks whether it stands.")
CHANGE_LOST = _("The connection broke off while the change was on its way. Earful looks whether it was made.")
DELETE_LOST = _("The connection broke off while the message was being deleted. Earful looks whether it is gone.")
ENCRYPTED = _(
    "This room is encrypted, and Earful cannot write there without everybody seeing that it is not. Nothing was sent."
)
NOT_THERE = _("The account is not in this room any more, or may not write there. Nothing was sent.")
ALONE = _("They have left this room, so nobody would read it. Nothing was sent.")
REFUSED = _("The Matrix server refused this message. Nothing was sent.")
NO_PARENT = _("What this answers cannot be found any more. Nothing was sent.")
NOT_SAID = _("The room has been too busy to tell whether the message stands there. Look there, then decide here.")
OURS_GONE = _("The message does not stand there any more.")
CHANGED_ELSEWHERE = _("Somebody changed this message in another place meanwhile.")
NO_CHANGE = _("The Matrix server does not let this message be changed.")
NO_PICTURE = _("This picture cannot be fetched.")
NO_PLACE = _("What was kept about how far Matrix was read cannot be used. Connect the account again.")
SEALED = "[Encrypted end to end: Earful cannot read this message. Please read it in a Matrix app, and ask them there to write in a room without encryption.]"
