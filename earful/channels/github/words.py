"""What is said to people about GitHub, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Enter the token, and at least one repository.")
NO_TOKEN = _("Token: GitHub does not accept it. Make a new one and copy it whole.")
NO_REPOSITORY = _("Repositories: one of them is not there, or the token was not given access to it.")
NO_ISSUES = _("Repositories: the token may not read the issues of one of them.")
NO_TALKS = _("Repositories: the token may not read the discussions of one of them. Let it, or enter issues alone.")
NOTHING_THERE = _("Repositories: in one of them nothing of what is to be heard is switched on.")
ODD_KIND = _("What is heard: write issues, discussions, or both with a comma between them.")
ODD_REPOSITORY = _("Repositories: write each as owner/name, with commas between them; twenty at most.")
INSECURE = _("Interface: it must be reached by https, or the token could be read on the way.")
EXPIRED = _("GitHub no longer accepts the token. Make a new one and sign in again.")
STRANGE = _("GitHub answered something that cannot be understood. Earful keeps trying.")
BUSY = _("GitHub asks to be left alone for a while.")
MOVED = _("A repository has moved or is not shown to this token any more. Connect the account again with its new name.")
NO_RIGHT = _(
    "GitHub does not let this token do that. It needs to read and write issues, and discussions if they are heard."
)
LOST = _("The connection broke off while the answer was on its way. Earful looks whether it stands.")
CHANGE_LOST = _("The connection broke off while the answer was being changed. Earful looks what it says.")
GONE = _("What is answered is not there any more. Nothing was sent.")
CLOSED = _("GitHub does not let this user comment there; the conversation may be locked. Nothing was sent.")
REFUSED = _("GitHub refused this answer. Nothing was sent.")
OURS_GONE = _("This answer does not stand there any more.")
ELSEWHERE = _("Somebody has changed this answer on GitHub meanwhile. Read what it says now.")
NOT_OURS = _("This is no comment on a repository of this account.")
