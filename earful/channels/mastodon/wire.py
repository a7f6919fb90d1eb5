"""Understand a stored post. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from earful.channels.contract import Change, Inbound, Person, Picture, Reach, Readers, Unreadable, Us, Why
from earful.channels.mastodon.names import SNAC, domain_of, lasting, person_of, whole
from earful.channels.mastodon.plain import Plain, plain
from earful.channels.mastodon.tidy import listed, mapping, time_of, web, words_of

OPEN = frozenset({"public", "unlisted", "local", "home"})  # anybody can read it, or anybody on that server
READERS = {"public": Readers.EVERYBODY, "unlisted": Readers.QUIETLY, "private": Readers.FOLLOWERS}
LED_BY = re.compile(r"(?:@[^\s@]++(?:@[^\s@]++)?+(?:\s++|$))+")
SIZES = range(1, 100_000)
PICTURES, LARGEST = 20, 2**62


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    name = lasting(raw.get("id"))
    if not name:
        raise Unreadable("It has no name.")
    ours = mapping(raw.get("earful"))
    try:
        change = Change(ours.get("change", Change.SAID))
    except ValueError as error:
        raise Unreadable("It does not say what happened.") from error
    if change is Change.REMOVED:
        gone = time_of(ours.get("at"))
        if not gone:
            raise Unreadable("It does not say when it went.")
        return Inbound(name, change, None, "", gone, Why.CONTEXT)
    return _said(raw, name, us, change)


def _said(raw: Mapping[str, Any], name: str, us: Us, change: Change) -> Inbound:
    home = domain_of(us.handle)
    said_at = time_of(raw.get("created_at"))
    author = _person(mapping(raw.get("account")), home)
    if not isinstance(raw.get("content"), str) or author is None or said_at is None:
        raise Unreadable("It does not say what was said, by whom and when.")
    body = plain(raw["content"])
    own = author.external_id == us.external_id
    parent = lasting(raw.get("in_reply_to_id"))
    text = unled(body.text) if own and parent else body.text
    return Inbound(
        external_id=name,
        change=change,
        author=author,
        text="\n\n".join(part for part in (text, _poll(raw)) if part),
        said_at=said_at,
        version_at=time_of(raw.get("edited_at")) or said_at,
        why=Why.OWN if own else _why(raw, body, us),
        reach=Reach.PUBLIC if words_of(raw.get("visibility", "public")) in OPEN else Reach.PRIVATE,
        parent_id=parent,
        root_id=lasting(mapping(raw.get("earful")).get("root")),
        url=web(raw.get("url")) or web(raw.get("uri")),
        pictures=tuple(_pictures(raw))[:PICTURES],
        languages=_languages(raw.get("language")),
        order=int(name) if name.isascii() and name.isdecimal() and len(name) < 20 and int(name) < LARGEST else 0,
        links=(*body.links, *_more_links(raw)),
        warning=words_of(raw.get("spoiler_text"), 1000).strip(),
        readers=Readers.NAMED if secret(raw) else READERS.get(words_of(raw.get("visibility", "public"))),
        emoji=tuple(dict(_emoji(raw)).items()),
    )


def unled(text: str) -> str:
    """The text without the names in front of it: a reply begins with whom it answers, which stands above it anyway."""
    led = LED_BY.match(text)
    return text[led.end() :] if led else text


def _person(account: Mapping[str, Any], home: str) -> Person | None:
    name = person_of(account, home)
    if not name:
        return None
    return Person(
        external_id=name,
        handle=name,
        name=words_of(account.get("display_name"), 640).strip() or words_of(account.get("username"), 640),
        avatar_url=web(account.get("avatar")) or web(account.get("avatar_static")),
        profile_url=web(account.get("url")) or web(account.get("uri")),
    )


def _why(raw: Mapping[str, Any], body: Plain, us: Us) -> Why:
    """How it concerns us: what the server told us counts, and so does what the post itself says."""
    ours = mapping(raw.get("earful"))
    told, our_id = ours.get("why"), ours.get("us")
    named = told == Why.MENTION or names_us(raw, body, us)
    answers_us = our_id is not None and str(raw.get("in_reply_to_account_id")) == str(our_id)
    if raw.get("visibility") == "direct" or (named and secret(raw)):
        return Why.MESSAGE
    if answers_us:
        return Why.REPLY
    if told == Why.QUOTE or our_id in _quoted(raw):
        return Why.QUOTE
    if named:
        return Why.MENTION
    return Why.FOUND if told == Why.FOUND else Why.CONTEXT


def secret(raw: Mapping[str, Any]) -> bool:
    """Whether only those it names can read it; snac2 calls such posts "private"."""
    ours = mapping(raw.get("earful"))
    visibility = raw.get("visibility")
    return visibility == "direct" or (visibility == "private" and ours.get("software") == SNAC)


def names_us(raw: Mapping[str, Any], body: Plain, us: Us) -> bool:
    """Whether a post names us, in its list of people or by a link to us (snac2 keeps no list)."""
    ours, home = mapping(raw.get("earful")), domain_of(us.handle)
    profile = ours.get("profile")
    for person in listed(raw.get("mentions")):
        if whole(person.get("acct"), home) == us.external_id or (profile and person.get("url") == profile):
            return True
    if profile and profile in body.names:
        return True
    return ours.get("software") == SNAC and _written(raw, body.text, us)


def _written(raw: Mapping[str, Any], text: str, us: Us) -> bool:
    """Whether our name stands in a text; after an edit snac2 links nobody any more."""
    near = domain_of(person_of(mapping(raw.get("account")), "") or "") == domain_of(us.handle)
    names = {f"@{us.handle}"} | ({f"@{us.handle.partition('@')[0]}"} if near else set())
    return not names.isdisjoint(text.lower().split())


def _quoted(raw: Mapping[str, Any]) -> tuple[object, ...]:
    quote = mapping(raw.get("quote"))
    posts = (mapping(quote.get("quoted_status")), quote)
    return tuple(str(account["id"]) for post in posts if "id" in (account := mapping(post.get("account"))))


def _poll(raw: Mapping[str, Any]) -> str:
    options = listed(mapping(raw.get("poll")).get("options"), 20)
    titles = [words_of(option.get("title"), 500).strip() for option in options]
    return "\n".join(f"- {title}" for title in titles if title)


def _pictures(raw: Mapping[str, Any]) -> Iterator[Picture]:
    """What can be shown as a picture; a film shows its still."""
    for media in listed(raw.get("media_attachments"), PICTURES):
        is_picture = media.get("type") in ("image", "gifv")
        whole_one = web(media.get("url")) or web(media.get("remote_url"))
        still = web(media.get("preview_url"))
        url = whole_one if media.get("type") == "image" else still if is_picture or media.get("type") == "video" else ""
        if url:
            meta = mapping(media.get("meta"))
            size = mapping(meta.get("original")) or mapping(meta.get("small"))
            width, height = (size.get(side) for side in ("width", "height"))
            yield Picture(
                url=url,
                alt=words_of(media.get("description"), 5000),
                width=width if type(width) is int and width in SIZES else None,
                height=height if type(height) is int and height in SIZES else None,
            )


def _more_links(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is no picture but can be opened: films, sounds, files, and the post it quotes."""
    for media in listed(raw.get("media_attachments"), PICTURES):
        target = web(media.get("url")) or web(media.get("remote_url"))
        if media.get("type") != "image" and target:
            yield words_of(media.get("description"), 300).strip() or target, target
    quote = mapping(raw.get("quote"))
    for post in (mapping(quote.get("quoted_status")), quote):
        if target := web(post.get("url")) or web(post.get("uri")):
            yield target, target
            return


def _emoji(raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for emoji in (*listed(raw.get("emojis")), *listed(mapping(raw.get("account")).get("emojis"))):
        code, url = words_of(emoji.get("shortcode"), 100), web(emoji.get("static_url")) or web(emoji.get("url"))
        if code and url:
            yield f":{code}:", url


def _languages(language: object) -> tuple[str, ...]:
    main = language.split("-")[0].lower() if isinstance(language, str) else ""
    return (main,) if len(main) == 2 and main.isascii() and main.isalpha() else ()
