"""What a mail server's failures mean for a person, and whether to try again. No secret and no address is in the words."""

import smtplib
import ssl

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LATER = range(400, 500)


class MailFailed(Exception):
    """`words`: for a person. `again`: later it may go. `uncertain`: it may have arrived, so never again by itself."""

    def __init__(self, words: str, *, again: bool = False, uncertain: bool = False) -> None:
        super().__init__(words)
        self.words, self.again, self.uncertain = words, again, uncertain


class Cut(smtplib.SMTPException):
    """The connection ended after the server had the words, and before it said what it made of them."""


SAID: list[tuple[type[Exception], Promise]] = [  # the first that fits
    (Cut, _("%(host)s ended the call before saying whether it took the mail.")),
    (smtplib.SMTPRecipientsRefused, _("%(host)s does not take mail for this address.")),
    (smtplib.SMTPAuthenticationError, _("%(host)s does not accept our name and password.")),
    (smtplib.SMTPResponseException, _("%(host)s refused the mail (%(code)s).")),
    (smtplib.SMTPNotSupportedError, _("%(host)s offers no encrypted connection, or no way to sign in.")),
    (ssl.SSLError, _("%(host)s cannot prove who it is, or speaks no encryption.")),
    (OSError, _("%(host)s cannot be reached, or ended the call.")),  # smtplib's failures are such, too
]
OTHER = _("This mail cannot be put into a form that mail servers take.")


def told(error: Exception, host: str) -> MailFailed:
    """The failure in words."""
    words = next((words for kind, words in SAID if isinstance(error, kind)), OTHER)
    code = getattr(error, "smtp_code", "")
    return MailFailed(str(words) % {"host": host, "code": code}, again=_later(error), uncertain=isinstance(error, Cut))


def _later(error: Exception) -> bool:
    """Whether the same mail may go another time."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return all(code in LATER for code, _words in error.recipients.values())
        case smtplib.SMTPResponseException():
            return error.smtp_code in LATER or error.smtp_code < 0
        case Cut() | smtplib.SMTPNotSupportedError() | ssl.SSLError():
            return False
    return isinstance(error, OSError)
