"""What is said to people about reviews on Google, as sentences."""

from earful.kit.words import gettext_noop as _

MISSING = _("Enter the client, its secret and the refresh token.")
ODD_CLIENT = _("Client: this is none. It ends in .apps.googleusercontent.com.")
DENIED_CLIENT = _("Client: Google does not know it with this secret. Copy both once more.")
DENIED_TOKEN = _(
    "Refresh token: Google does not accept it. It may be of another client, or taken back, or of an app that is still being tested."
)
NO_ACCESS = _(
    "Google has not given this project access to reviews yet. Ask for it with Google's form, and switch on the interfaces that the steps name."
)
NO_LOCATION = _("Place: the owner has none of this name. Copy it as it stands in the Business Profile.")
SEVERAL = _("Place: the owner has several. Enter the name of one, as it stands in the Business Profile, or its number.")
INSECURE = _("Interface: it must be reached by https, or the token could be read on the way.")
EXPIRED = _("Google no longer accepts the owner's consent. Make a new refresh token and sign in again.")
STRANGE = _("Google answered something that cannot be understood. Earful keeps trying.")
LOST = _("The connection broke off while the answer was on its way. Earful looks whether it stands.")
CHANGE_LOST = _("The connection broke off while the answer was being taken back. Earful looks whether it stands.")
REFUSED = _(
    "Google refused this answer; it may be longer than 4,096 bytes, or the place is not verified. Nothing was sent."
)
NO_RIGHT = _("The owner of this consent may not read and answer reviews of this place.")
GONE = _("The review is not there any more. Nothing was sent.")
