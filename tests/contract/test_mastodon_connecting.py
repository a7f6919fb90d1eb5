"""Connecting an account of the fediverse: signing in on its own server, or with a token."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fake_mastodon_door import Ask, Refusal
from mastodon_fixture import MastodonWorld, world

from earful.channels.contract import Connected, Departure, Refused, Retry, SignsInThere
from earful.channels.mastodon import words
from earful.channels.mastodon.network import MISSING, NETWORK, NO_WAY_IN, SIGNS_IN_THERE
from earful.channels.mastodon.server import NO_SERVER
from earful.channels.mastodon.signing_in import NO_CODE, NO_CONSENT, NO_SIGN_IN, NO_TOKEN, NOT_OURS
from earful.kit.transport import Transport

BACK = "https://desk.example.org/house/accounts/back/?n=1"


@pytest.fixture(params=["mastodon", "snac", "pleroma"])
def there(request: pytest.FixtureRequest) -> Iterator[MastodonWorld]:
    with world(request.param) as made:
        yield made


def through(there: MastodonWorld, job: Callable[[Transport], Awaitable[Any]]) -> Any:
    async def go() -> Any:
        async with Transport(frozenset({there.fake.url.removeprefix("http://")})) as door:
            return await job(door)

    return asyncio.run(go())


def depart(there: MastodonWorld) -> Departure:
    found: Departure = through(there, lambda door: SIGNS_IN_THERE.depart({"server": there.fake.url}, BACK, door))
    kept = json.loads(json.dumps(found.kept))  # what comes back after it was sealed
    return Departure(found.url, kept)


def come_back(there: MastodonWorld, kept: dict[str, Any], query: dict[str, str]) -> Connected:
    found: Connected = through(there, lambda door: SIGNS_IN_THERE.come_back(kept, query, door))
    return found


def refused(job: Callable[[], object]) -> str:
    with pytest.raises(Refused) as raised:
        job()
    return raised.value.words


def test_the_network_says_that_owners_sign_in_there() -> None:
    assert isinstance(NETWORK, SignsInThere)
    assert [field.name for field in NETWORK.fields if not field.advanced] == ["server"]


def test_an_owner_signs_in_on_their_own_server(there: MastodonWorld) -> None:
    departure = depart(there)
    asked = parse_qs(urlsplit(departure.url).query)
    assert departure.url.startswith(f"{there.fake.url}/oauth/authorize?")
    assert asked["code_challenge_method"] == ["S256"]
    assert departure.kept["verifier"] not in departure.url
    assert ("write:statuses" in asked["scope"][0]) == (there.fake.kin != "snac"), "no more than is needed, where it can"

    found = come_back(there, departure.kept, there.fake.consent(departure.url))

    assert found.us == there.us
    assert found.name == "Desk"
    assert found.settings["software"] == there.fake.kin
    assert found.settings["characters"] == 500
    assert bool(found.settings["streaming"]) == (there.fake.kin == "mastodon")
    assert found.secrets["token"].startswith("token-")
    assert "token" not in json.dumps(found.settings).replace("token_url", "")
    assert bool(found.session) == bool(found.settings.get("renews")) == (there.fake.kin == "pleroma")
    assert NETWORK.allows(found.settings).graphemes == 500


def test_an_owner_who_says_no_is_told_so(there: MastodonWorld) -> None:
    departure = depart(there)
    query = there.fake.consent(departure.url, "no")
    assert refused(lambda: come_back(there, departure.kept, query)) == NO_CONSENT


def test_what_does_not_belong_together_is_refused(there: MastodonWorld) -> None:
    departure, other = depart(there), depart(there)
    query = there.fake.consent(departure.url)
    assert refused(lambda: come_back(there, other.kept, query)) == NOT_OURS
    assert refused(lambda: come_back(there, departure.kept, {**query, "state": ""})) == NOT_OURS
    assert refused(lambda: come_back(there, departure.kept, {"state": query["state"]})) == NO_CODE
    assert refused(lambda: come_back(there, departure.kept, {**query, "code": "guessed"})) == NO_CODE
    assert come_back(there, departure.kept, query).us == there.us
    assert refused(lambda: come_back(there, departure.kept, query)) == NO_CODE, "a code works once"


def test_a_token_does_as_well(there: MastodonWorld) -> None:
    def connect(**values: str) -> Connected:
        found: Connected = through(there, lambda door: NETWORK.connect(values, door))
        return found

    found = connect(server=there.fake.url, token=" token-desk ")
    assert (found.us, found.secrets) == (there.us, {"token": "token-desk"})
    assert refused(lambda: connect(server=there.fake.url, token="wrong")) == NO_TOKEN
    assert refused(lambda: connect(server=there.fake.url, token="two words")) == NO_TOKEN
    assert refused(lambda: connect(server=there.fake.url)) == NO_WAY_IN
    assert refused(lambda: connect(server="")) == MISSING


@pytest.fixture
def mastodon() -> Iterator[MastodonWorld]:
    with world() as made:
        yield made


def trouble(there: MastodonWorld, path: str, status: int, said: str = "no", **headers: str) -> None:
    def make(ask: Ask) -> None:
        if ask.path.startswith(path):
            raise Refusal(status, said, html=not said.isascii() or said == "no", **headers)

    there.fake.trouble = make


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [("/api", 404, NO_SERVER), ("/api", 410, words.CLOSED), ("/api/v1/apps", 404, NO_SIGN_IN)],
)
def test_a_server_without_what_it_takes_says_which(
    mastodon: MastodonWorld, path: str, status: int, sentence: str
) -> None:
    trouble(mastodon, path, status)
    assert refused(lambda: depart(mastodon)) == sentence


def test_a_server_in_trouble_is_no_mistake_of_the_owner(mastodon: MastodonWorld) -> None:
    trouble(mastodon, "/api", 503)
    with pytest.raises(Retry):
        depart(mastodon)
    mastodon.fake.close()
    with pytest.raises(Retry):
        depart(mastodon)


def test_an_address_people_know_may_lead_to_another(mastodon: MastodonWorld) -> None:
    with world() as first:

        def moved(ask: Ask) -> None:
            raise Refusal(301, "no", html=True, location=f"{mastodon.fake.url}{ask.path}")

        first.fake.trouble = moved
        trusted = frozenset(one.fake.url.removeprefix("http://") for one in (first, mastodon))

        async def go() -> Departure:
            async with Transport(trusted) as door:
                return await SIGNS_IN_THERE.depart({"server": first.fake.url}, BACK, door)

        assert asyncio.run(go()).kept["url"] == mastodon.fake.url


def test_a_server_that_does_not_know_small_permissions_is_asked_for_large_ones(mastodon: MastodonWorld) -> None:
    def coarse(ask: Ask) -> None:
        if ask.path == "/api/v1/apps" and ":" in ask.one("scopes"):
            raise Refusal(422, "Scopes doesn't match configured on the server.")

    mastodon.fake.trouble = coarse
    assert parse_qs(urlsplit(depart(mastodon).url).query)["scope"] == ["read write"]


def test_a_locked_or_moved_account_is_told_in_words(mastodon: MastodonWorld) -> None:
    def connect() -> Connected:
        values = {"server": mastodon.fake.url, "token": "token-desk"}
        found: Connected = through(mastodon, lambda door: NETWORK.connect(values, door))
        return found

    trouble(mastodon, "/api/v1/accounts", 403, "Your login is currently disabled")
    assert refused(connect) == words.DISABLED
    mastodon.fake.trouble = lambda _: None
    mastodon.fake.people["desk"]["moved"] = "far"
    assert "moved" in refused(connect)
