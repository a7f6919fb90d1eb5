"""What brands ask of the town, each with its own token."""

import sqlite3
from datetime import UTC

from earful.channels.sandbox.length import over
from earful.channels.sandbox.town import posts
from earful.channels.sandbox.town.asgi import Answer, No, Request, said
from earful.channels.sandbox.town.asked import Town, card
from earful.channels.sandbox.town.feed import PAGE, number_of, visible
from earful.channels.sandbox.town.uploads import uploads_of
from earful.kit import clock

MAX_LOOKUP = 100
CLOSED = "This person takes no private messages from those they have not written to."


def brand_of(town: Town, request: Request) -> sqlite3.Row:
    """The brand that asks. Raises No."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    brand = town.store.bearer(token) if kind.lower() == "bearer" else None
    if brand is None:
        raise No(401, "The town does not know this token.")
    return brand


def me(town: Town, request: Request) -> Answer:
    """Who the token belongs to."""
    return said(card(brand_of(town, request)))


def feed(town: Town, request: Request) -> Answer:
    """The next events."""
    brand = brand_of(town, request)
    since = request.query.get("since", "")
    if since:
        try:
            since = clock.parse(since).astimezone(UTC).isoformat(timespec="milliseconds")
        except ValueError as error:
            raise No(422, "since must be a time.") from error
    after, limit = request.number("after", 0), request.number("limit", PAGE)
    until = town.feed.seen(after, town.faults.lateness(brand["handle"]), clock.now())
    items, last = town.feed.page(brand["id"], after, since, min(max(limit, 1), PAGE), until)
    return said({"items": items, "next": last, "head": town.feed.head()})


def thread(town: Town, request: Request) -> Answer:
    """What stands around a post."""
    brand = brand_of(town, request)
    return said({"items": town.feed.thread(number_of(request.query.get("id", "")), brand["id"])})


def lookup(town: Town, request: Request) -> Answer:
    """The present state of known posts."""
    brand = brand_of(town, request)
    names = request.json().get("ids")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names) or len(names) > MAX_LOOKUP:
        raise No(422, f"ids must be a list of at most {MAX_LOOKUP} names.")
    return said({"items": town.feed.lookup(names, brand["id"], clock.now())})


def send(town: Town, request: Request) -> Answer:
    """Post an answer, once for each key."""
    brand, order = brand_of(town, request), request.json()
    key, text = str(order.get("key") or ""), str(order.get("text") or "")
    if not key:
        raise No(422, "A post needs a key of your choice.")
    if known := posts.by_key(town.store, brand["id"], key):
        # Other networks know no keys: whoever asks twice instead of looking would stand there twice.
        town.store.note("asked twice", f"{town.store.fact('asked twice')} {known['id']}".strip())
        return said(town.feed.now(known["id"], brand["id"]))
    parent = posts.find(town.store, number_of(str(order.get("parent") or "")))
    if parent is None:
        raise No(404, "The post you answer is not in the town.")
    if parent["removed_at"]:
        raise No(410, "The post you answer was removed by its author.")
    if not visible(parent, brand["id"]):
        raise No(404, "The post you answer is not in the town.")
    privately = order.get("privately") is True
    if privately and parent["partner"] is None and not _takes_messages(town, parent):
        raise No(403, CLOSED)
    uploads = uploads_of(order.get("pictures") or [])
    if not text.strip() and not uploads:
        raise No(422, "A post needs words or a picture.")
    if wrong := over(text):
        raise No(422, wrong)
    number = town.living.desk_says(
        posts.NewPost(
            author=brand["id"],
            text=text,
            parent=parent["id"],
            language=str(order.get("language") or "en"),
            kind="answer",
            pictures=uploads,
            via="desk",
            key=key,
            privately=privately,
        ),
        clock.now(),
    )
    return said(town.feed.now(number, brand["id"]), 201)


def privately(town: Town, request: Request) -> Answer:
    """Whether the author of a post can be written to privately."""
    brand = brand_of(town, request)
    post = posts.find(town.store, number_of(request.query.get("post", "")))
    if post is None or not visible(post, brand["id"]):
        raise No(404, "There is no such post.")
    can = post["partner"] is not None or _takes_messages(town, post)
    return said({"can": can, "words": "" if can else CLOSED})


def _takes_messages(town: Town, post: sqlite3.Row) -> bool:
    return posts.takes_messages(str(town.store.person_by_id(post["author"])["handle"]))


def by_key(town: Town, request: Request) -> Answer:
    """The post under a key."""
    brand = brand_of(town, request)
    found = posts.by_key(town.store, brand["id"], request.query.get("key", ""))
    if found is None:
        raise No(404, "No post of yours has this key.")
    return said(town.feed.now(found["id"], brand["id"]))
