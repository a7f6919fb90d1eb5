"""What is said to people about Webmention, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Enter the address of this desk, and of at least one page of yours.")
NO_ADDRESS = _("Your pages: each is a web address that begins with https, for example https://blog.example.com.")
MANY = _("Your pages: these are more than twenty, or one is longer than 300 characters.")
NO_DESK = _("Address of this desk: a web address that begins with https, at which everybody can reach it.")
NO_FORM = _("A webmention is a form with source and target.")
NO_SOURCE = _("The source is no web address that is visited.")
LONG = _("The source is longer than 300 characters.")
SAME = _("The source is the target itself.")
NOT_OURS = _("The target is no page of ours.")
OURS = _("The source is a page of ours.")
NO_LINK = _("The page does not link to ours.")
NO_PAGE = _("There is no page at this address.")
TROUBLE = _("The site has a problem of its own. Earful looks again.")
NO_ENDPOINT = _(
    "This page takes no webmentions, so nobody there would learn of the answer. Open it and answer by hand."
)
BAD_ENDPOINT = _("This page names an address for webmentions that is not spoken to. Nothing was sent.")
REFUSED = _("The site refused the webmention. Nothing stands there; open the page and answer by hand.")
BUSY = _("The site asks us to come back later.")
AWAY = _("The site cannot be reached.")
LOST = _("The site did not say whether it took the webmention. Earful looks whether the answer is shown there.")
GONE = _("The page is not there any more. Nothing was sent.")
NO_PARENT = _("Nobody knows any more at which page this answers. Nothing was sent.")
