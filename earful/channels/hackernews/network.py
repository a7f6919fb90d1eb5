"""Hacker News, as the rest of Earful knows it."""

from collections.abc import Mapping

from earful.channels import matching
from earful.channels.contract import (
    Adapter,
    Can,
    Connected,
    Field,
    Inbound,
    Json,
    Network,
    Refused,
    SessionKeeper,
    Us,
)
from earful.channels.hackernews import wire, words
from earful.channels.hackernews.adapter import HackerNewsAdapter
from earful.channels.hackernews.calls import ITEMS, SEARCH, News
from earful.channels.hackernews.offer import OFFER
from earful.channels.simple import SimpleNetwork
from earful.kit import clock
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

MOST_WORDS = 20
PLACE = "news.ycombinator.com"
STEPS = (
    _("Nothing has to be prepared there: Hacker News shows everything to everybody."),
    _("Name the words by which it is searched: your brand, your products, usual misspellings."),
    _(
        "If you have an account there, enter its name: what you write there counts as yours, and answers to it are heard."
    ),
)
FIELDS = (
    Field(
        "words",
        _("Words"),
        _("With commas between them. A phrase is found as it stands; north* finds what begins so."),
    ),
    Field("user", _("Your user name there"), _("Answers to what it wrote come to the desk as well."), required=False),
    Field("search", _("Search"), _("Only for a copy of your own."), default=SEARCH, required=False, advanced=True),
    Field("items", _("Items"), _("Only for a copy of your own."), default=ITEMS, required=False, advanced=True),
)


class HackerNews(SimpleNetwork):
    """The network; it holds no state."""

    name = "hackernews"
    label = "Hacker News"
    offer = OFFER
    can = Can(at="", send=False, checks=40, poll_seconds=120.0, instead=words.READ_ONLY)
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Search once, and look the user up."""
        terms = matching.entered(values.get("words", ""), MOST_WORDS)
        if not terms:
            raise Refused(words.NO_WORDS)
        user = values.get("user", "").strip()
        if user and (len(user) > 50 or not user.isascii() or not user.replace("-", "").replace("_", "").isalnum()):
            raise Refused(words.NO_USER)
        places = {name: (values.get(name) or "").strip().rstrip("/") for name in ("search", "items")}
        settings = {"search": places["search"] or SEARCH, "items": places["items"] or ITEMS, "words": list(terms)}
        news = _news(Us(user, user), settings, transport)
        async for _page in news.found(clock.now()):
            break
        if user and (await news.profile()).get("id") != user:
            raise Refused(words.NO_USER)
        return Connected(Us(user or PLACE, user or PLACE), f"{self.label}: {terms[0]}"[:200], settings=settings)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for these words."""
        del secrets, keeper
        return HackerNewsAdapter(_news(us, settings, transport))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored item."""
        return wire.read(raw, us)


def _news(us: Us, settings: Json, transport: Transport) -> News:
    user = "" if us.external_id == PLACE else us.external_id
    terms = tuple(str(term) for term in settings.get("words") or ())
    return News(str(settings.get("search") or SEARCH), str(settings.get("items") or ITEMS), terms, user, transport)


NETWORK: Network = HackerNews()
