"""A mail that came back: which, to whom, and why. Pure."""

import re
from dataclasses import dataclass
from email.message import Message

from earful.channels.contract import Unreadable
from earful.channels.mail import heads
from earful.channels.mail.parts import Said, leaves, parse

NAMED = re.compile(r"^message-id:\s*<([^<>\s]{1,998})>", re.IGNORECASE | re.MULTILINE)
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Bounce:
    """`of`: the name of the mail that came back, if that is told; `waits`: it is only late so far."""

    of: str | None
    to: str
    why: str
    waits: bool

    @property
    def words(self) -> str:
        """What happened, as a sentence."""
        to = f" to {self.to}" if self.to else ""
        what = "has not been delivered yet" if self.waits else "could not be delivered"
        why = f": {self.why}" if self.why else ""
        return f"[This mail{to} {what}{why.rstrip('.')}.]"


def read(mail: Message, said: Said) -> Bounce:
    """What a report says; what it does not say stays empty."""
    fields = _status(mail)
    to = _after(fields.get("final-recipient") or fields.get("original-recipient") or "")
    to = to or next((address for _, address in heads.addresses(mail, "X-Failed-Recipients")), "")
    why = _after(fields.get("diagnostic-code", "")) or fields.get("status", "")
    return Bounce(
        _of(mail, said), to[:200], " ".join(why.split())[:LONGEST], fields.get("action", "").lower() == "delayed"
    )


def _status(mail: Message) -> dict[str, str]:
    """The fields of the part that is made for machines."""
    found: dict[str, str] = {}
    for leaf in leaves(mail):
        if leaf.mime != "message/delivery-status":
            continue
        boxes = leaf.part.get_payload()
        heading = boxes if isinstance(boxes, list) else [parse(leaf.octets())]
        for box in heading[:20]:
            if isinstance(box, Message):
                found.update(
                    {name.lower(): heads.one(box, name) for name in set(box.keys()) if name.lower() not in found}
                )
    return found


def _after(value: str) -> str:
    """Without what kind of address or code it is."""
    return value.partition(";")[2].strip() or ("" if ";" in value else value.strip())


def _of(mail: Message, said: Said) -> str | None:
    for leaf in leaves(mail):
        if leaf.mime in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            inner = leaf.part.get_payload()
            inside = inner[0] if isinstance(inner, list) and inner else None
            try:
                named = heads.names(inside if isinstance(inside, Message) else parse(leaf.octets()), "Message-ID")
            except Unreadable:
                named = []
            if named:
                return named[0]
    answered = heads.names(mail, "In-Reply-To") or heads.names(mail, "References")[-1:]
    if answered:
        return answered[0]
    found = NAMED.search(said.text)
    return heads.plain(found[1]) if found else None
