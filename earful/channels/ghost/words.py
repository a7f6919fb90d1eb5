"""What is said to people about Ghost, as sentences."""

from earful.channels.boards.shape import Sentences
from earful.kit.words import gettext_noop as _

MISSING = _("Enter the address of the site, the Admin API key and the mail address of the member who answers.")
NO_SITE = _("Address: no Ghost was found there.")
INSECURE = _("Address: the site must be reached by https, or what lets Earful in could be read on the way.")
ODD_KEY = _("Admin API key: this is none. Copy it whole, with the colon in it; it is not the Content API key.")
NO_KEY = _(
    "Admin API key: the site does not accept it. Copy it from the integration again, and see that the clocks of both machines are right."
)
OLD = _(
    "Address: this Ghost cannot list comments for programs. A Ghost of version 6 from 2026 or later can; update it."
)
NO_RIGHT = _("The site does not let this key do that.")
ODD_MEMBER = _("Member: enter the mail address that this member has on the site.")
NO_MEMBER = _("Member: the site knows none with this mail address. Add one under Members first.")
NO_DOOR = _("Member: the site does not let this member in.")
OFF = _("Comments are switched off on this site. Switch them on under Settings, Membership, and come back.")
PAYING = _(
    "Member: only paying members may comment on this site, and this one does not pay. Give it a complimentary subscription."
)
EXPIRED = _("The site no longer accepts the key. Make a new one and connect the account again.")
STRANGE = _("The site answered something that cannot be understood. Earful keeps trying.")
CLOSED = _("The site takes no comments from this member below this post. Nothing was sent.")
REFUSED = _("The site refused this comment. Nothing was sent.")
HELD = _("The site shows this comment to nobody. Let it through first. Nothing was sent.")
NO_CHANGE = _("The site does not let this member change the comment any more.")
PUT_AWAY = _("This comment was deleted on the site meanwhile.")
VERDICT_LOST = _("The connection broke off while this was decided. Earful decides it again.")
STRANGER = _("This is no comment of this site.")
BOARD = Sentences(
    gone=_("The comment is not there any more. Nothing was sent."),
    lost=_("The connection broke off while the comment was on its way. Earful looks whether it stands."),
    change_lost=_("The connection broke off while the comment was being changed. Earful looks what it says."),
    ours_gone=_("This comment is not shown there any more."),
    elsewhere=_("Somebody has changed this comment on the site meanwhile. Read what it says now."),
    not_ours=_("This is no comment of this account's."),
)
