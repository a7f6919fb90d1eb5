"""How a mail is called: by its Message-ID, so that answers find it; and ours are named before they are ever sent. Pure."""

import hashlib
import re
import uuid
from email.message import Message

from earful.channels.contract import Us
from earful.channels.mail import heads

LONGEST = 400
OURS = re.compile(r"earful\.[0-9a-f-]{36}@")
FIT = re.compile(r"[!-;=?-~]{1,900}")  # what may stand in a head that we write


def short(name: str) -> str:
    """A name that the ledger can hold; the same for whoever names it."""
    return name if len(name) <= LONGEST else "sha256:" + hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()


def own(key: str, us: Us) -> str:
    """The name of what is sent under a key; the same at every attempt."""
    domain = heads.domain(us.external_id)
    return f"earful.{uuid.uuid5(uuid.NAMESPACE_URL, f'{us.external_id}:{key}')}@{domain}"


def is_own(name: str, us: Us) -> bool:
    """Whether we gave this name."""
    return bool(OURS.match(name)) and heads.domain(name) == heads.domain(us.external_id)


def name(mail: Message, octets: bytes) -> str:
    """What a mail is called; one that says nothing is called by what it holds."""
    stated = heads.names(mail, "Message-ID")
    if stated:
        return short(stated[0])
    bare = heads.plain(str(mail.get("Message-ID", ""))[:LONGEST]).strip().strip("<>")
    return bare if len(bare.split()) == 1 else "unnamed:" + hashlib.sha256(octets).hexdigest()


def version(mail: Message) -> str:
    """The same for each copy of a mail, whichever way it came; another for another mail of the same name."""
    sender = ",".join(address for _, address in heads.addresses(mail, "From"))
    marks = f"{sender}|{heads.one(mail, 'Date')}"
    return hashlib.sha256(marks.encode("utf-8", "replace")).hexdigest()[:16]


def twin(name: str, version: str) -> str:
    """What a second mail is called that came under the name of another."""
    return f"{name}#{version}"


def parent(mail: Message, own_name: str) -> tuple[str | None, str | None]:
    """What it answers, and where its thread begins."""
    above = [name for name in heads.names(mail, "References") if short(name) != own_name]
    answered = [name for name in heads.names(mail, "In-Reply-To") if short(name) != own_name]
    if not above and not answered:
        return None, None
    nearest = answered[0] if answered else above[-1]
    return short(nearest), short(above[0] if above else nearest)
