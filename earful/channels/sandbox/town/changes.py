"""What brands ask of the town about their own posts: other words, or none."""

import sqlite3

from earful.channels.sandbox.length import over
from earful.channels.sandbox.town import posts
from earful.channels.sandbox.town.asgi import Answer, No, Request, said
from earful.channels.sandbox.town.asked import Town
from earful.channels.sandbox.town.desk import brand_of
from earful.channels.sandbox.town.feed import number_of
from earful.kit import clock


def _own(town: Town, request: Request, brand: sqlite3.Row) -> sqlite3.Row:
    post = posts.find(town.store, number_of(str(request.json().get("id") or "")))
    if post is None or post["author"] != brand["id"]:
        raise No(404, "There is no such post of yours.")
    return post


def amend(town: Town, request: Request) -> Answer:
    """Put other words in a post, if it stands in the version that was seen."""
    brand, order = brand_of(town, request), request.json()
    post, text, alts = _own(town, request, brand), str(order.get("text") or ""), order.get("alts") or []
    if post["removed_at"]:
        raise No(410, "This post was removed.")
    if str(post["version"]) != str(order.get("version")):
        raise No(409, "This post was changed meanwhile.")
    if not text.strip() and not alts:
        raise No(422, "A post needs words or a picture.")
    if wrong := over(text):
        raise No(422, wrong)
    if not isinstance(alts, list):
        raise No(422, "alts must be a list of texts.")
    posts.edit(town.store, post["id"], text, clock.now(), [str(alt) for alt in alts])
    return said(town.feed.now(post["id"], brand["id"]))


def withdraw(town: Town, request: Request) -> Answer:
    """Take a post away; what is gone already stays gone."""
    brand = brand_of(town, request)
    post = _own(town, request, brand)
    if not post["removed_at"]:
        posts.remove(town.store, post["id"], clock.now())
    return said(town.feed.now(post["id"], brand["id"]))
