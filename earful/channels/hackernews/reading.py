"""Reading Hacker News: what the search finds, what our own user writes, and what is answered to it."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from earful.channels.contract import Batch, Change, Parcel
from earful.channels.hackernews.calls import News
from earful.channels.hackernews.parcels import is_gone, parcel, removed, version_of
from earful.channels.hackernews.wire import searchable
from earful.channels.matching import concerns
from earful.channels.payloads import moment, number
from earful.channels.places import Place
from earful.kit import clock

OVERLAP = timedelta(hours=24)  # the search may learn of something late
YOUNG = timedelta(hours=3)  # authors may change and delete for two hours
OURS = 30  # of our own latest stories and comments
KIDS = 60  # answers looked at below each
UPWARDS, AROUND = 40, 80
MOST_YOUNG = 200
GONE = "gone"  # when it was first seen; others may bring it back

Item = Mapping[str, Any]


async def poll(news: News, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything since the cursor; the place moves with the last batch."""
    place, now = Place.load(cursor), clock.now()
    names = await _hints(news, place, (place.began if cursor is None else now) - OVERLAP)
    mine = await _ours(news)
    answers = {number(kid) or 0 for one in mine.values() for kid in _kids(one)} - {0}
    items = {**await news.several([*(names - mine.keys()), *(name for name in answers if _new(place, name))]), **mine}
    found = _fresh(news, place, items, answers)
    found += await _changed(news, place, items, now)
    yield Batch(() if cursor is None else tuple(found), place.dump())


async def _hints(news: News, place: Place, since: datetime) -> set[int]:
    """What the search names and is not known."""
    return {name async for page in news.found(since) for name in page if _new(place, name)}


def _new(place: Place, name: int) -> bool:
    return place.version(str(name)) is None


async def _ours(news: News) -> dict[int, Item]:
    """The latest of what our own user wrote."""
    if not news.user:
        return {}
    wrote = (await news.profile()).get("submitted")
    names = [name for one in (wrote if isinstance(wrote, list) else [])[:OURS] if (name := number(one))]
    return await news.several(names)


def _kids(item: Item) -> list[Any]:
    kids = item.get("kids")
    return kids[:KIDS] if isinstance(kids, list) else []


def _fresh(news: News, place: Place, items: Mapping[int, Item], answers: set[int]) -> list[Parcel]:
    """Parcels of what is new and concerns us, oldest first; all that was looked at is noted."""
    found = []
    for name, item in sorted(items.items()):
        ours, answered = item.get("by") == news.user != "", name in answers
        if is_gone(item) and _new(place, name):
            place.note(str(name), GONE)
        if is_gone(item) or place.says(str(name), version_of(item)):
            continue
        old, known = place.is_old(str(name), moment(item.get("time"))), place.version(str(name))
        place.note(str(name), version_of(item))
        if old or not (ours or answered or concerns(searchable(item), news.terms)):
            continue
        change = Change.SAID if known in (None, GONE) else Change.EDITED
        found.append(parcel(item, change, answers_us=answered and not ours))
        place.marks[str(name)] = _until(item)
    return found


def _until(item: Item) -> str:
    """Until when it may change."""
    said = moment(item.get("time")) or clock.now()
    return (said + YOUNG).isoformat()


async def _changed(news: News, place: Place, here: Mapping[int, Item], now: datetime) -> list[Parcel]:
    """What was said lately and is not what it was; `marks` holds what to look at, and until when."""
    place.marks = {name: until for name, until in place.marks.items() if (moment(until) or now) > now}
    young = [int(name) for name in place.marks if int(name) not in here][-MOST_YOUNG:]
    items = {**await news.several(young), **{name: here[name] for name in here if str(name) in place.marks}}
    found = []
    for name, item in items.items():
        if is_gone(item):
            del place.marks[str(name)]
            found.append(removed(str(name), now))
        elif not place.says(str(name), version_of(item)):
            place.note(str(name), version_of(item))
            found.append(parcel(item, Change.EDITED))
    return found


async def look_back(news: News, since: datetime) -> AsyncIterator[Batch]:
    """What the search finds since a moment; never moves the place."""
    async for page in news.found(since):
        items = await news.several(page)
        wanted = [one for one in items.values() if not is_gone(one) and concerns(searchable(one), news.terms)]
        yield Batch(tuple(parcel(one, Change.SAID) for one in sorted(wanted, key=lambda one: int(one["id"]))))


async def check(news: News, external_ids: Sequence[str]) -> Batch:
    """The present state of known items."""
    names = [int(name) for name in external_ids if name.isdecimal() and name.isascii() and len(name) < 19]
    items = await news.several(names)
    return Batch(tuple(_state(items[name]) for name in names if name in items))


def _state(item: Item) -> Parcel:
    return removed(str(item["id"]), clock.now()) if is_gone(item) else parcel(item, Change.EDITED)


async def thread(news: News, external_id: str) -> Batch:
    """What stands above an item, up to its story, and below it."""
    name = int(external_id) if external_id.isdecimal() and external_id.isascii() and len(external_id) < 19 else 0
    items: dict[int, Item] = {}
    above: int | None = name
    while above and above not in items and len(items) < UPWARDS:
        one = await news.item(above)
        if one is None:
            break
        items[above], above = one, number(one.get("parent"))
    level: Iterable[Any] = _kids(items[name]) if name in items else ()
    while wanted := [kid for one in level if (kid := number(one)) and kid not in items][: AROUND - len(items)]:
        below = await news.several(wanted)
        items.update(below)
        level = [kid for one in below.values() for kid in _kids(one)]
    return Batch(tuple(parcel(one, Change.SAID) for _, one in sorted(items.items()) if not is_gone(one)))
