"""WordPress comments, as the rest of Earful knows them."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

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
    SessionKeeper,
    Us,
)
from earful.channels.simple import SimpleNetwork
from earful.channels.wordpress import wire, words
from earful.channels.wordpress.adapter import WordPressAdapter
from earful.channels.wordpress.calls import Denied, Site
from earful.channels.wordpress.offer import OFFER
from earful.channels.wordpress.parcels import number
from earful.kit.fitness import place_of
from earful.kit.transport import Forbidden, Transport, TransportError
from earful.kit.words import gettext_noop as _

OCTETS = 65_000  # of the HTML, which WordPress keeps in 65,525
CAN = Can(at="", octets=OCTETS, checks=100, poll_seconds=30.0, edits=frozenset({TEXT}), deletes=True, moderates=True)
API = re.compile(r"<([^<>]{1,500})>\s{0,5};\s{0,5}rel=\"https://api\.w\.org/\"")
STEPS = (
    _("Sign in to the blog as a user who may moderate comments: an editor or an administrator."),
    _("Open Users, then Profile, and find Application Passwords near the end of the page."),
    _("Enter the name Earful there, press Add, and copy the password; WordPress shows it only once."),
    _("Enter the blog's address, the user name and that password here. Answers appear under this user's name."),
)
FIELDS = (
    Field("address", _("Address"), _("Of the blog, for example blog.example.com.")),
    Field("user", _("User name"), _("The name this user signs in with.")),
    Field("password", _("Application password"), _("Not the password the user signs in with."), secret=True),
)


class WordPress(SimpleNetwork):
    """The network; it holds no state."""

    name = "wordpress"
    label = "WordPress comments"
    offer = OFFER
    can = CAN
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Find the site's interface and try the password."""
        entered, user = values.get("address", "").strip().rstrip("/"), values.get("user", "").strip()
        password = "".join(values.get("password", "").split())
        if not entered or not user or not password:
            raise Refused(words.MISSING)
        home = entered if "://" in entered else f"https://{entered}"
        if not home.startswith("https://") and not transport.trusts(place_of(home)):
            raise Refused(words.INSECURE)
        api = await _interface(home, transport)
        try:
            me = await Site(api, user, password, transport).get("wp/v2/users/me", context="edit")
        except Expired as expired:
            raise Refused(words.NO_PASSWORD) from expired
        except Denied as denied:
            raise Refused(words.NO_SITE if denied.status == 404 else words.NO_RIGHT) from denied
        return _connected(me, home, api, {"user": user, "password": password})

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one site."""
        del keeper
        site = Site(str(settings["api"]), str(secrets["user"]), str(secrets["password"]), transport)
        return WordPressAdapter(site, us)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored comment."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count the bytes that WordPress keeps."""
        del settings, parent
        return Length(len(wire.markup(text).encode("utf-8", "replace")), OCTETS, "bytes")


async def _interface(home: str, transport: Transport) -> str:
    """Where the site says its interface begins, on the very host that was entered. Raises Refused."""
    try:
        answer = await transport.request("GET", f"{home}/")
    except Forbidden as error:
        raise Refused(words.INTERNAL) from error
    except TransportError as error:
        raise Refused(words.NO_SITE) from error
    named = API.search(answer.headers.get("link", "")[:5000])
    api = named[1] if named and place_of(named[1]) == place_of(home) else f"{home}/?rest_route=/"
    return api if api.endswith("/") else f"{api}/"


def _connected(me: Any, home: str, api: str, secrets: dict[str, str]) -> Connected:
    found = me if isinstance(me, Mapping) else {}
    name, may = number(found.get("id")), found.get("capabilities")
    if name is None:
        raise Refused(words.NO_SITE)
    if not isinstance(may, Mapping) or may.get("moderate_comments") is not True:
        raise Refused(words.NO_RIGHT)
    parts = urlsplit(home)
    site = f"{parts.netloc}{parts.path}"[:250]
    called = str(found.get("name") or secrets["user"])[:200]
    return Connected(us=Us(f"{site}{wire.SITE}{name}", site), name=called, settings={"api": api}, secrets=secrets)


NETWORK: Network = WordPress()
