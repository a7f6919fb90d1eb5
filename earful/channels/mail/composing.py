"""The octets of an answer: the same for the same outbound, and such that no server on the way need rewrite them. Pure.

Everything is ASCII on lines of at most 76 signs, so a signature that the sending server adds (DKIM) holds to the end. Nothing
that a stranger wrote gets into the head but what fits a strict pattern, so no field can be smuggled in.
"""

import html
import re
from email.header import Header
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime

from earful.channels.contract import Outbound, Refused, Unreadable, Us
from earful.channels.mail import heads, kinds, naming, octets, parts, wire, words
from earful.channels.mail.kinds import Kind

SUBJECT = 300
REFERENCES = 20  # names of mails above: the first, and the nearest
UNFIT = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")


def receiver(outbound: Outbound, us: Us) -> tuple[str, str]:
    """Whom an answer goes to: name and address. Raises Refused for what nobody, or no person, reads."""
    try:
        name, found = octets.unpack(outbound.parent_raw)
        mail = parts.parse(found.octets)
        parent = wire.read(outbound.parent_raw, us)
    except Unreadable as error:
        raise Refused(words.NO_PARENT) from error
    if name != outbound.parent_id or parent.author is None:
        raise Refused(words.NO_PARENT)
    if kinds.kind(mail, us) is not Kind.PERSON:
        raise Refused(words.MACHINE)
    if outbound.automatic and kinds.listed(mail):
        raise Refused(words.LIST)
    if parent.author.external_id == us.external_id:
        to = next((one for one in heads.addresses(mail, "To") if one[1] != us.external_id), None)
    else:
        wished = heads.addresses(mail, "Reply-To")
        written = parent.author.external_id in {one[1] for one in heads.addresses(mail, "From")}
        own = (parent.author.name, parent.author.external_id)
        to = wished[0] if written and len(wished) == 1 and wished[0][1] != us.external_id else own
    if to is None or not PLAIN.fullmatch(to[1]):
        raise Refused(words.NOBODY)
    return to


def compose(outbound: Outbound, us: Us, house: str) -> bytes:
    """The whole mail. `house`: the brand's name, for where no person signs. Raises Refused."""
    to = receiver(outbound, us)
    mail = parts.parse(octets.unpack(outbound.parent_raw)[1].octets)
    signed = " · ".join(part for part in (outbound.signed, house) if part)
    fields = [
        ("Date", format_datetime(outbound.created_at)),
        ("From", _address(signed, us.external_id)),
        ("To", _address(*to)),
        ("Subject", _words("Re: " + (_subject(mail) or "…"))),
        ("Message-ID", f"<{naming.own(outbound.key, us)}>"),
        *_above(mail),
        *([("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")] if outbound.automatic else []),
        ("MIME-Version", "1.0"),
    ]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return head.encode("ascii") + _body(outbound)


def _subject(mail: Message) -> str:
    return wire.AGAIN.sub("", heads.one(mail, "Subject"))[:SUBJECT].strip()


def _above(mail: Message) -> list[tuple[str, str]]:
    """What it answers, by names that fit."""
    own = [name for name in heads.names(mail, "Message-ID")[:1] if naming.FIT.fullmatch(name)]
    if not own:
        return []
    before = heads.names(mail, "References") or heads.names(mail, "In-Reply-To")[:1]
    fit = [name for name in before if naming.FIT.fullmatch(name) and name != own[0]]
    if len(fit) > REFERENCES:
        fit = [fit[0], *fit[-REFERENCES + 1 :]]
    line = "\r\n ".join(f"<{name}>" for name in [*fit, own[0]])
    return [("In-Reply-To", f"<{own[0]}>"), ("References", line)]


def _words(text: str) -> str:
    """Words in a head: one line of plain signs, or packed as the standard has it."""
    line = " ".join(UNFIT.sub(" ", text).encode("utf-8", "replace").decode().split())
    packed = Header(line, "us-ascii" if line.isascii() else "utf-8", maxlinelen=70, header_name="Subject").encode(
        linesep="\r\n"
    )
    return (
        packed
        if not line.isascii() or "=?" not in line
        else Header(line, "utf-8", maxlinelen=70).encode(linesep="\r\n")
    )


def _address(name: str, address: str) -> str:
    shown = " ".join(UNFIT.sub(" ", name)[:150].split())
    if not shown:
        return address
    if shown.isascii() and "=?" not in shown:
        quoted = re.sub(r'([\\"])', r"\\\1", shown)
        return f'"{quoted}" <{address}>'
    return f"{_words(shown)}\r\n <{address}>"


def _body(outbound: Outbound) -> bytes:
    body = EmailMessage(policy=SMTP)
    text = UNFIT_TEXT.sub("", outbound.text.encode("utf-8", "replace").decode()).replace("\r\n", "\n")
    body.set_content(text + "\n", cte="quoted-printable")
    mark = naming.own(outbound.key, Us("a@mail.invalid", ""))
    if outbound.uploads:
        body.make_alternative()
        body.attach(_page(outbound, text, mark))
        for number, box in enumerate(part for part in body.walk() if part.is_multipart()):
            box.set_boundary(f"=_{number}_{mark[:43]}")
    for part in body.walk():
        del part["MIME-Version"]
    return body.as_bytes()


def _page(outbound: Outbound, text: str, mark: str) -> EmailMessage:
    """The same words with the pictures between them, and their descriptions for those who cannot see them."""
    shown = "".join(
        f'<p><img src="cid:{number}.{mark}" alt="{html.escape(_line(one.alt))}" width="{one.width}" height="{one.height}"></p>\n'
        for number, one in enumerate(outbound.uploads, 1)
    )
    words_there = "<br>\n".join(html.escape(line) for line in text.split("\n"))
    page = EmailMessage(policy=SMTP)
    page.set_content(f"<html><body><p>{words_there}</p>\n{shown}</body></html>\n", "html", cte="quoted-printable")
    page.make_related()
    for number, one in enumerate(outbound.uploads, 1):
        kind, _, form = one.mime.partition("/")
        picture = EmailMessage(policy=SMTP)
        picture.set_content(
            one.content, kind, form, cid=f"<{number}.{mark}>", filename=f"picture-{number}.{form}", disposition="inline"
        )
        picture["Content-Description"] = _line(one.alt)
        page.attach(picture)
    return page


UNFIT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _line(text: str) -> str:
    return " ".join(UNFIT.sub(" ", text.encode("utf-8", "replace").decode()).split())[:1000]
