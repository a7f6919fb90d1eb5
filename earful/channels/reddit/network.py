"""Reddit, as the rest of Earful knows it."""

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
from earful.channels.markdown import visible
from earful.channels.payloads import mapping, name
from earful.channels.reddit import wire, words
from earful.channels.reddit.board import Subreddits
from earful.channels.reddit.calls import API, LOGIN, App, Denied, Reddit
from earful.channels.reddit.offer import OFFER
from earful.channels.simple import SimpleNetwork
from earful.kit.fitness import place_of
from earful.kit.transport import Transport
from earful.kit.visiting import Visitor
from earful.kit.words import gettext_noop as _

LONGEST = 10_000  # characters
MOST_PLACES, MOST_SOUGHT = 50, 5
PLACE = re.compile(r"[A-Za-z0-9_]{2,21}")
ACCOUNT = re.compile(r"[0-9a-z]{1,13}")
STEPS = (
    _(
        "Reddit decides about each program that asks. Apply for access to its Data API as the user in whose name answers appear."
    ),
    _("Open reddit.com/prefs/apps as that user, and make an application of the kind script."),
    _("Copy its client id, which stands below its name, and its secret."),
    _("Enter them here with the user's name and password. With a second factor, enter a refresh token instead."),
    _("Name the subreddits to listen in, or leave them empty and name words to search all of Reddit by."),
)
FIELDS = (
    Field("client", _("Client id"), _("Of your application.")),
    Field("secret", _("Client secret"), _("Of your application."), secret=True),
    Field("user", _("User name"), _("Answers appear under this user's name.")),
    Field("password", _("Password"), _("Of that user; not with a second factor."), secret=True, required=False),
    Field("refresh", _("Refresh token"), _("Instead of the password."), secret=True, required=False),
    Field("places", _("Subreddits"), _("With commas between them, without r/."), required=False),
    Field(
        "words", _("Words"), _("With commas between them. Posts without any of them are passed over."), required=False
    ),
    Field(
        "api", _("Interface"), _("Another one only in a closed network."), default=API, required=False, advanced=True
    ),
    Field(
        "login", _("Sign-in"), _("Another one only in a closed network."), default=LOGIN, required=False, advanced=True
    ),
)


class RedditNetwork(SimpleNetwork):
    """The network; it holds no state."""

    name = "reddit"
    label = "Reddit"
    offer = OFFER
    can = Can(at="u/", checks=100, poll_seconds=60.0, edits=frozenset({TEXT}), deletes=True)
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Sign in, and ask who we are."""
        given = {key: value.strip() for key, value in values.items()}
        app = _app(given, given)
        if not app.client or not app.secret or not app.user or not (app.refresh or app.password):
            raise Refused(words.MISSING)
        api = (given.get("api") or API).rstrip("/")
        if any(not at.startswith("https://") and not transport.trusts(place_of(at)) for at in (api, app.login)):
            raise Refused(words.INSECURE)
        places = tuple(place.removeprefix("/").removeprefix("r/") for place in matching.listed(given.get("places", "")))
        if len(places) > MOST_PLACES or not all(PLACE.fullmatch(place) for place in places):
            raise Refused(words.ODD_PLACES)
        concern = matching.entered(given.get("words", ""))
        if not places and len(concern) > MOST_SOUGHT:
            raise Refused(words.MANY)
        us, session = await _who(app, api, transport)
        settings = {"api": api, "login": app.login, "user": us.handle, "places": list(places), "words": list(concern)}
        secrets = {"client": app.client, "secret": app.secret, "password": app.password, "refresh": app.refresh}
        return Connected(us, us.handle, settings, secrets, session)

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for one user."""
        reddit = Reddit(str(settings["api"]), _app(settings, secrets), keeper, transport)
        places, concern = (tuple(str(one) for one in settings.get(part) or ()) for part in ("places", "words"))
        board = Subreddits(reddit, us, places, concern)
        return BoardAdapter(board, Visitor(transport, frozenset({place_of(reddit.api)})))

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored payload."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count the characters that Reddit keeps."""
        del settings, parent
        return Length(len(visible(text)), LONGEST, "characters")


def _app(settings: Json, secrets: Json) -> App:
    known = [str(secrets.get(part) or "") for part in ("client", "secret", "password", "refresh")]
    user = str(settings.get("user") or "").removeprefix("/").removeprefix("u/")
    return App(known[0], known[1], user, known[2], known[3], str(settings.get("login") or LOGIN).rstrip("/"))


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
        raise Refused(words.NO_SCOPE)


async def _who(app: App, api: str, transport: Transport) -> tuple[Us, Session]:
    """Our user. Raises Refused."""
    try:
        session = await app.sign_in(transport)
    except Expired as expired:
        raise Refused(words.NO_LOGIN) from expired
    try:
        reddit = Reddit(api, app, _Once(session), transport)
        me = mapping(await reddit.get("/api/v1/me"))
        for path in (f"/user/{name(me.get('name'), 100)}/overview", "/message/inbox"):  # each needs a scope of its own
            await reddit.get(path, limit=1)
    except (Denied, Expired) as error:
        raise Refused(words.NO_SCOPE) from error
    account, called = me.get("id"), name(me.get("name"), 100)
    if not isinstance(account, str) or not ACCOUNT.fullmatch(account) or not called:
        raise Refused(words.NO_SCOPE)
    return Us(f"t2_{account}", called), session


NETWORK: Network = RedditNetwork()
