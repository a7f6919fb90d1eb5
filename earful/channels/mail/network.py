"""Mail, as the rest of Earful knows it."""

from collections.abc import Mapping

import regex

from earful.channels.contract import Can, Connected, Field, Inbound, Json, Length, Network, SessionKeeper, Us
from earful.channels.mail import connecting, wire
from earful.channels.mail.account import Account
from earful.channels.mail.adapter import MailAdapter
from earful.channels.mail.offer import OFFER
from earful.channels.simple import SimpleNetwork
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

CAN = Can(
    at="",
    pictures=10,
    picture_bytes=5_000_000,
    picture_mimes=("image/jpeg", "image/png", "image/gif", "image/webp"),
    graphemes=50_000,
    listens=True,
    poll_seconds=60.0,
)
STEPS = (
    _("Look up in your provider's help how its incoming (IMAP) and outgoing (SMTP) servers are called."),
    _("Where the account is signed in to with a second step, make a password for programs there and name it Earful."),
    _("Enter the address, that password and both servers here. Earful signs in to both before it keeps anything."),
)
FIELDS = (
    Field("address", _("Address"), _("The brand's mail address, for example support@example.org.")),
    Field("password", _("Password"), _("Of the mail account, or one that was made for programs."), secret=True),
    Field("imap_host", _("Incoming server"), _("IMAP, for example imap.example.org.")),
    Field("smtp_host", _("Outgoing server"), _("SMTP, for example smtp.example.org.")),
    Field(
        "name",
        _("Sender"),
        _("What customers see in front of the address, for example the brand's name."),
        required=False,
    ),
    Field("user", _("User name"), _("Only where it is not the address."), required=False, advanced=True),
    Field("imap_port", _("Incoming port"), default="993", advanced=True),
    Field(
        "imap_security",
        _("Incoming encryption"),
        _("tls, starttls or none; empty: as the port has it."),
        required=False,
        advanced=True,
    ),
    Field("smtp_port", _("Outgoing port"), default="465", advanced=True),
    Field(
        "smtp_security",
        _("Outgoing encryption"),
        _("tls, starttls or none; empty: as the port has it."),
        required=False,
        advanced=True,
    ),
    Field(
        "folders",
        _("Folders"),
        _("Only these besides the inbox, with commas between; empty: all but drafts, junk and the like."),
        required=False,
        advanced=True,
    ),
)


class Mail(SimpleNetwork):
    """The network; it holds no state. Whatever is said there is private."""

    name = "mail"
    label = _("Mail")
    offer = OFFER
    can = CAN
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Try both servers."""
        return await connecting.connect(values, transport)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> MailAdapter:
        """An adapter for one account."""
        del keeper
        return MailAdapter(Account(us, settings, secrets, transport))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored mail."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count what looks like one character as one."""
        del settings, parent
        return Length(len(regex.findall(r"\X", text)), CAN.graphemes, "characters")


NETWORK: Network = Mail()
