"""Blogs and feeds, as the rest of Earful knows them."""

from collections.abc import Mapping

from earful.channels import matching
from earful.channels.contract import (
    Adapter,
    Can,
    Connected,
    Field,
    Inbound,
    Json,
    Length,
    Network,
    Refused,
    SessionKeeper,
    Us,
)
from earful.channels.feeds import finding, wire, words
from earful.channels.feeds.adapter import FeedsAdapter
from earful.channels.feeds.blog import Blog
from earful.channels.feeds.offer import OFFER
from earful.channels.simple import SimpleNetwork
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

CAN = Can(send=False, at="", poll_seconds=60.0, compares=False, instead=words.READ_ONLY)
STEPS = (
    _("Open the blog and copy the address of its first page, or of its feed if you know it."),
    _("Enter it here. Earful looks for the feed, and reads it once before anything is kept."),
    _("Name the words that make a post concern you. Without words, every post of the blog comes to the desk."),
)
FIELDS = (
    Field("address", _("Address"), _("Of the blog or of its feed, for example blog.example.com.")),
    Field(
        "words",
        _("Words"),
        _("With commas between them. Posts without any of them are passed over; north* finds what begins so."),
        required=False,
    ),
    Field(
        "names",
        _("Names you write under there"),
        _("With commas between them. What these names post or comment counts as yours."),
        required=False,
        advanced=True,
    ),
    Field(
        "minutes",
        _("Minutes between two looks"),
        _("At least; Earful looks less often where little changes."),
        default="15",
        required=False,
        advanced=True,
    ),
)


class Feeds(SimpleNetwork):
    """The network; it holds no state."""

    name = "feeds"
    label = "Blogs and feeds"
    offer = OFFER
    can = CAN
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Find the feed and read it."""
        listed = matching.listed(values.get("words", ""))
        if len(listed) > matching.MOST_WORDS or any(len(word) > matching.LONGEST_WORD for word in listed):
            raise Refused(words.MANY_WORDS)
        if any(len(matching.folded(word.rstrip("*"))) < 2 for word in listed):
            raise Refused(words.WORTHLESS)
        minutes = (values.get("minutes") or "15").strip()
        if not (minutes.isdecimal() and minutes.isascii() and len(minutes) < 6 and 5 <= int(minutes) <= 1440):
            raise Refused(words.SELDOM)
        found = await finding.feed(values.get("address", ""), transport)
        names = matching.listed(values.get("names", ""))[: matching.MOST_WORDS]
        settings = {"feed": found.address, "words": list(listed), "names": list(names), "least": int(minutes) * 60}
        return Connected(us=Us(found.address, found.host), name=found.title or found.host, settings=settings)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one blog."""
        del secrets, keeper
        return FeedsAdapter(Blog.of(us, settings), transport)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored post or comment."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count characters; there is no limit, and no sending."""
        del settings, parent
        return Length(len(text), None, "characters")


NETWORK: Network = Feeds()
