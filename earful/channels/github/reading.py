"""Reading repositories: issues, discussions and comments as they are updated."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from earful.channels.contract import Batch, Change, Parcel, Refused, Us
from earful.channels.github import hearing, words
from earful.channels.github.calls import AWAY, TALKS, Denied, Hub, read
from earful.channels.github.lists import PAGE, updated
from earful.channels.github.parcels import Spot, parcel, place_of, removed, spot, thread_of, version_of
from earful.channels.github.wire import shown
from earful.channels.matching import concerns
from earful.channels.payloads import listed, mapping, moment, number
from earful.channels.places import SLACK, Place
from earful.kit import clock

TEAM = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
OURS = "ours:"  # in front of issues in which we have a part
MOST_OURS = 2_000
REMOVED = Change.REMOVED.value

Said = Mapping[str, Any]


async def poll(hub: Hub, us: Us, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything since the cursor; the place moves with the last batch."""
    place = Place.load(cursor)
    found: list[Parcel] = []
    for repository in hub.repositories:
        for kind in hub.kinds:
            since = moment(place.marks.get(f"{repository}:{kind}")) or place.began - SLACK
            async for page in _pages(hub, repository, kind, since, place):
                found += _fresh(hub, us, place, repository, page)
    _trim(place)
    yield Batch(() if cursor is None else tuple(found), place.dump())


def _pages(
    hub: Hub, repository: int, kind: str, since: datetime, place: Place | None = None
) -> AsyncIterator[list[Said]]:
    if kind == TALKS:
        return hearing.updated(hub, repository, since, place)
    return updated(hub, repository, kind, since, place)


def _fresh(hub: Hub, us: Us, place: Place, repository: int, page: Iterable[Said]) -> list[Parcel]:
    """Parcels of what is new and concerns us, oldest first; all that was looked at is noted."""
    found = []
    for one in sorted(page, key=lambda one: (str(one.get("created_at")), number(one.get("id")) or 0)):
        where = place_of(repository, one)
        name, version = str(where) if where else "", version_of(one)
        known, old = place.version(name), place.is_old(name, moment(one.get("created_at")))
        if one.get("deleted_at"):
            found += _gone(place, name)
            continue
        if is_code(one) or place.says(name, version):
            continue
        place.note(name, version)
        below = [f"{OURS}{thread}" for thread in thread_of(where, one)]
        answered = any(thread in place.marks for thread in below)
        chosen = where is None or wanted(hub, us, one) or answered
        if below and chosen and (hub.concern or is_ours(us, one)):
            place.marks[below[-1]] = "said" if is_ours(us, one) else place.marks.get(below[-1], "")
        if chosen and not old:
            said = any(place.marks.get(thread) == "said" for thread in below)
            change = Change.SAID if known is None else Change.EDITED
            found.append(parcel(repository, one, change, **noted(hub, us, one, said=said)))
    return found


def _gone(place: Place, name: str) -> list[Parcel]:
    """What was said here and is now an empty place, kept for the answers below it."""
    if place.version(name) is None or place.says(name, REMOVED):
        return []
    place.note(name, REMOVED)
    return [removed(name, clock.now())]


def _trim(place: Place) -> None:
    ours = [name for name in place.marks if name.startswith(OURS)]
    for name in ours[:-MOST_OURS]:
        del place.marks[name]


def is_code(one: Said) -> bool:
    """Whether it is a change to the code, or said about one: those are no questions of customers."""
    return "pull_request" in one or "/pull/" in str(one.get("html_url"))


def is_ours(us: Us, one: Said) -> bool:
    """Whether our own user wrote it."""
    return str(mapping(one.get("user")).get("id")) == us.external_id


def wanted(hub: Hub, us: Us, one: Said) -> bool:
    """Whether it concerns us: it is ours, names us, or holds one of the words; without words, all does."""
    text = f"{one.get('title') or ''}\n{shown(one).text}"
    return is_ours(us, one) or concerns(text, hub.concern) or concerns(text, [f"@{us.handle}"])


def noted(hub: Hub, us: Us, one: Said, *, said: bool) -> dict[str, bool]:
    """What is known of it beyond its words. In a repository of our own, those who belong to it are colleagues."""
    team = not hub.concern and str(one.get("author_association")) in TEAM
    return {"answers_us": said and not is_ours(us, one), "colleague": team and not is_ours(us, one)}


async def look_back(hub: Hub, us: Us, since: datetime) -> AsyncIterator[Batch]:
    """Everything said since a moment; never moves the place."""
    for repository in hub.repositories:
        for kind in hub.kinds:
            async for page in _pages(hub, repository, kind, since):
                start = since - timedelta(seconds=1)
                recent = [one for one in _standing(page) if (moment(one.get("created_at")) or since) >= start]
                chosen = [one for one in recent if not is_code(one) and wanted(hub, us, one)]
                yield Batch(_told(hub, us, repository, chosen))


def _standing(some: Iterable[Said]) -> list[Said]:
    return [one for one in some if not one.get("deleted_at")]


def _told(hub: Hub, us: Us, repository: int, some: Iterable[Said], change: Change = Change.SAID) -> tuple[Parcel, ...]:
    made, ours = [], set[str]()
    for one in some:
        below = thread_of(place_of(repository, one), one)
        made.append(parcel(repository, one, change, **noted(hub, us, one, said=bool(ours & set(below)))))
        ours |= set(below[-1:]) if is_ours(us, one) else set()
    return tuple(made)


async def one(hub: Hub, where: Spot) -> Said | None:
    """An issue or comment as it is now; None if it is gone or went elsewhere."""
    if where.repository not in hub.repositories:
        return None
    if where.talk:
        return (await hearing.present(hub, [where])).get(where)
    shelf = f"/repos/{hub.named(where.repository)}/issues"
    try:
        path = f"{shelf}/comments/{where.comment}" if where.comment else f"{shelf}/{where.issue}"
        found = mapping(read(await hub.get(path)))
    except Denied as denied:
        if denied.status not in AWAY:
            raise Refused(words.NO_RIGHT) from denied
        return None
    return found if place_of(where.repository, found) == where else None


async def check(hub: Hub, us: Us, external_ids: Sequence[str]) -> Batch:
    """The present state of known issues, discussions and comments."""
    places = [where for name in external_ids if (where := spot(name)) and where.repository in hub.repositories]
    talking = [where for where in places if where.talk]
    stand = await hearing.present(hub, talking) if talking else {}
    states: list[Parcel] = []
    for where in places:
        found = stand.get(where) if where.talk else await one(hub, where)
        gone = removed(str(where), clock.now())
        states += [gone] if found is None else _told(hub, us, where.repository, [found], Change.EDITED)
    return Batch(tuple(states))


async def thread(hub: Hub, us: Us, external_id: str) -> Batch:
    """An issue or a discussion with its first and its last comments."""
    where = spot(external_id)
    if where and where.talk and where.repository in hub.repositories:
        return Batch(_told(hub, us, where.repository, _standing(await hearing.around(hub, where))))
    if where is None or (top := await one(hub, Spot(where.repository, where.issue, None))) is None:
        return Batch()
    last = -(-(number(top.get("comments")) or 0) // PAGE)
    path = f"/repos/{hub.named(where.repository)}/issues/{where.issue}/comments"
    found = [top]
    try:
        for page in sorted({1, max(last, 1)}):
            found += listed(read(await hub.get(path, per_page=PAGE, page=page)), PAGE)
    except Denied as denied:
        raise Refused(words.MOVED) from denied
    return Batch(_told(hub, us, where.repository, found))
