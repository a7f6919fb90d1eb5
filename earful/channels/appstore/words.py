"""What is said to people about the App Store, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Enter the app's number, the issuer, the key's number and the key.")
ODD_APP = _(
    "App: enter its Apple ID, a number of six digits or more. It stands in App Store Connect under App Information."
)
ODD_ISSUER = _("Issuer: this is none. Copy it from App Store Connect; it has letters, digits and hyphens.")
ODD_NUMBER = _("Key number: this is none. Copy it from App Store Connect; it has ten letters and digits.")
NO_KEY = _("Key: this is no key of App Store Connect. Paste the whole file that ends in .p8.")
DENIED_KEY = _("Key: Apple does not accept it with this issuer and number. It may have been revoked.")
NO_APP = _("App: there is no such app in this account.")
NO_RIGHT = _("Key: it may not read and answer reviews. It needs the role Customer Support, or one above it.")
AGREEMENT = _(
    "Apple has a new agreement, or one has run out. Until its Account Holder has agreed in App Store Connect, under Business, nothing is told."
)
INSECURE = _("Interface: it must be reached by https, or the key's tokens could be read on the way.")
EXPIRED = _("Apple no longer accepts the key. Make a new one and connect the account again.")
STRANGE = _("The App Store answered something that cannot be understood. Earful keeps trying.")
LOST = _("The connection broke off while the answer was on its way. Earful looks whether it stands.")
CHANGE_LOST = _("The connection broke off while the answer was being taken back. Earful looks whether it stands.")
REFUSED = _("The App Store refused this answer; it may be too long. Nothing was sent.")
GONE = _("The review is not there any more. Nothing was sent.")
