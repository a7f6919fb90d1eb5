"""Stack Exchange, as the rest of Earful knows it."""

from collections.abc import Mapping
from typing import Any

from earful.channels import matching
from earful.channels.amending import TEXT
from earful.channels.boards.adapter import BoardAdapter
from earful.channels.contract import (
    Adapter,
    Can,
    Connected,
    Expired,
    Field,
    Inbound,
    Json,
    Length,
    Network,
    Refused,
    SessionKeeper,
    Us,
)
from earful.channels.markdown import visible
from earful.channels.payloads import listed, name, number
from earful.channels.simple import SimpleNetwork
from earful.channels.stackexchange import wire, words
from earful.channels.stackexchange.board import Site
from earful.channels.stackexchange.calls import API, Denied, Exchange
from earful.channels.stackexchange.offer import OFFER
from earful.channels.stackexchange.parcels import name_of
from earful.kit.fitness import place_of
from earful.kit.transport import Transport
from earful.kit.visiting import Visitor
from earful.kit.words import gettext_noop as _

ANSWER, COMMENT = 30_000, 600  # characters
MOST = 10
WITH_KEY, WITHOUT = 10_000, 300  # requests a day
SOON, DAY, SHARE = 60.0, 86_400.0, 0.7  # the rest of a day's requests is for threads and answers
WANTED = (
    "question.body;question.body_markdown;answer.body;answer.body_markdown;answer.link;"
    "comment.body;comment.body_markdown;comment.link;comment.post_type"
)
STEPS = (
    _("Choose the site by its short name, and the tags or words by which questions concern you."),
    _(
        "For answering, register an application at stackapps.com. It is free, and gives you a key; listening gains by it too."
    ),
    _("Let the user who answers give that application an access token, of the scopes write_access and no_expiry."),
    _(
        "Enter them here. Answers appear under that user's name, who says openly whom they work for: the sites demand it."
    ),
)
FIELDS = (
    Field("site", _("Site"), _("Its short name, for example stackoverflow or superuser."), default="stackoverflow"),
    Field(
        "tags", _("Tags"), _("With commas between them. Every question that bears one of them comes."), required=False
    ),
    Field("words", _("Words"), _("With commas between them: your brand, your products."), required=False),
    Field("user", _("User number"), _("Of your user there, if you enter no access token."), required=False),
    Field("key", _("Key"), _("Of your application. Without one, 300 requests a day are all there is."), required=False),
    Field("token", _("Access token"), _("With it Earful can answer."), secret=True, required=False),
    Field(
        "api", _("Interface"), _("Another one only in a closed network."), default=API, required=False, advanced=True
    ),
)


class StackExchange(SimpleNetwork):
    """The network; it holds no state."""

    name = "stackexchange"
    label = "Stack Exchange"
    offer = OFFER
    can = Can(at="", checks=100, poll_seconds=300.0, edits=frozenset({TEXT}), deletes=True)
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Ask the site about itself, and who we are there."""
        site = values.get("site", "").strip().lower()
        tags, concern = matching.listed(values.get("tags", "").lower()), matching.entered(values.get("words", ""))
        if not site or not (tags or concern):
            raise Refused(words.MISSING)
        if len(tags) + len(concern) > MOST or any(len(tag) > 35 or " " in tag for tag in tags):
            raise Refused(words.MANY)
        key, token = values.get("key", "").strip(), values.get("token", "").strip()
        api = (values.get("api", "").strip() or API).rstrip("/")
        if not api.startswith("https://") and not transport.trusts(place_of(api)):
            raise Refused(words.NO_SITE)
        exchange = Exchange(api, site, key, token, "", transport)
        shown = await _filter(exchange)
        user, called = await _who(exchange, values.get("user", "").strip())
        settings: dict[str, Any] = {"api": api, "site": site, "tags": list(tags), "words": list(concern), "user": user}
        settings |= {"filter": shown, "answers": bool(token), "keyed": bool(key)}
        us = Us(f"{site}/{user}" if user else f"{site}/", called or site)
        return Connected(us, called or site, settings, {"key": key, "token": token})

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one site."""
        del keeper
        key, token = (str(secrets.get(name) or "") for name in ("key", "token"))
        exchange = Exchange(str(settings["api"]), str(settings["site"]), key, token, str(settings["filter"]), transport)
        tags, concern = (tuple(str(one) for one in settings.get(part) or ()) for part in ("tags", "words"))
        site = Site(exchange, us, tags, concern, str(settings.get("user") or ""))
        return BoardAdapter(site, Visitor(transport, frozenset({place_of(exchange.api)})))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return wire.read(raw, us)

    def allows(self, settings: Json) -> Can:
        """As often as the day's requests allow; answers with a token only."""
        lists = len(settings.get("tags") or ()) + len(settings.get("words") or ()) + 4
        pause = max(SOON, lists * DAY / ((WITH_KEY if settings.get("keyed") else WITHOUT) * SHARE))
        if not settings.get("answers"):
            return Can(at="", send=False, checks=100, poll_seconds=pause, instead=words.INSTEAD)
        return Can(at="", checks=100, poll_seconds=pause, edits=self.can.edits, deletes=True)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Below a question stands an answer, below anything else a comment."""
        del settings
        below_question = parent is None or name_of(parent).startswith("q")
        return Length(len(visible(text)), ANSWER if below_question else COMMENT, "characters")


async def _filter(exchange: Exchange) -> str:
    """Which parts of posts are wanted; Stack Exchange gives that a name, which lasts. Raises Refused."""
    asked = {"include": WANTED, "base": "default", "unsafe": "false"}
    try:
        told = await exchange.get("/filters/create", method="filters", site=False, **asked)
        await exchange.get("/info", method="info")
    except Expired as expired:
        raise Refused(words.NO_TOKEN) from expired
    except Denied as denied:
        raise Refused(words.NO_SITE if denied.code in (400, 404) else words.NO_KEY) from denied
    made = listed(told.get("items"), 1)
    return name(made[0].get("filter"), 200) if made else ""


async def _who(exchange: Exchange, user: str) -> tuple[str, str]:
    """Our number there and our name; nothing where there is neither token nor number. Raises Refused."""
    if not exchange.token and not user:
        return "", ""
    if not exchange.token and not user.isdecimal():
        raise Refused(words.NO_USER)
    try:
        told = await exchange.get("/me" if exchange.token else f"/users/{user}", method="users")
    except (Denied, Expired) as error:
        raise Refused(words.NO_TOKEN if exchange.token else words.NO_USER) from error
    found = listed(told.get("items"), 1)
    known = number(found[0].get("user_id")) if found else None
    if known is None:
        raise Refused(words.NO_TOKEN if exchange.token else words.NO_USER)
    return str(known), name(found[0].get("display_name"), 100)


NETWORK: Network = StackExchange()
