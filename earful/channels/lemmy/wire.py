"""Understand a stored post, comment or message. Pure: a stranger's nonsense makes it say Unreadable."""

from collections.abc import Mapping
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Picture, Reach, Readers, Unreadable, Us, Why
from earful.channels.lemmy.parcels import (
    NAME,
    POST,
    core,
    handle_of,
    is_ours,
    kind_of,
    moment_of,
    name_of,
    parent_of,
    said_of,
)
from earful.channels.payloads import mapping, moment, name, number
from earful.channels.plaintext import web

IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    noted = mapping(raw.get("earful"))
    if noted.get("change") == Change.REMOVED:
        called, gone = raw.get("name"), moment(noted.get("at"))
        if gone is None or not isinstance(called, str) or not NAME.fullmatch(called):
            raise Unreadable("It does not say what went, and when.")
        return Inbound(called, Change.REMOVED, None, "", gone, Why.CONTEXT)
    called, inner, said_at = name_of(raw), core(raw), moment_of(core(raw).get("published"))
    author, private = _author(raw, us), kind_of(raw) == "private_message"
    if not called or said_at is None or author is None:
        raise Unreadable("It has no number, no author or no time.")
    target = web(inner.get("url"))
    text = "\n\n".join(part for part in (name(inner.get("name"), 300), target, _said(raw, us)) if part)
    if not text:
        raise Unreadable("It holds no words.")
    post = number(inner.get("post_id"))
    return Inbound(
        external_id=called,
        change=Change.EDITED if noted.get("change") == Change.EDITED else Change.SAID,
        author=author,
        text=text,
        said_at=said_at,
        why=_why(raw, noted, us, private=private),
        reach=Reach.PRIVATE if private else Reach.PUBLIC,
        readers=Readers.NAMED if private else None,
        parent_id=parent_of(raw),
        root_id=f"{POST}{post}" if post and kind_of(raw) == "comment" and post < 10**18 else None,
        url=web(inner.get("ap_id")),
        pictures=(Picture(target),) if target.lower().partition("?")[0].endswith(IMAGES) else (),
        links=((target, target),) if target else (),
        order=int(called[1:]),
        version_at=moment_of(inner.get("updated")),
    )


def _said(raw: Mapping[str, Any], us: Us) -> str:
    """Its words; of ours, without what keeps signs from being read as HTML."""
    said = said_of(raw).strip()
    return said.replace("\\<", "<").replace("\\&", "&") if is_ours(raw, us) else said


def _why(raw: Mapping[str, Any], noted: Mapping[str, Any], us: Us, *, private: bool) -> Why:
    if is_ours(raw, us):
        return Why.OWN
    if mapping(raw.get("creator")).get("bot_account") is True:
        return Why.AUTOMATIC
    if private:
        return Why.MESSAGE
    return Why.REPLY if noted.get("answers_us") is True else Why.MENTION


def _author(raw: Mapping[str, Any], us: Us) -> Person | None:
    who = mapping(raw.get("creator"))
    at, handle = web(who.get("actor_id")), handle_of(who)
    if not at or not handle:
        return None
    called = name(who.get("display_name")) or name(who.get("name")) or handle
    mark = us.external_id if is_ours(raw, us) else at[:300]
    return Person(mark, us.handle if is_ours(raw, us) else handle[:200], called, web(who.get("avatar")), at)
