"""Understand a stored Bluesky post. Pure: it asks nobody, and a stranger's nonsense makes it say Unreadable."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from earful.channels.bluesky.parcels import parts_of, well_formed
from earful.channels.bluesky.pictures import pictures
from earful.channels.bluesky.tid import moment_of, number_of
from earful.channels.contract import Change, Inbound, Person, Unreadable, Us, Why
from earful.kit import clock

PROFILE = "https://bsky.app/profile/"
POST = "app.bsky.feed.post"
MOST = 100  # facets, links: more is noise
BELIEVABLE = timedelta(days=1)  # a stated time may lie so long before the network first saw the post


def read(raw: Mapping[str, Any], us: Us) -> Inbound:
    """Understand one stored payload. Raises Unreadable."""
    uri = raw.get("uri")
    parts = parts_of(uri)
    if not isinstance(uri, str) or not parts:
        raise Unreadable("It has no address.")
    ours = mapping(raw.get("earful"))
    try:
        change = Change(ours.get("change", Change.SAID))
    except ValueError as error:
        raise Unreadable("It does not say what happened.") from error
    if change is Change.REMOVED:
        gone = time_of(ours.get("at"))
        if not gone:
            raise Unreadable("It does not say when it went.")
        return Inbound(uri, change, None, "", gone, Why.CONTEXT)
    return _said(raw, uri, parts, us, change)


def _said(raw: Mapping[str, Any], uri: str, parts: tuple[str, str, str], us: Us, change: Change) -> Inbound:
    did, collection, rkey = parts
    record = raw.get("record")
    if not isinstance(record, Mapping) or not isinstance(record.get("text"), str):
        raise Unreadable("It holds no text.")
    said_at = _said_at(record.get("createdAt"), raw.get("indexedAt"), rkey)
    if not said_at:
        raise Unreadable("It does not say when it was written.")
    reply = mapping(record.get("reply"))
    return Inbound(
        external_id=uri,
        change=change,
        author=_person(did, mapping(raw.get("author")), us),
        text=well_formed(record["text"]),
        said_at=said_at,
        why=_why(mapping(raw.get("earful")).get("why"), record, did, us),
        parent_id=_address(reply.get("parent")),
        root_id=_address(reply.get("root")) or _address(reply.get("parent")),
        url=f"{PROFILE}{did}/post/{rkey}" if collection == POST else "",
        pictures=pictures(raw, did),
        languages=_languages(record.get("langs")),
        order=number_of(rkey),
        links=tuple(_links(record)),
    )


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def time_of(value: object) -> datetime | None:
    """An ISO time, or None for anything else."""
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        return clock.parse(value)
    except (ValueError, OverflowError):
        return None


def _said_at(stated: object, seen: object, rkey: str) -> datetime | None:
    """The author's own time where it is believable; anybody may write any time into a post."""
    written, indexed = time_of(stated), time_of(seen)
    if written and indexed:
        return written if indexed - written <= BELIEVABLE and written <= indexed else indexed
    moment = indexed or written or moment_of(rkey)
    return moment.astimezone(UTC) if moment else None


def _person(did: str, author: Mapping[str, Any], us: Us) -> Person:
    def words(name: str, most: int) -> str:
        value = author.get(name)
        return well_formed(value)[:most] if isinstance(value, str) else ""

    handle = words("handle", 253) or (us.handle if did == us.external_id else did)
    avatar = words("avatar", 2000)
    return Person(
        external_id=did,
        handle=handle,
        name=words("displayName", 640).strip(),
        avatar_url=avatar if avatar.startswith(("https://", "http://")) else "",
        profile_url=PROFILE + did,
    )


def _why(stated: object, record: Mapping[str, Any], did: str, us: Us) -> Why:
    if did == us.external_id:
        return Why.OWN
    if isinstance(stated, str) and stated in tuple(Why) and stated not in (Why.CONTEXT, Why.FOUND):
        return Why(stated)
    beside = Why.FOUND if stated == Why.FOUND else Why.CONTEXT
    return concerns(record, us) or beside  # a thread or a search may bring a mention before its notification does


def concerns(record: Mapping[str, Any], us: Us) -> Why | None:
    """How a record itself names us, in the order in which the network would tell us; None: it does not."""
    if any(feature.get("did") == us.external_id for _, feature in _features(record)):
        return Why.MENTION
    quoted = parts_of(_quoted(record))
    if quoted and quoted[0] == us.external_id:
        return Why.QUOTE
    reply = mapping(record.get("reply"))
    answered = (parts_of(_address(reply.get(end))) for end in ("parent", "root"))
    return Why.REPLY if any(parts and parts[0] == us.external_id for parts in answered) else None


def _address(ref: object) -> str | None:
    uri = mapping(ref).get("uri")
    return uri if isinstance(uri, str) and parts_of(uri) else None


def _quoted(record: Mapping[str, Any]) -> str | None:
    quoted = mapping(mapping(record.get("embed")).get("record"))  # embed.record, or with pictures embed.record.record
    return _address(quoted) or _address(quoted.get("record"))


def _features(record: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    facets = record.get("facets")
    for facet in facets[:MOST] if isinstance(facets, list) else ():
        features = mapping(facet).get("features")
        for feature in features[:MOST] if isinstance(features, list) else ():
            yield mapping(mapping(facet).get("index")), mapping(feature)


def _links(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    octets = well_formed(record["text"]).encode()
    for index, feature in _features(record):
        target = _web(feature.get("uri"))
        if target:
            yield _shown(octets, index) or target, target
    card = mapping(mapping(record.get("embed")).get("external"))
    if target := _web(card.get("uri")):
        title = card.get("title")
        yield (well_formed(title) if isinstance(title, str) else "") or target, target
    quoted = parts_of(_quoted(record))
    if quoted and quoted[1] == POST:
        address = f"{PROFILE}{quoted[0]}/post/{quoted[2]}"
        yield address, address


def targets(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Where a record leads, whatever else it holds."""
    card = mapping(mapping(record.get("embed")).get("external"))
    found = (_web(uri) for uri in (*(feature.get("uri") for _, feature in _features(record)), card.get("uri")))
    return tuple(uri for uri in found if uri)


def _web(uri: object) -> str | None:
    return well_formed(uri) if isinstance(uri, str) and uri.lower().startswith(("https://", "http://")) else None


def _shown(octets: bytes, index: Mapping[str, Any]) -> str:
    start, end = index.get("byteStart"), index.get("byteEnd")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(octets):
        return ""
    return octets[start:end].decode(errors="ignore")


def _languages(langs: object) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for lang in langs[:MOST] if isinstance(langs, list) else ():
        main = lang.split("-")[0].lower() if isinstance(lang, str) else ""
        if len(main) == 2 and main.isascii() and main.isalpha():
            found[main] = None
    return tuple(found)[:3]
