"""Trying the entries of the connect page on both servers, and saying which of them is wrong."""

from collections.abc import Mapping

from earful.channels.contract import Connected, Expired, Refused, Retry, Us
from earful.channels.mail import entering, heads, leaving, words
from earful.channels.mail.composing import PLAIN
from earful.channels.mail.servers import HOST, NONE, STARTTLS, TLS, Server
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

USUAL = {
    ("imap", 993): TLS,
    ("imap", 143): STARTTLS,
    ("smtp", 465): TLS,
    ("smtp", 587): STARTTLS,
    ("smtp", 25): STARTTLS,
}
NO_ADDRESS = _("Address: this is not a mail address. Write it like support@example.org.")
MISSING = _("Password: enter the password of this mail account, or one that was made for programs.")
NO_IMAP = _("Incoming server: this is not the name of a server. Write it like imap.example.org.")
NO_SMTP = _("Outgoing server: this is not the name of a server. Write it like smtp.example.org.")
NO_IMAP_PORT = _("Incoming port: this is not a number of a port. Leave it as it was if you are not sure.")
NO_SMTP_PORT = _("Outgoing port: this is not a number of a port. Leave it as it was if you are not sure.")
NO_IMAP_WAY = _("Incoming encryption: write tls, starttls or none.")
NO_SMTP_WAY = _("Outgoing encryption: write tls, starttls or none.")
IMAP_AWAY = _("Incoming server: no mailbox answers there. Check the name, the port and the encryption.")
SMTP_AWAY = _("Outgoing server: no mail server answers there. Check the name, the port and the encryption.")
IMAP_UNSAFE = _("Incoming server: its certificate does not fit its name, so no password was sent. Check the name.")
SMTP_UNSAFE = _("Outgoing server: its certificate does not fit its name, so no password was sent. Check the name.")
IMAP_DENIED = _(
    "Password: the incoming server does not accept it for this name. Many providers want a password made for programs."
)
SMTP_DENIED = _(
    "Password: the incoming server accepts it and the outgoing one does not. Check the outgoing server's name."
)
NO_INBOX = _("Incoming server: the sign-in works, and there is no inbox for this name.")
IMAP_INTERNAL = _("Incoming server: its address is internal and must be named in EARFUL_TRUSTED_HOSTS first.")
SMTP_INTERNAL = _("Outgoing server: its address is internal and must be named in EARFUL_TRUSTED_HOSTS first.")
OPEN_DOOR = _(
    "Without encryption anybody on the way could read the password. Only a server that EARFUL_TRUSTED_HOSTS names may be used so."
)
WHICH = {
    "imap": (NO_IMAP, NO_IMAP_PORT, NO_IMAP_WAY, IMAP_AWAY, IMAP_UNSAFE, IMAP_INTERNAL),
    "smtp": (NO_SMTP, NO_SMTP_PORT, NO_SMTP_WAY, SMTP_AWAY, SMTP_UNSAFE, SMTP_INTERNAL),
}


async def connect(values: Mapping[str, str], door: Transport) -> Connected:
    """Sign in to both servers. Raises Refused with the entry that is wrong, Retry."""
    address = values.get("address", "").strip().lower()
    password, user = values.get("password", ""), values.get("user", "").strip() or address
    if not PLAIN.fullmatch(address):
        raise Refused(NO_ADDRESS)
    if not password:
        raise Refused(MISSING)
    imap, smtp = server(values, "imap", door), server(values, "smtp", door)
    folders = values.get("folders", "").strip()[:2000]
    await _try_imap(imap, user, password, door)
    await _try_smtp(smtp, user, password, heads.domain(address), door)
    name = " ".join(values.get("name", "").split())[:80]
    settings = {
        "user": user,
        "name": name,
        "folders": folders,
        **{f"imap_{key}": getattr(imap, key) for key in ("host", "port", "security")},
        **{f"smtp_{key}": getattr(smtp, key) for key in ("host", "port", "security")},
    }
    return Connected(Us(address, address), name or address, settings, {"password": password})


def server(values: Mapping[str, str], which: str, door: Transport) -> Server:
    """A server as it was entered. Raises Refused."""
    no_host, no_port, no_way, *_more = WHICH[which]
    host = values.get(f"{which}_host", "").strip().lower()
    port = values.get(f"{which}_port", "").strip() or {"imap": "993", "smtp": "465"}[which]
    if not HOST.fullmatch(host):
        raise Refused(no_host)
    if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536):
        raise Refused(no_port)
    way = values.get(f"{which}_security", "").strip().lower() or USUAL.get((which, int(port)), TLS)
    if way not in (TLS, STARTTLS, NONE):
        raise Refused(no_way)
    if way == NONE and not door.trusts(f"{host}:{int(port)}"):
        raise Refused(OPEN_DOOR)
    return Server(host, int(port), way)


async def _try_imap(imap: Server, user: str, password: str, door: Transport) -> None:
    try:
        async with entering.signed_in(imap, user, password, door) as box:
            folders = await box.folders()
    except Expired as error:
        raise Refused(IMAP_DENIED) from error
    except (Refused, Retry) as error:
        raise _told(error, "imap") from error
    if not any(folder.name.upper() == "INBOX" for folder in folders):
        raise Refused(NO_INBOX)


async def _try_smtp(smtp: Server, user: str, password: str, ours: str, door: Transport) -> None:
    try:
        async with leaving.signed_in(smtp, user, password, ours, door):
            return
    except Expired as error:
        raise Refused(SMTP_DENIED) from error
    except (Refused, Retry) as error:
        raise _told(error, "smtp") from error


def _told(error: Refused | Retry, which: str) -> Refused | Retry:
    away, unsafe, internal = WHICH[which][3:]
    named = {words.AWAY: away, words.BROKEN: away, words.UNSAFE: unsafe, words.INTERNAL: internal}
    return Refused(named[error.words]) if error.words in named else error
