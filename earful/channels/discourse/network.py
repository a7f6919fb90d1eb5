"""Discourse forums, as the rest of Earful knows them."""

from collections.abc import Mapping

from earful.channels import matching
from earful.channels.amending import TEXT
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
    Retry,
    SessionKeeper,
    Us,
)
from earful.channels.discourse import wire, words
from earful.channels.discourse.adapter import DiscourseAdapter
from earful.channels.discourse.calls import Denied, Forum
from earful.channels.discourse.offer import OFFER
from earful.channels.markdown import visible
from earful.channels.payloads import mapping, name, number
from earful.channels.simple import SimpleNetwork
from earful.kit.fitness import place_of
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

LONGEST = 32_000  # characters, unless a forum says otherwise
STEPS = (
    _(
        "On the forum, choose the user under whose name answers appear. Its posts must appear at once, without a moderator."
    ),
    _("Ask an administrator of the forum to open Admin, API, and to make a key for this one user, of global scope."),
    _("Copy the key; it is shown only once."),
    _("Enter the forum's address, the user name and the key here."),
    _(
        "On a forum of your own, leave the words empty. On somebody else's, name the words that make a post concern you."
    ),
)
FIELDS = (
    Field("address", _("Address"), _("Of the forum, for example forum.example.com.")),
    Field("user", _("User name"), _("Answers appear under this user's name.")),
    Field("key", _("API key"), _("For this one user."), secret=True),
    Field(
        "words",
        _("Words"),
        _("With commas between them. Posts without any of them are passed over; north* finds what begins so."),
        required=False,
    ),
)


class Discourse(SimpleNetwork):
    """The network; it holds no state."""

    name = "discourse"
    label = "Discourse"
    offer = OFFER
    can = Can(checks=10, poll_seconds=30.0, edits=frozenset({TEXT}), deletes=True)
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Ask who the key is for, and for the latest posts."""
        entered, user = values.get("address", "").strip().rstrip("/"), values.get("user", "").strip().lstrip("@")
        key, concern = values.get("key", "").strip(), matching.entered(values.get("words", ""))
        if not entered or not user or not key:
            raise Refused(words.MISSING)
        url = entered if "://" in entered else f"https://{entered}"
        if not url.startswith("https://") and not transport.trusts(place_of(url)):
            raise Refused(words.INSECURE)
        forum = Forum(url, user, key, concern, transport)
        me = await forum.me()
        account, called = number(me.get("id")), name(me.get("username"), 100)
        if account is None or called.casefold() != user.casefold():
            raise Refused(words.NO_KEY if await _is_forum(forum) else words.NO_FORUM)
        us = Us(f"{url}{wire.USER}{account}"[:300], called)
        settings = {"url": url, "words": list(concern)}
        return Connected(us, name(me.get("name")) or called, settings, {"user": called, "key": key})

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one forum."""
        del keeper
        concern = tuple(str(word) for word in settings.get("words") or ())
        forum = Forum(str(settings["url"]), str(secrets["user"]), str(secrets["key"]), concern, transport)
        return DiscourseAdapter(forum, us)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored post."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count the characters that the forum keeps."""
        del settings, parent
        return Length(len(visible(text)), LONGEST, "characters")


async def _is_forum(forum: Forum) -> bool:
    """Whether a Discourse answers there at all; every one says something of itself to everybody."""
    stranger = Forum(forum.url, "", "", (), forum.transport)
    try:
        return "title" in mapping(await stranger.get("/site/basic-info.json"))
    except (Denied, Expired, Retry):
        return False


NETWORK: Network = Discourse()
