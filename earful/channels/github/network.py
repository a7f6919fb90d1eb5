"""GitHub, as the rest of Earful knows it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

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
    SessionKeeper,
    Us,
)
from earful.channels.github import wire, words
from earful.channels.github.adapter import GitHubAdapter
from earful.channels.github.calls import API, COMMENTS, GONE, ISSUES, TALKS, Denied, Hub, read
from earful.channels.github.graph import query
from earful.channels.github.hearing import shop
from earful.channels.github.offer import OFFER
from earful.channels.github.sending import body
from earful.channels.github.talks import TOUCHED
from earful.channels.payloads import mapping, name, number
from earful.channels.simple import SimpleNetwork
from earful.kit.fitness import place_of
from earful.kit.transport import Transport
from earful.kit.words import gettext_noop as _

LONGEST = 65_536  # characters of a comment
MOST_REPOSITORIES = 20
REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
STEPS = (
    _("Sign in to GitHub as the user under whose name answers appear."),
    _("Open Settings, then Developer settings, Personal access tokens, Fine-grained tokens, and make a new one."),
    _(
        "Choose the repositories, and under Permissions let it read and write issues and discussions. Copy the token; it is shown only once."
    ),
    _("Enter it here with the repositories. For those of others leave the token's access at public repositories."),
    _(
        "For repositories of your own, leave the words empty. For others, name the words that make an issue concern you."
    ),
)
FIELDS = (
    Field("token", _("Token"), _("It begins with github_pat_ or ghp_."), secret=True),
    Field("repositories", _("Repositories"), _("As owner/name, with commas between them.")),
    Field(
        "kinds",
        _("What is heard"),
        _("Issues, discussions, or both with a comma between them. A repository that has none of one is no problem."),
        default="issues, discussions",
        required=False,
    ),
    Field(
        "words",
        _("Words"),
        _("With commas between them. What holds none of them is passed over; north* finds what begins so."),
        required=False,
    ),
    Field(
        "api",
        _("Interface"),
        _("Another one only for a server of your own."),
        default=API,
        required=False,
        advanced=True,
    ),
)


class GitHub(SimpleNetwork):
    """The network; it holds no state."""

    name = "github"
    label = "GitHub"
    offer = OFFER
    can = Can(checks=20, poll_seconds=60.0, edits=frozenset({TEXT}), deletes=True)
    steps: tuple[str, ...] = STEPS
    fields: tuple[Field, ...] = FIELDS

    async def connect(self, values: Mapping[str, str], transport: Transport) -> Connected:
        """Ask whose token it is, and look at what each repository has."""
        token, named = values.get("token", "").strip(), matching.listed(values.get("repositories", ""))
        named = tuple(one.removeprefix("https://github.com/").strip("/") for one in named)
        if not token or not token.isascii() or not named:
            raise Refused(words.MISSING)
        if len(named) > MOST_REPOSITORIES or not all(REPOSITORY.fullmatch(one) for one in named):
            raise Refused(words.ODD_REPOSITORY)
        concern, api = matching.entered(values.get("words", "")), (values.get("api") or API).strip().rstrip("/")
        if not api.startswith("https://") and not transport.trusts(place_of(api)):
            raise Refused(words.INSECURE)
        kinds = _kinds(matching.listed(values.get("kinds", "").lower()) or (ISSUES, TALKS))
        hub = Hub(api, token, {}, concern, transport, kinds)
        try:
            me = mapping(read(await hub.get("/user")))
        except (Expired, Denied) as error:
            raise Refused(words.NO_TOKEN) from error
        account, login = number(me.get("id")), name(me.get("login"), 100)
        if account is None or not login:
            raise Refused(words.NO_TOKEN)
        repositories = {str(key): called for key, called in [await _repository(hub, one) for one in named]}
        settings = {"api": api, "repositories": repositories, "words": list(concern), "kinds": list(kinds)}
        shown = name(me.get("name")) or login
        return Connected(
            Us(str(account), login), shown, settings, {"token": token}, avatar_url=str(me.get("avatar_url") or "")
        )

    def open(self, us: Us, settings: Json, secrets: Json, keeper: SessionKeeper, transport: Transport) -> Adapter:
        """An adapter for these repositories."""
        del keeper
        repositories = {int(key): str(called) for key, called in mapping(settings.get("repositories")).items()}
        concern = tuple(str(word) for word in settings.get("words") or ())
        kinds = tuple(str(kind) for kind in settings.get("kinds") or (ISSUES, COMMENTS))
        hub = Hub(str(settings.get("api") or API), str(secrets["token"]), repositories, concern, transport, kinds)
        return GitHubAdapter(hub, us)

    def read(self, raw: Json, us: Us) -> Inbound:
        """Understand one stored issue, discussion or comment."""
        return wire.read(raw, us)

    def measure(self, text: str, settings: Json, parent: Json | None) -> Length:
        """Count the characters that GitHub keeps, those of our mark among them."""
        del settings, parent
        return Length(len(body(text, "")) if text else 0, LONGEST, "characters")


async def _repository(hub: Hub, called: str) -> tuple[int, str]:
    """Its number and its name as it is now. Raises Refused."""
    try:
        found = mapping(read(await hub.get(f"/repos/{called}")))
    except Denied as denied:
        raise Refused(words.NO_REPOSITORY) from denied
    key, full = number(found.get("id")), name(found.get("full_name"), 150)
    if key is None or not REPOSITORY.fullmatch(full):
        raise Refused(words.NO_REPOSITORY)
    heard = (ISSUES in hub.kinds and await _issues(hub, full), TALKS in hub.kinds and await _talks(hub, key, full))
    if not any(heard):
        raise Refused(words.NOTHING_THERE)
    return key, full


def _kinds(named: Sequence[str]) -> tuple[str, ...]:
    """What is to be heard, in the order in which it is asked for. Raises Refused."""
    if not set(named) <= {ISSUES, TALKS}:
        raise Refused(words.ODD_KIND)
    return tuple(kind for kind in (ISSUES, COMMENTS, TALKS) if kind.partition("/")[0] in named)


async def _issues(hub: Hub, full: str) -> bool:
    """Whether it has issues. Raises Refused."""
    try:
        await hub.get(f"/repos/{full}/issues", per_page=1)
    except Denied as denied:
        if denied.status == GONE:
            return False
        raise Refused(words.NO_ISSUES) from denied
    return True


async def _talks(hub: Hub, key: int, full: str) -> bool:
    """Whether it has discussions. Raises Refused."""
    told = await query(hub, TOUCHED, **shop(replace(hub, repositories={key: full}), key), first=1)
    there = mapping(told.data.get("repository"))
    if told.wrong or not there:
        raise Refused(words.NO_TALKS)
    return there.get("hasDiscussionsEnabled") is True


NETWORK: Network = GitHub()
