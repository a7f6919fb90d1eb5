"""Set-up, training and tests: connect a brand, speak as anyone, order trouble. Loopback only, so no token."""

import sqlite3
from typing import Any

from earful.channels.sandbox.town import posts
from earful.channels.sandbox.town.asgi import Answer, No, Request, said
from earful.channels.sandbox.town.asked import Town, card
from earful.channels.sandbox.town.faults import KINDS, PATHS
from earful.channels.sandbox.town.feed import number_of, post_id
from earful.channels.sandbox.town.storms import STORMS
from earful.channels.sandbox.town.uploads import upload_of
from earful.kit import clock


def _brand_named(town: Town, order: dict[str, Any]) -> sqlite3.Row:
    brand = town.store.person(str(order.get("brand") or "").removeprefix("@"))
    if brand is None or not brand["brand"]:
        raise No(404, "No brand of that name lives in the town.")
    return brand


def connect(town: Town, request: Request) -> Answer:
    """A token for a brand: the whole sign-in of the town."""
    brand = _brand_named(town, request.json())
    return said({**card(brand), "token": town.store.issue(brand["id"])}, 201)


def revoke(town: Town, request: Request) -> Answer:
    """All tokens of a brand stop working."""
    town.store.revoke(_brand_named(town, request.json())["id"])
    return said({})


def speed(town: Town, request: Request) -> Answer:
    """Change how fast life goes."""
    try:
        speed = float(request.json().get("speed", 1))
    except (TypeError, ValueError) as error:
        raise No(422, "speed must be a number.") from error
    town.living.go(speed, clock.now())
    return said(town.living.pulse(clock.now()))


def post(town: Town, request: Request) -> Answer:
    """Anyone says anything, in public or to one brand."""
    order = request.json()
    handle, text = str(order.get("as") or "").removeprefix("@"), str(order.get("text") or "")
    if not handle:
        raise No(422, "Say who speaks: as.")
    author = town.store.welcome(handle, str(order.get("name") or ""), str(order.get("language") or "en"))
    parent = posts.find(town.store, number_of(str(order["parent"]))) if order.get("parent") else None
    if order.get("parent") and (parent is None or parent["removed_at"]):
        raise No(404, "The post you answer is not in the town.")
    partner = _brand_named(town, {"brand": order["to"]})["id"] if order.get("to") else None
    new = posts.NewPost(
        author=author["id"],
        text=text,
        parent=parent["id"] if parent else None,
        partner=partner,
        language=str(order.get("language") or "en"),
        kind=str(order.get("kind") or "question"),
        wants=bool(order.get("wants", not author["brand"])),
        via="native" if author["brand"] else "",
        pictures=tuple(_drawing(one) for one in order.get("pictures") or []),
        garbled=bool(order.get("garbled")),
    )
    number = town.living.desk_says(new, clock.now())
    return said({"id": post_id(number)}, 201)


def _drawing(one: Any) -> posts.NewPicture:
    if "content" in one:
        return upload_of({"width": 1, "height": 1, **one})
    return posts.NewPicture(str(one.get("alt") or ""))


def _standing(town: Town, order: dict[str, Any]) -> int:
    post = posts.find(town.store, number_of(str(order.get("id") or "")))
    if post is None or post["removed_at"]:
        raise No(404, "There is no such post.")
    return int(post["id"])


def edit(town: Town, request: Request) -> Answer:
    """An author changes a post."""
    order = request.json()
    posts.edit(town.store, _standing(town, order), str(order.get("text") or ""), clock.now())
    return said({})


def remove(town: Town, request: Request) -> Answer:
    """An author takes a post away."""
    posts.remove(town.store, _standing(town, request.json()), clock.now())
    return said({})


def faults(town: Town, request: Request) -> Answer:
    """Order trouble in place of what was ordered before."""
    town.faults.plan(request.json())
    return troubles(town, request)


def troubles(town: Town, _request: Request) -> Answer:
    """What trouble is ordered now, and what could be."""
    return said({"faults": town.faults.standing(), "kinds": KINDS, "storms": list(STORMS), "paths": PATHS})
