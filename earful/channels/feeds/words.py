"""What is said to people about feeds, as sentences."""

from earful.kit.words import gettext_noop as _

READ_ONLY = _(
    "Earful cannot comment on other people's blogs. Open the post, comment there under your own name, and note here what you wrote."
)
NO_FEED = _("Address: no feed was found there. Enter the address of the feed itself, often a link called RSS or Atom.")
NO_ADDRESS = _("Enter the address of a blog or of its feed.")
WORTHLESS = _("Words: each needs two letters or more.")
MANY_WORDS = _("Words: enter at most 200, and none longer than 100 characters.")
SELDOM = _("Minutes between two looks: enter a number from 5 to 1440.")
NOT_A_FEED = _(
    "There is no feed at this address any more, but something else. It is kept in the ledger, and Earful asks again."
)
GONE = _("The blog says that this feed is gone for good. Remove the account, or connect the blog's new address.")
MISSING = _("The blog has no feed at this address at the moment. Earful asks again.")
CLOSED = _("The blog does not show this feed to everybody. Earful asks again; look whether its address has changed.")
FAILING = _("The blog's server could not show its feed just now. Earful asks again.")
NO_PLACE = _("What was kept about how far this feed was read cannot be used. Connect the account again.")
