"""Every street of the town, and who answers there."""

from collections.abc import Callable

from earful.channels.sandbox.town import changes, desk, pages, pictures, training
from earful.channels.sandbox.town.asgi import Answer, No, Request, said
from earful.channels.sandbox.town.asked import Route, Town, card
from earful.channels.sandbox.town.feed import number_of
from earful.channels.sandbox.town.truth import truth
from earful.kit import clock


def route(town: Town, request: Request) -> Answer:
    """Find who answers a request. Raises No."""
    if found := ROUTES.get((request.method, request.path)):
        return found(town, request)
    folder, _, name = request.path.rpartition("/")
    if request.method == "GET" and (there := FOLDERS.get(folder)):
        return there(town, name)
    raise No(404, "The town has no such street.")


def _brands(town: Town, _request: Request) -> Answer:
    return said({"brands": [card(brand) for brand in town.store.brands()]})


def _health(town: Town, _request: Request) -> Answer:
    count = town.store.db.execute("select count(*) as n from posts").fetchone()["n"]
    return said({"ok": True, "posts": count, "head": town.feed.head(), **town.living.pulse(clock.now())})


def _truth(town: Town, _request: Request) -> Answer:
    return said(truth(town.store))


def _replies(town: Town, request: Request) -> Answer:
    return said({"items": town.feed.children(number_of(request.query.get("id", "")))})


def _picture(town: Town, name: str) -> Answer:
    number = name.removesuffix(".png")
    row = town.store.db.execute("select * from pictures where id = ?", (number,)).fetchone()
    if row is None:
        raise No(404, "There is no such picture.")
    content = row["content"] or pictures.scene(f"{row['id']} {row['alt']}", row["width"], row["height"])
    return Answer(content, row["mime"])


def _avatar(_town: Town, name: str) -> Answer:
    number = name.removesuffix(".png")
    if not number.isascii() or not number.isdigit():
        raise No(404, "There is no such picture.")
    return Answer(pictures.face(int(number)), "image/png")


ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/"): lambda town, _request: pages.square(town.store),
    ("GET", "/me"): desk.me,
    ("GET", "/feed"): desk.feed,
    ("GET", "/thread"): desk.thread,
    ("POST", "/lookup"): desk.lookup,
    ("POST", "/posts"): desk.send,
    ("GET", "/posts/by-key"): desk.by_key,
    ("POST", "/posts/amend"): changes.amend,
    ("POST", "/posts/withdraw"): changes.withdraw,
    ("GET", "/privately"): desk.privately,
    ("GET", "/brands"): _brands,
    ("GET", "/health"): _health,
    ("GET", "/truth"): _truth,
    ("GET", "/replies"): _replies,
    ("POST", "/connect"): training.connect,
    ("POST", "/revoke"): training.revoke,
    ("POST", "/speed"): training.speed,
    ("POST", "/post"): training.post,
    ("POST", "/edit"): training.edit,
    ("POST", "/remove"): training.remove,
    ("POST", "/faults"): training.faults,
    ("GET", "/faults"): training.troubles,
}
FOLDERS: dict[str, Callable[[Town, str], Answer]] = {
    "/pictures": _picture,
    "/avatars": _avatar,
    "/post": lambda town, name: pages.thread(town.store, number_of(f"town:post:{name}")),
    "/person": lambda town, name: pages.person(town.store, name),
}
