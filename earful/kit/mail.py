"""Mail that leaves: one address, one subject, plain words. Off until an owner says through which server.

    try:
        mail.send("jo@example.org", "A question", "...")
    except mail.MailFailed as failed:
        failed.words, failed.again, failed.uncertain

Call it from a job, after the commit that caused it, never inside a transaction.
"""

import re
import smtplib
import ssl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from earful.kit import mail_trouble, pulse
from earful.kit.mail_trouble import MailFailed
from earful.kit.mailserver import MailServer
from earful.kit.transaction import on_the_wire

__all__ = ["MailFailed", "check", "links_begin", "ready", "send"]

TIMEOUT = 20.0  # seconds, of each step
LONGEST_SUBJECT = 200
GO_ON = 354


def ready() -> bool:
    """Whether an owner said through which server mail leaves."""
    return settings.MAIL is not None


def send(to: str, subject: str, text: str, *, key: str = "") -> None:
    """Send one mail. The same `key` gives the same Message-ID, by which mail programs know a copy. Raises MailFailed; RuntimeError in a transaction."""
    on_the_wire()
    server = _server()
    if pulse.ours.lost():  # somebody else may be doing this by now
        raise MailFailed(_("Nothing was sent: this process was away for too long."), again=True)
    with _told(server), _connection(server) as connection:
        connection.send_messages([_message(server, to, subject, text, key)])


def links_begin(otherwise: str) -> str:
    """How links in mails begin: EARFUL_URL, or as whoever caused the mail sees the desk."""
    return str(settings.PUBLIC_URL or otherwise).rstrip("/")[:200]


def check() -> None:
    """Connect and sign in, and send nothing. Raises MailFailed."""
    server = _server()
    with _told(server), _connection(server):
        pass


def _server() -> MailServer:
    server: MailServer | None = settings.MAIL
    if server is None:
        raise MailFailed(_("Mail is off: no server is set to send it through."))
    return server


def _message(server: MailServer, to: str, subject: str, text: str, key: str) -> EmailMessage:
    try:
        validate_email(to)
    except ValidationError as error:
        raise MailFailed(_("This is not a mail address.")) from error
    if any(not sign.isprintable() for sign in subject) or len(subject) > LONGEST_SUBJECT:
        raise MailFailed(_("The subject of a mail is one line of at most 200 signs."))
    name = uuid.uuid5(uuid.NAMESPACE_URL, key) if key else uuid.uuid4()
    headers = {"Message-ID": f"<{name}@{server.domain}>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, server.sender, [to], headers=headers)


@contextmanager
def _connection(server: MailServer) -> Iterator[EmailBackend]:
    """Opened and signed in. Trouble in saying goodbye is none: what was sent is sent."""
    backend = _Backend(server)
    try:
        backend.open()
        yield backend
    finally:
        with suppress(OSError, smtplib.SMTPException):
            backend.close()


@contextmanager
def _told(server: MailServer) -> Iterator[None]:
    try:
        yield
    except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: what cannot be said in that protocol
        raise mail_trouble.told(error, server.host) from error


class _Backend(EmailBackend):
    """Django's, which tells whether a failure came after the server had the words."""

    def __init__(self, server: MailServer) -> None:
        super().__init__(
            host=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.starttls,
            use_ssl=server.tls,
            timeout=TIMEOUT,
        )

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """With or without encryption from the first word on."""
        return _TlsCall if self.use_ssl else _Call

    @property
    def ssl_context(self) -> ssl.SSLContext:
        """The machine's authorities say who is who."""
        return ssl.create_default_context()


class _Call(smtplib.SMTP):
    def data(self, msg: bytes) -> tuple[int, bytes]:  # type: ignore[override]  # -- Django hands over bytes alone
        """The words; its lines end in CR LF. Raises Cut when the call ends in them, or before they are answered."""
        code, words = self.docmd("DATA")
        if code != GO_ON:
            raise smtplib.SMTPDataError(code, words)
        try:
            self.send(re.sub(rb"(?m)^\.", b"..", msg) + (b"" if msg.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            return self.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise mail_trouble.Cut from error


class _TlsCall(_Call, smtplib.SMTP_SSL):
    """The same, encrypted from the first word on."""
