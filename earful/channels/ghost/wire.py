"""Understand a stored comment, and write one of ours. Pure: a stranger's nonsense makes it say Unreadable."""

import html
import re
from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Unreadable, Us, Why
from earful.channels.ghost.parcels import MEMBER, is_held, is_ours, link_of, name, parent_of
from earful.channels.payloads import mapping, moment
from earful.channels.payloads import name as called
from earful.channels.plaintext import Plain, plain, web

ADDRESS = re.compile(r"https?://[^\s<>\"'()]{1,1000}[^\s<>\"'().,;:!?]")
PARAGRAPHS = re.compile(r"\n\s*\n")


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    noted = mapping(raw.get("earful"))
    if noted.get("change") == Change.REMOVED:
        gone, at = name(raw.get("name")), moment(noted.get("at"))
        if not gone or at is None:
            raise Unreadable("It does not say what went, and when.")
        return Inbound(gone, Change.REMOVED, None, "", at, Why.CONTEXT)
    known, said_at = name(raw.get("id")), moment(raw.get("created_at"))
    said = raw.get("html")
    words = plain(said) if isinstance(said, str) else Plain()
    if not known or said_at is None:
        raise Unreadable("It has no name or no time.")
    if not words.text:
        raise Unreadable("It holds no words.")
    own = is_ours(raw, us)
    return Inbound(
        external_id=known,
        change=Change.EDITED if noted.get("change") == Change.EDITED else Change.SAID,
        author=_author(raw, us, known),
        text=words.text,
        said_at=said_at,
        why=Why.OWN if own else Why.REPLY if noted.get("answers_us") is True else Why.MENTION,
        parent_id=parent_of(raw),
        root_id=name(raw.get("parent_id")) or None,
        url=link_of(raw),
        links=tuple(words.links),
        order=(int(known[:8], 16) << 24) + int(known[-6:], 16),  # its seconds, and how many came before it
        held=is_held(raw),
    )


def _author(raw: Mapping[str, Any], us: Us, known: str) -> Person:
    """A member; one who has left the site is nobody who could be known again."""
    site, _, _ = us.external_id.rpartition(MEMBER)
    member = mapping(raw.get("member"))
    who = name(member.get("id"))
    shown = called(member.get("name")) or "?"
    mark = f"{site}{MEMBER}{who}" if who else f"{site}/gone/{known}"
    return Person(mark[:300], shown, shown, avatar_url=web(member.get("avatar_image")))


def markup(text: str) -> str:
    """Our words as Ghost keeps them: paragraphs, ends of lines, and links."""
    parts = [part for part in PARAGRAPHS.split(text.strip()) if part.strip()]
    return "".join(f"<p>{'<br>'.join(_linked(line) for line in part.splitlines())}</p>" for part in parts)


def _linked(line: str) -> str:
    pieces, place = list[str](), 0
    for found in ADDRESS.finditer(line):
        target = html.escape(found[0], quote=True)
        pieces += [html.escape(line[place : found.start()], quote=False), f'<a href="{target}">{target}</a>']
        place = found.end()
    return "".join([*pieces, html.escape(line[place:], quote=False)])


def essence(text: str) -> str:
    """Our words as they come back."""
    return plain(markup(text)).text
