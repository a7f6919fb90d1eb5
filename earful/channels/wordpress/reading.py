"""Reading a site's comments: newest first, until what is known; also those that it holds back."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from earful.channels.contract import Batch, Change, Parcel, Refused, Us
from earful.channels.wordpress import words
from earful.channels.wordpress.calls import Denied, Site
from earful.channels.wordpress.parcels import number, parcel, removed, version_of
from earful.channels.wordpress.wire import SITE
from earful.kit import clock

PAGE, PAGES = 100, 50
MOST_KNOWN = 1_000
SLACK = timedelta(minutes=10)  # clocks differ
COMMENTS = "wp/v2/comments"
STANDING = "all"  # approved and held back; neither spam nor in the bin


@dataclass(slots=True)
class Place:
    """The cursor: the highest number seen, and the newest versions known near it."""

    began: datetime
    mark: int = 0
    known: dict[str, str] = field(default_factory=dict)

    def note(self, comment: Mapping[str, Any]) -> None:
        """It was seen."""
        name = number(comment.get("id")) or 0
        self.mark = max(self.mark, name)
        self.known[str(name)] = version_of(comment)[:12]

    def dump(self) -> str:
        """As text for the ledger."""
        newest = sorted(self.known.items(), key=lambda item: int(item[0]))[-MOST_KNOWN:]
        return json.dumps({"began": self.began.isoformat(), "mark": self.mark, "known": dict(newest)})

    @classmethod
    def load(cls, text: str) -> Self:
        """Read what `dump` wrote. Raises Refused."""
        try:
            found = json.loads(text)
            known = {str(int(name)): str(version) for name, version in found["known"].items()}
            return cls(clock.parse(found["began"]), int(found["mark"]), known)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(words.NO_PLACE) from error


async def poll(site: Site, us: Us, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything since the cursor; the place moves with the last batch."""
    place = Place(clock.now()) if cursor is None else Place.load(cursor)
    mark, fresh = place.mark, list[tuple[Mapping[str, Any], Change]]()
    async for page in _pages(site, PAGES if cursor else 1):
        for comment in page:
            name = str(number(comment.get("id")) or 0)
            known = place.known.get(name)
            old = known is None and int(name) <= mark and _before(comment, place.began - SLACK)
            if known != version_of(comment)[:12] and not old:
                fresh.append((comment, Change.SAID if known is None else Change.EDITED))
            place.note(comment)
        if not page or min(number(comment.get("id")) or 0 for comment in page) <= mark:
            break
    found = () if cursor is None else await understood(site, us, fresh)
    yield Batch(found, place.dump())


async def look_back(site: Site, us: Us, since: datetime) -> AsyncIterator[Batch]:
    """Everything since a moment; never moves the place."""
    async for page in _pages(site, PAGES):
        recent = [comment for comment in page if not _before(comment, since)]
        yield Batch(await understood(site, us, [(comment, Change.SAID) for comment in recent]))
        if page and not recent:
            return


async def _pages(site: Site, most: int) -> AsyncIterator[list[Mapping[str, Any]]]:
    """Approved and held comments, newest number first, each once although pages move while they are turned."""
    seen: set[int] = set()
    for page in range(1, most + 1):
        try:
            found = await site.get(
                COMMENTS, context="edit", status=STANDING, orderby="id", order="desc", per_page=PAGE, page=page
            )
        except Denied as denied:
            if denied.status == 400 and page > 1:
                return  # there is no such page
            raise Refused(words.NO_RIGHT) from denied
        listed = [comment for comment in found if isinstance(comment, Mapping)] if isinstance(found, list) else []
        yield [comment for comment in listed if (number(comment.get("id")) or 0) not in seen]
        seen |= {number(comment.get("id")) or 0 for comment in listed}
        if len(listed) < PAGE:
            return


def _before(comment: Mapping[str, Any], moment: datetime) -> bool:
    try:
        return clock.parse(str(comment.get("date_gmt"))) < moment
    except (ValueError, OverflowError):
        return False


async def named(site: Site, names: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """Comments by their numbers, approved or held back."""
    found: dict[int, Mapping[str, Any]] = {}
    for start in range(0, len(names), PAGE):
        some = ",".join(str(name) for name in names[start : start + PAGE])
        listed = await site.get(COMMENTS, context="edit", status=STANDING, include=some, per_page=PAGE)
        for comment in listed if isinstance(listed, list) else []:
            if isinstance(comment, Mapping) and (name := number(comment.get("id"))):
                found[name] = comment
    return found


async def understood(site: Site, us: Us, fresh: Sequence[tuple[Mapping[str, Any], Change]]) -> tuple[Parcel, ...]:
    """Oldest first; which of them answer a comment of ours is asked, for it stands in none of them."""
    here: dict[int | None, Mapping[str, Any]] = {number(comment.get("id")): comment for comment, _ in fresh}
    above = {parent for comment, _ in fresh if (parent := number(comment.get("parent"))) and parent not in here}
    try:
        if above:
            here.update((name, one) for name, one in (await named(site, sorted(above))).items())
    except Denied as denied:
        raise Refused(words.NO_RIGHT) from denied
    made = []
    for comment, change in sorted(fresh, key=lambda pair: number(pair[0].get("id")) or 0):
        answered = here.get(number(comment.get("parent")))
        made.append(parcel(comment, change, answers_us=answered is not None and is_ours(answered, us)))
    return tuple(made)


def is_ours(comment: Mapping[str, Any], us: Us) -> bool:
    """Whether the account itself wrote it."""
    author = number(comment.get("author"))
    return author is not None and us.external_id.endswith(f"{SITE}{author}")


async def check(site: Site, us: Us, external_ids: Sequence[str]) -> Batch:
    """The present state of known comments; spam, and what is in the bin, counts as removed."""
    wanted = [int(name) for name in external_ids if name.isdecimal() and name.isascii() and len(name) < 19]
    try:
        there = await named(site, wanted)
    except Denied as denied:
        raise Refused(words.NO_RIGHT) from denied
    shown = await understood(site, us, [(comment, Change.EDITED) for comment in there.values()])
    return Batch((*shown, *(removed(str(name), clock.now()) for name in wanted if name not in there)))


async def thread(site: Site, us: Us, external_id: str) -> Batch:
    """The comments above one and below it."""
    below = await under(site, external_id)
    by_name = {number(comment.get("id")): comment for comment in below}
    start = int(external_id) if external_id.isdecimal() else 0
    kept = {start}
    above = number(by_name.get(start, {}).get("parent"))
    while above and above in by_name and above not in kept:
        kept.add(above)
        above = number(by_name[above].get("parent"))
    for comment in sorted(below, key=lambda one: number(one.get("id")) or 0):
        if number(comment.get("parent")) in kept:
            kept.add(number(comment.get("id")) or 0)
    chosen = [(comment, Change.SAID) for name, comment in by_name.items() if name in kept]
    return Batch(await understood(site, us, chosen))


async def under(site: Site, external_id: str) -> list[Mapping[str, Any]]:
    """The latest comments on the post below which a comment stands."""
    try:
        one = (await named(site, [int(external_id)])).get(int(external_id)) if external_id.isdecimal() else None
        if one is None:
            return []
        found = await site.get(
            COMMENTS, context="edit", post=one.get("post"), orderby="id", order="desc", per_page=PAGE, status=STANDING
        )
    except Denied:
        return []
    return [comment for comment in found if isinstance(comment, Mapping)] if isinstance(found, list) else []
