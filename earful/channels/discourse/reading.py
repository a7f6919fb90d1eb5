"""Reading a forum: the latest posts, newest first, until what is known."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from earful.channels.contract import Batch, Change, Parcel, Refused, Us
from earful.channels.discourse import words
from earful.channels.discourse.calls import Denied, Forum
from earful.channels.discourse.parcels import is_gone, name_of, parcel, parts, removed, version_of
from earful.channels.discourse.wire import REGULAR, USER, shown
from earful.channels.matching import concerns
from earful.channels.payloads import listed, mapping, moment, number
from earful.channels.places import Place
from earful.kit import clock

PAGE, PAGES = 50, 60
HIGHEST = "highest"
AROUND = 50
NOT_THERE = frozenset({403, 404, 410})

Post = Mapping[str, Any]


async def poll(forum: Forum, us: Us, cursor: str | None) -> AsyncIterator[Batch]:
    """Everything since the cursor; the place moves with the last batch."""
    place = Place.load(cursor)
    mark = int(place.marks.get(HIGHEST, "0")) if cursor else 0
    posts = list[Post]()
    async for page in _pages(forum, PAGES if cursor else 1, mark):
        posts += page
    found = _fresh(forum, us, place, posts, mark)
    place.marks[HIGHEST] = str(max([mark, *(number(post.get("id")) or 0 for post in posts)]))
    yield Batch(() if cursor is None else tuple(found), place.dump())


def _fresh(forum: Forum, us: Us, place: Place, posts: Sequence[Post], mark: int) -> list[Parcel]:
    """Parcels of what is new and concerns us, oldest first; all that was looked at is noted."""
    found = []
    for post in sorted(posts, key=lambda one: number(one.get("id")) or 0):
        name = name_of(post) or ""
        known, version = place.version(name), "removed" if is_gone(post) else version_of(post)
        late = (number(post.get("id")) or 0) <= mark and place.is_old(name, moment(post.get("created_at")))
        if place.says(name, version):
            continue
        place.note(name, version)
        if is_gone(post):
            found += [removed(name, clock.now())] if known and name else []
        elif not late and wanted(forum, us, post):
            change = Change.SAID if known is None else Change.EDITED
            found.append(parcel(post, change, answers_us=answers(us, post)))
    return found


async def look_back(forum: Forum, us: Us, since: datetime) -> AsyncIterator[Batch]:
    """Everything since a moment; never moves the place."""
    async for page in _pages(forum, PAGES, 0):
        recent = [post for post in page if (moment(post.get("created_at")) or since) >= since]
        chosen = [post for post in recent if not is_gone(post) and wanted(forum, us, post)]
        yield Batch(told(us, sorted(chosen, key=lambda one: number(one.get("id")) or 0)))
        if page and not recent:
            return


async def _pages(forum: Forum, most: int, mark: int) -> AsyncIterator[list[Post]]:
    """The latest posts that everybody may see, newest first, down to a number; a page may be empty although older ones follow.

    What `before` names comes again on some forums and not on others, so it is always one that was seen.
    """
    before: int | None = None
    for _ in range(most):
        try:
            asked = {} if before is None else {"before": before}
            page = listed(mapping(await forum.get("/posts.json", **asked)).get("latest_posts"), PAGE * 2)
        except Denied as denied:
            raise Refused(words.NO_FORUM) from denied
        yield page
        lowest = min((name for post in page if (name := number(post.get("id")))), default=0)
        if before is None or 0 < lowest < before:
            before = lowest
        else:  # nothing older among the next numbers: older forums look no further than that
            before -= PAGE - 1
        if before <= max(mark, 1):
            return


def wanted(forum: Forum, us: Us, post: Post) -> bool:
    """Whether a post concerns us: it is ours, answers us, names our user, or holds one of the words."""
    if post.get("post_type", REGULAR) != REGULAR:
        return False
    cooked = post.get("cooked")
    text = f"{post.get('topic_title') or ''}\n{shown(cooked if isinstance(cooked, str) else '', forum.url).text}"
    named = concerns(text, [f"@{us.handle}"])
    return named or is_ours(us, post) or answers(us, post) or concerns(text, forum.concern)


def is_ours(us: Us, post: Post) -> bool:
    """Whether our own user wrote it."""
    account = number(post.get("user_id"))
    return account is not None and us.external_id.endswith(f"{USER}{account}")


def answers(us: Us, post: Post) -> bool:
    """Whether it answers a post of our own user."""
    above = mapping(post.get("reply_to_user")).get("username")
    return isinstance(above, str) and above.casefold() == us.handle.casefold() and not is_ours(us, post)


def told(us: Us, posts: Iterable[Post], change: Change = Change.SAID) -> tuple[Parcel, ...]:
    """Parcels for posts."""
    return tuple(parcel(post, change, answers_us=answers(us, post)) for post in posts)


async def one(forum: Forum, name: str) -> Post | None:
    """A post as it is now; None if it is gone, or was never one of this forum."""
    place = parts(name)
    if place is None:
        return None
    topic, number_ = place
    try:
        if number_ == 1:  # its title stands with the topic
            found = next((post for post in await topic_at(forum, topic, 1) if post.get("post_number") == 1), None)
        else:
            found = mapping(await forum.get(f"/posts/by_number/{topic}/{number_}.json"))
    except Denied as denied:
        if denied.status not in NOT_THERE:
            raise Refused(words.CLOSED) from denied
        return None
    return None if found is None or is_gone(found) or name_of(found) != name else found


async def topic_at(forum: Forum, topic: int, place: int) -> list[Post]:
    """The posts around a place in a topic, some twenty; the first one bears the topic's title. Raises Denied."""
    found = mapping(await forum.get(f"/t/{topic}/{place}.json", include_raw="true"))
    return titled(found, listed(mapping(found.get("post_stream")).get("posts")))


def titled(topic: Post, posts: Sequence[Post]) -> list[Post]:
    """Posts of a topic; the lists of the forum give the title with each, its topics once."""
    return [{**post, "topic_title": topic.get("title")} if post.get("post_number") == 1 else post for post in posts]


async def check(forum: Forum, us: Us, external_ids: Sequence[str]) -> Batch:
    """The present state of known posts."""
    states = []
    for name in external_ids:
        if parts(name):
            found = await one(forum, name)
            states.append(removed(name, clock.now()) if found is None else told(us, [found], Change.EDITED)[0])
    return Batch(tuple(states))


async def thread(forum: Forum, us: Us, external_id: str) -> Batch:
    """The posts around one in its topic, with the one that began it."""
    place = parts(external_id)
    if place is None:
        return Batch()
    try:
        posts = await topic_at(forum, *place)
        if posts and all(post.get("post_number") != 1 for post in posts):
            posts = [*(await topic_at(forum, place[0], 1))[:1], *posts]
    except Denied:
        return Batch()
    return Batch(told(us, [post for post in posts if not is_gone(post) and post.get("post_type", 1) == REGULAR]))


async def latest_in(forum: Forum, topic: int) -> list[Post]:
    """The last posts of a topic, with their words as written."""
    try:
        found = mapping(await forum.get(f"/t/{topic}.json", include_raw="true"))
        stream = mapping(found.get("post_stream")).get("stream")
        names = [name for one in (stream if isinstance(stream, list) else [])[-AROUND:] if (name := number(one))]
        if not names:
            return []
        told = mapping(await forum.get(f"/t/{topic}/posts.json", include_raw="true", **{"post_ids[]": names}))
    except Denied:
        return []
    return listed(mapping(told.get("post_stream")).get("posts"))
