"""What is said to people about Google Play, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Enter the app's package name and the service account's key file.")
ODD_PACKAGE = _(
    "Package name: this is none. It looks like com.example.app and stands in the app's address on Google Play."
)
INSECURE = _("Interface: it must be reached by https, or the key could be read on the way.")
NO_KEY = _("Key file: this is not the key of a service account. Paste the whole JSON file as Google gave it to you.")
DENIED_KEY = _("Key file: Google does not accept it. Its key may have been deleted, or the service account disabled.")
NO_APP = _("Package name: there is no such app, or the service account was not invited to it in the Play Console.")
NO_RIGHT = _("Package name: the service account may not read and answer reviews of this app. Give it Reply to reviews.")
EXPIRED = _("Google no longer accepts the service account's key. Make a new one and connect the account again.")
STRANGE = _("Google Play answered something that cannot be understood. Earful keeps trying.")
LOST = _("The connection broke off while the answer was on its way. Earful looks whether it stands.")
REFUSED = _("Google Play refused this answer; it may be longer than 350 characters. Nothing was sent.")
GONE = _("The review is not there any more. Nothing was sent.")
STAYS = _("Google Play lets answers be changed, but not be taken back.")
