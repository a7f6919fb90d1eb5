"""Lemmy, as the rest of Earful knows it."""

import re
from collections.abc import Mapping

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
    Session,
    SessionKeeper,
    Us,
)
from earful.channels.lemmy import wire, words
from earful.channels.lemmy.board import Communities
from earful.channels.lemmy.calls import Denied, Server, sign_in
from earful.channels.lemmy.offer import OFFER
from earful.channels.lemmy.parcels import handle_of
from earful.channels.markdown import visible
from earful.channels.payloads import mapping, name, number
from earful.channels.plaintext import web
from earful.channels.simple import SimpleNetwork
from earful.kit.fitness import place_of
from earful.kit.transport import Transport
from earful.kit.visiting import Visitor
from earful.kit.words import gettext_noop as _

LONGEST = 10_000  # characters
MOST = 20
PLACE = re.compile(r"[A-Za-z0-9_]{3,60}(@[A-Za-z0-9.:-]{3,253})?")
STEPS = (
    _("Make an account for the brand on a Lemmy server, or use the one it has. Answers appear under its name."),
    _("It must have no second factor: Lemmy gives programs no way around it."),
    _(
        "Enter the server, the user name and the password. They are kept encrypted, since Lemmy knows no passwords for programs."
    ),
    _(
        "Name the communities to listen in, as name or name@server. What names or answers the account comes in any case."
    ),
)
FIELDS = (
    Field("address", _("Server"), _("For example lemmy.example.com.")),
    Field("user", _("User name"), _("The name this user signs in with.")),
    Field("password", _("Password"), _("Of this user."), secret=True),
    Field("places", _("Communities"), _("With commas between them."), required=False),
    Field(
        "words", _("Words"), _("With commas between them. Posts without any of them are passed over."), required=False
    ),
)


class Lemmy(SimpleNetwork):
    """The network; it holds no state."""

    name = "lemmy"
    label = "Lemmy"
    offer = OFFER
    can = Can(checks=10, poll_seconds=60.0, edits=frozenset({TEXT}), deletes=True)
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Sign in, ask who we are, and look whether the communities are there."""
        entered, user = values.get("address", "").strip().rstrip("/"), values.get("user", "").strip().lstrip("@")
        password, concern = values.get("password", ""), matching.entered(values.get("words", ""))
        if not entered or not user or not password:
            raise Refused(words.MISSING)
        url = entered if "://" in entered else f"https://{entered}"
        if not url.startswith("https://") and not transport.trusts(place_of(url)):
            raise Refused(words.INSECURE)
        places = tuple(place.lstrip("!") for place in matching.listed(values.get("places", "")))
        if len(places) > MOST:
            raise Refused(words.MANY)
        if not await _is_lemmy(url, transport):
            raise Refused(words.NO_SERVER)
        try:
            session = await sign_in(transport, url, user, password)
        except Expired as expired:
            raise Refused(words.NO_LOGIN) from expired
        server = Server(url, user, password, _Once(session), transport)
        us, me, called = await _who(server)
        await _tells_us(server)
        for place in places:
            await _known(server, place)
        settings = {"url": url, "me": me, "places": list(places), "words": list(concern)}
        return Connected(us, called, settings, {"user": user, "password": password}, session)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one user."""
        server = Server(str(settings["url"]), str(secrets["user"]), str(secrets["password"]), keeper, transport)
        places, concern = (tuple(str(one) for one in settings.get(part) or ()) for part in ("places", "words"))
        board = Communities(server, us, number(settings.get("me")) or 0, places, concern)
        return BoardAdapter(board, Visitor(transport, frozenset({place_of(server.url)})))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count the characters that Lemmy keeps."""
        del settings, parent
        return Length(len(visible(text)), LONGEST, "characters")


class _Once:
    """Keeps a session for as long as it is tried."""

    def __init__(self, session: Session) -> None:
        self.session = session

    async def current(self) -> Session:
        """As it was given."""
        return self.session

    async def renew(self, stale: Session, renewal: object) -> Session:
        """It is fresh: what is not taken now is never taken."""
        del stale, renewal
        raise Refused(words.NO_LOGIN)


async def _is_lemmy(url: str, transport: Transport) -> bool:
    """Whether a Lemmy answers there; every one says something of itself to everybody."""
    stranger = Server(url, "", "", _Once({"token": "none"}), transport)
    try:
        return "site_view" in await stranger.get("/site")
    except (Denied, Expired, Refused):
        return False


async def _who(server: Server) -> tuple[Us, int, str]:
    """Our user, and its number there. Raises Refused."""
    try:
        told = await server.get("/site")
    except (Denied, Expired) as error:
        raise Refused(words.NO_SERVER) from error
    person = mapping(mapping(mapping(told.get("my_user")).get("local_user_view")).get("person"))
    me, at, handle = number(person.get("id")), web(person.get("actor_id")), handle_of(person)
    if me is None or not at or not handle:
        raise Refused(words.NO_LOGIN)
    return Us(at[:300], handle), me, name(person.get("display_name")) or handle


async def _tells_us(server: Server) -> None:
    """Servers of 1.0 still take sign-ins of version 3, and have none of its lists of what is meant for us. Raises Refused."""
    try:
        for path in ("/user/replies", "/private_message/list"):
            await server.get(path, unread_only="false", limit=1)
    except Denied as denied:
        raise Refused(words.TOO_NEW if denied.missing else words.DENIED) from denied


async def _known(server: Server, place: str) -> None:
    """A community that the server knows, or learns of now from where it lives. Raises Refused."""
    if not PLACE.fullmatch(place):
        raise Refused(words.NO_PLACE)
    for path, asked in (("/community", {"name": place}), ("/resolve_object", {"q": f"!{place}"})):
        try:
            told = await server.get(path, **asked)
        except Denied:
            continue
        if any(isinstance(told.get(field), Mapping) for field in ("community_view", "community")):
            return
    raise Refused(words.NO_PLACE)


NETWORK: Network = Lemmy()
