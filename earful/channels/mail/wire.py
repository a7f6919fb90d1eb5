"""Understand a stored mail. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

import re
from datetime import datetime, timedelta
from email.message import Message

from earful.channels.contract import Change, Inbound, Json, Person, Picture, Reach, Readers, Unreadable, Us, Why
from earful.channels.mail import bounces, calendars, forwards, heads, kinds, naming, octets, parts, signatures
from earful.channels.mail.kinds import Kind
from earful.channels.mail.octets import Found
from earful.channels.mail.pictures import address

BELIEVABLE = timedelta(days=1)  # a stated time may lie so long before the mail came
AGAIN = re.compile(
    r"^\s*(?:(?:re|aw|antw|antwort|sv|vs|vl|odp|rif|ris|res|ref|bls|ynt|yanıt|fwd?|wg|tr|rv|回复|答复|回覆|返信)\s*(?:\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)
MOST = 20  # lines about what hangs on a mail
MAILS, INSIDE = 5, 20_000  # mails in a mail that are shown, and letters of each
OUR_LINE = re.compile(r"\[.+\]")
FALSE = "[Somebody else wrote this under our own address.]"
AUTOMATIC = "[Automatic mail: no person wrote this, and no answer is sent to it.]"


def read(raw: Json, us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    name, found = octets.unpack(raw)
    mail = parts.parse(found.octets)
    said = parts.said(mail)
    what = kinds.kind(mail, us)
    if what is Kind.BOUNCE:
        return _bounce(name, found, mail, said)
    writers = heads.addresses(mail, "From", "Sender", "Return-Path")
    if not writers:
        raise Unreadable("Nobody stands as the sender of this mail.")
    mine = _mine(mail, writers[0][1], us, name)
    above, root = naming.parent(mail, name)
    author, text, note = _words(mail, said, us, writers[0], what, name)
    if author.external_id == us.external_id and not mine:
        author, note = Person(f"unproved:{author.external_id}", author.handle, author.name), f"{FALSE}\n{note}".strip()
    subject, kept = heads.one(mail, "Subject"), note
    if not mine and subject and (above is None or not AGAIN.match(subject)):
        note = "\n".join(filter(None, (AGAIN.sub("", subject), note)))
    below = [] if mine else _below(said, found, what)
    return Inbound(
        external_id=name,
        change=Change.SAID,
        author=author,
        text="\n\n".join(part for part in (note, text, "\n".join(below)) if part),
        said_at=_said_at(mail, found),
        why=_why(mine, what, above, us, mail),
        reach=Reach.PRIVATE,
        readers=Readers.NAMED,
        parent_id=above,
        root_id=root,
        pictures=_pictures(name, said),
        asides=tuple(one for one in (*kept.split("\n"), *below) if OUR_LINE.fullmatch(one)),
        unread=bool(said.files or said.calendars),
        links=() if mine else said.links,
    )


def _mine(mail: Message, writer: str, us: Us, name: str) -> bool:
    """Whether the brand wrote it, and not somebody in its name: whom our own server knows for a liar, or who took a name of ours."""
    judged = heads.one(mail, "Authentication-Results").lower()
    return writer == us.external_id and "dmarc=fail" not in judged and not (naming.is_own(name, us) and "#" in name)


def _words(
    mail: Message, said: parts.Said, us: Us, writer: tuple[str, str], what: Kind, name: str
) -> tuple[Person, str, str]:
    """Who really wrote it, what, and what is to be known of the way it took."""
    if naming.is_own(name, us) and writer[1] == us.external_id:
        return _person(*writer), said.text.strip("\n"), ""
    if heads.of_the_house(writer[1], us) and what is Kind.PERSON:
        if form := kinds.written_for(mail, us):
            return _person(*form), said.text.strip("\n"), f"[Written in a form of {writer[1]}.]"
        handed = forwards.read(mail, said)
        if handed and not heads.of_the_house(handed.address, us):
            by = f"[Forwarded by {writer[1]}]" + (f"\n{handed.note}" if handed.note else "")
            return _person(handed.name, handed.address), signatures.own_words(handed.text), by
    handed_on = forwards.SUBJECT.match(heads.one(mail, "Subject"))
    text = signatures.bare(said.text) if handed_on else signatures.own_words(said.text)
    return _person(*writer), text, AUTOMATIC if what is not Kind.PERSON else ""


def _person(name: str, address: str) -> Person:
    return Person(external_id=address[:300], handle=address[:253], name=name.strip(" \"'"))


def _why(mine: bool, what: Kind, above: str | None, us: Us, mail: Message) -> Why:
    if mine:
        return Why.OWN
    if what is not Kind.PERSON:
        return Why.AUTOMATIC
    named = {naming.short(name) for field in ("In-Reply-To", "References") for name in heads.names(mail, field)}
    ours = any(naming.is_own(name, us) or heads.domain(name) == heads.domain(us.external_id) for name in named)
    return Why.REPLY if above and ours else Why.MESSAGE


def _said_at(mail: Message, found: Found) -> datetime:
    """The writer's own time where it is believable; anybody may write any time into a mail."""
    stated = heads.date(mail)
    return stated if stated and found.at - BELIEVABLE <= stated <= found.at else found.at


def _below(said: parts.Said, found: Found, what: Kind) -> list[str]:
    """What hangs on it, and what could not be shown."""
    lines = [calendars.words(leaf) for leaf in said.calendars[:3]]
    lines += [f"[Attached: {leaf.name or leaf.mime}, {_size(len(leaf.octets()))}]" for leaf in said.files[:MOST]]
    lines += [f"[And {len(said.files) - MOST} more.]"] if len(said.files) > MOST else []
    if what is Kind.PERSON:
        lines += [line for leaf in said.mails[:MAILS] for line in _inside(leaf)]
        lines += [f"[Attached: a mail, {leaf.name or leaf.mime}]" for leaf in said.mails[MAILS:]]
    if found.cut:
        lines.append(f"[This mail is {_size(found.size)} long; only its first {_size(len(found.octets))} were read.]")
    return lines


def _inside(leaf: parts.Leaf) -> list[str]:
    """A mail in the mail: by whom, about what, and its words, marked as a quote."""
    mail = parts.inner(leaf)
    if mail is None:
        return [f"[Attached: a mail, {leaf.name or leaf.mime}]"]
    by = next((address for _, address in heads.addresses(mail, "From", "Sender")), "") or "nobody"
    subject = heads.one(mail, "Subject") or leaf.name
    text = parts.said(mail).text[:INSIDE].strip("\n")
    return [
        f"[Attached: a mail by {by}{', ' + subject if subject else ''}]",
        *(f"> {line}" for line in text.split("\n") if text),
    ]


def _size(count: int) -> str:
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def _pictures(name: str, said: parts.Said) -> tuple[Picture, ...]:
    return tuple(Picture(address(name, number), alt) for number, alt in said.pictures[:MOST])


def _bounce(name: str, found: Found, mail: Message, said: parts.Said) -> Inbound:
    """It came back: a person must know, and whoever they answer is not the machine that brought it."""
    told = bounces.read(mail, said)
    writers = heads.addresses(mail, "From", "Sender") or [("", "mailer-daemon@unknown.invalid")]
    of = naming.short(told.of) if told.of else None
    return Inbound(
        external_id=name,
        change=Change.SAID,
        author=_person(*writers[0]),
        text=told.words,
        said_at=_said_at(mail, found),
        why=Why.AUTOMATIC if told.waits else Why.MESSAGE,
        reach=Reach.PRIVATE,
        readers=Readers.NAMED,
        parent_id=of,
        root_id=of,
    )
