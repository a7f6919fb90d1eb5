"""Who may listen to what: a ticket that the page carries, signed, so that opening a stream asks nothing of the pages."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing

SALT = "earful.live"
GOOD_FOR = timedelta(hours=12)


class NoTicket(Exception):
    """Why nothing is told, in a sentence."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a page may hear, and when the page was made (seconds since 1970)."""

    workspace: int
    agent: int
    topics: frozenset[str]
    made_at: float


def read(text: str) -> Ticket:
    """The ticket in an address. Raises NoTicket."""
    try:
        said = signing.loads(text, salt=SALT, max_age=GOOD_FOR)
        made_at = signing.b62_decode(text.rsplit(":", 2)[1])
        return Ticket(int(said["w"]), int(said["a"]), frozenset(str(topic) for topic in said["topics"]), float(made_at))
    except signing.SignatureExpired as error:
        raise NoTicket("This page was open for too long. Load it again.") from error
    except (signing.BadSignature, ValueError, TypeError, KeyError, IndexError) as error:
        raise NoTicket("This address is not one of ours. Load the page again.") from error


def same_house(origin: str, host: str) -> bool:
    """Whether a page at `origin` may read what this host says: the same host on any port, or one the owner named."""
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    try:
        parts = urlsplit(origin)
        return parts.scheme in {"http", "https"} and parts.hostname == urlsplit(f"//{host}").hostname
    except ValueError:
        return False
