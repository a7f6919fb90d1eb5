"""What is said to people about Trustpilot, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Enter the company's web address, the key, its secret, and the business user who answers.")
ODD_UNIT = _("Company: enter its web address as it stands on Trustpilot, for example example.com.")
ODD_KEY = _("Key: this is none. Copy it and its secret from Trustpilot Business, under Integrations and API.")
ODD_USER = _("Business user: this is none. It has 24 digits and letters from a to f.")
DENIED_KEY = _("Key: Trustpilot does not accept it with this secret.")
NO_UNIT = _("Company: Trustpilot knows none of this address.")
NO_PLAN = _("Trustpilot does not let this key read and answer the company's reviews. That belongs to its paid plans.")
INSECURE = _("Interface: it must be reached by https, or the secret could be read on the way.")
EXPIRED = _("Trustpilot no longer accepts the key. Make a new one and connect the account again.")
STRANGE = _("Trustpilot answered something that cannot be understood. Earful keeps trying.")
LOST = _("The connection broke off while the answer was on its way. Earful looks whether it stands.")
CHANGE_LOST = _("The connection broke off while the answer was being taken back. Earful looks whether it stands.")
REFUSED = _("Trustpilot refused this answer. Nothing was sent.")
GONE = _("The review is not there any more. Nothing was sent.")
