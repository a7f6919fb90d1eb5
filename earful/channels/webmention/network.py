"""Webmention, as the rest of Earful knows it: other people's pages that answer or name pages of ours."""

import re
import secrets as dice
from collections.abc import Mapping
from urllib.parse import urlsplit

from earful.channels.calling import Call, Word
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
from earful.channels.matching import listed
from earful.channels.simple import SimpleNetwork
from earful.channels.webmention import knocking, wire, words
from earful.channels.webmention.adapter import WebmentionAdapter
from earful.channels.webmention.offer import OFFER
from earful.kit.fitness import flaw, place_of
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

MOST, LONGEST = 20, 300
KEY = re.compile(r"[0-9a-f]{16}")
STEPS = (
    _("Enter the pages of yours that others link to: your blog, your site. Whatever stands below them counts as well."),
    _(
        "Enter the address at which everybody can reach this desk. Answers stand there, each on a small page of its own."
    ),
    _("On the page of the account, copy one line into the head of your pages. It says where webmentions are taken."),
)
FIELDS = (
    Field("pages", _("Your pages"), _("With commas between them, for example https://blog.example.com.")),
    Field("desk", _("Address of this desk"), _("For example https://desk.example.org.")),
    Field(
        "name", _("Name"), _("As readers of your answers know you. Empty: the host of your first page."), required=False
    ),
    Field("key", _("Key"), _("Only to change one."), required=False, advanced=True),
)


class Webmention(SimpleNetwork):
    """The network; it holds no state."""

    name = "webmention"
    label = "Webmention"
    offer = OFFER
    can = Can(at="", graphemes=5_000, checks=5, poll_seconds=300.0, compares=False)
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Take the entries; there is nobody to sign in to. Raises Refused."""
        pages = [page.rstrip("/") for page in listed(values.get("pages", ""))]
        desk = values.get("desk", "").strip().rstrip("/")
        if not pages or not desk:
            raise Refused(words.MISSING)
        if len(pages) > MOST or any(len(page) > LONGEST for page in pages):
            raise Refused(words.MANY)
        if not all(_is_page(page, transport) for page in pages):
            raise Refused(words.NO_ADDRESS)
        if not _is_page(desk, transport) or len(desk) > LONGEST:
            raise Refused(words.NO_DESK)
        key = values.get("key", "").strip()
        key = key if KEY.fullmatch(key) else dice.token_hex(8)
        called = " ".join(values.get("name", "").split())[:100] or urlsplit(pages[0]).hostname or pages[0]
        return Connected(Us(key, called), called, settings={"key": key, "pages": pages, "desk": desk})

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one brand's pages."""
        del secrets, keeper
        return WebmentionAdapter(us, settings, transport)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored page."""
        return wire.read(raw, us)

    def heed(self, call: Call, settings: Json) -> Word:
        """A page that is said to link to one of ours. Raises NotTaken."""
        return knocking.read(call, settings)


def _is_page(address: str, transport: Transport) -> bool:
    """A plain web address, by https or on a host that the owner of this house trusts."""
    trusted = frozenset({place_of(address)}) if transport.trusts(place_of(address)) else frozenset()
    if flaw(address, trusted) or "?" in address or "#" in address:
        return False
    return address.startswith("https://") or bool(trusted)


NETWORK: Network = Webmention()
