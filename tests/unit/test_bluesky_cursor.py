"""Where we stopped reading, and what an answer's status and headers mean."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.channels.bluesky.cursor import EPOCH, FAR, NEAR, Edge, Place, Trail, fingerprint, post_of
from earful.channels.bluesky.network import NETWORK, address, handle
from earful.channels.bluesky.session import home
from earful.channels.bluesky.xrpc import Denied, Patience, is_stale, understand, wait
from earful.channels.contract import Failure, Refused, Retry, Uncertain
from earful.kit import clock
from earful.kit.transport import Response

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, MOMENTS, MOMENTS, st.frozensets(st.text("0123456789abcdef.", max_size=8)))
def test_a_place_survives_being_written_down(
    one: datetime, two: datetime, three: datetime, known: frozenset[str]
) -> None:
    place = Place(Edge(one, two), Edge(two, three), three, known)
    assert Place.load(place.dump()) == place


@pytest.mark.parametrize(
    "text", ["", "null", "[]", "{}", '{"told": 3}', '{"told": ["x", "y"], "own": [], "deep": "", "known": []}']
)
def test_a_spoiled_cursor_is_refused_in_words(text: str) -> None:
    with pytest.raises(Refused):
        Place.load(text)


def test_it_looks_back_a_little_each_time_and_a_day_once_an_hour() -> None:
    place = Place(Edge(NOON), Edge(NOON), NOON)
    assert place.reach(NOON + timedelta(minutes=59)) == NEAR
    assert place.reach(NOON + timedelta(minutes=60)) == FAR
    assert Edge(NOON).stop(NEAR) == NOON - NEAR
    assert Edge(NOON, NOON - timedelta(hours=2)).stop(FAR) == NOON - timedelta(hours=2)
    assert Edge(EPOCH, EPOCH).stop(FAR) == EPOCH


def test_a_trail_keeps_the_first_page_and_what_is_near_and_never_runs_ahead() -> None:
    trail = Trail(EPOCH)
    now = clock.now()
    trail.note("future", now + timedelta(days=1), first_page=True)
    trail.note("near", now - timedelta(minutes=1), first_page=False)
    trail.note("far", now - timedelta(days=1), first_page=False)
    trail.note("far but first", now - timedelta(days=1), first_page=True)
    assert trail.mark == now - timedelta(minutes=1)
    assert list(trail.known()) == ["future", "near", "far but first"]


@given(st.text(), st.text(), st.text())
def test_a_fingerprint_names_the_post_and_its_version(uri: str, one: str, other: str) -> None:
    assert post_of(fingerprint(uri, one)) == post_of(fingerprint(uri, other))
    assert (fingerprint(uri, one) == fingerprint(uri, other)) == (
        one.encode(errors="replace") == other.encode(errors="replace")
    )


def answer(status: int, body: object = None, **headers: str) -> Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


@pytest.mark.parametrize(
    ("status", "body", "reading", "writing"),
    [
        (200, b"<html>", Retry, Uncertain),
        (200, [], Retry, Uncertain),
        (200, b"[" * 100_000, Retry, Uncertain),
        (302, {}, Retry, Uncertain),
        (400, {"error": "InvalidRequest", "message": "no"}, Denied, Denied),
        (403, b"<html>", Retry, Retry),
        (429, {}, Retry, Retry),
        (500, {"error": "InternalServerError"}, Retry, Uncertain),
        (502, b"", Retry, Uncertain),
        (503, {}, Retry, Uncertain),
    ],
)
def test_what_an_answer_means(status: int, body: object, reading: type[Failure], writing: type[Failure]) -> None:
    for kind, flag in ((reading, False), (writing, True)):
        with pytest.raises(Failure) as failure:
            understand(answer(status, body), writing=flag)
        assert type(failure.value) is kind
        assert failure.value.words.endswith(".")


def test_a_refusal_never_repeats_the_networks_message() -> None:
    with pytest.raises(Denied) as denied:
        understand(answer(400, {"error": ["odd"], "message": "quoted private words"}))
    assert denied.value.name == ""
    assert "private" not in denied.value.words


@pytest.mark.parametrize(
    ("headers", "low", "high"),
    [
        ({"ratelimit_reset": "NOW+90"}, 85, 91),
        ({"ratelimit_reset": "NOW-90"}, 1, 1),
        ({"ratelimit_reset": "99999999999"}, 86_390, 86_401),
        ({"ratelimit_reset": "9" * 40}, 60, 60),
        ({"ratelimit_reset": "٣"}, 60, 60),
        ({"retry_after": "7"}, 7, 7),
        ({"retry_after": "Sunday"}, 60, 60),
        ({}, 60, 60),
    ],
)
def test_when_to_come_back(headers: dict[str, str], low: float, high: float) -> None:
    now = int(clock.now().timestamp())
    said = {k: str(now + int(v.removeprefix("NOW"))) if v.startswith("NOW") else v for k, v in headers.items()}
    assert low <= wait(answer(429, {}, **said).headers) <= high


def test_patience_is_by_kind_of_call() -> None:
    patience = Patience()
    reset = str(int(clock.now().timestamp()) + 50)
    patience.note("app.bsky.feed.getPosts", answer(200, {}, ratelimit_remaining="0", ratelimit_reset=reset))
    with pytest.raises(Retry) as retry:
        patience.require("app.bsky.notification.listNotifications")
    assert 45 <= retry.value.after <= 50
    patience.require("com.atproto.repo.putRecord")
    patience.require("com.atproto.server.createSession")
    patience.note("com.atproto.repo.putRecord", answer(200, {}, ratelimit_remaining="1", ratelimit_reset=reset))
    patience.require("com.atproto.repo.putRecord")


def test_stale_is_told_from_refused() -> None:
    assert is_stale(answer(400, {"error": "ExpiredToken"}))
    assert is_stale(answer(401, {"error": "AuthMissing"}))
    assert not is_stale(answer(401, {"error": "AccountTakedown"}))
    assert not is_stale(answer(400, {"error": "InvalidRequest"}))
    assert not is_stale(answer(200, {"error": "ExpiredToken"}))
    assert not is_stale(answer(401, b"<html>"))


def test_the_account_lives_where_its_document_says_if_that_is_safe() -> None:
    def document(endpoint: object, name: str = "#atproto_pds") -> dict[str, object]:
        return {
            "service": [
                None,
                {"id": "#other", "serviceEndpoint": "https://x.test"},
                {"id": name, "serviceEndpoint": endpoint},
            ]
        }

    assert home(document("https://pds.test/"), plain=False) == "https://pds.test"
    assert home(document("https://pds.test", "did:plc:x#atproto_pds"), plain=False) == "https://pds.test"
    assert home(document("http://pds.test"), plain=True) == "http://pds.test"
    for bad in (
        "http://pds.test",
        "ftp://pds.test",
        "https://a:b@pds.test",
        "https://pds.test?x=1",
        "https://[",
        "",
        3,
        None,
    ):
        assert home(document(bad), plain=False) is None
    for nothing in (None, [], {}, {"service": {}}, {"service": [3]}):
        assert home(nothing, plain=True) is None


@pytest.mark.parametrize(
    ("entered", "wanted"),
    [
        ("@Carol.Test", "carol.test"),
        (" carol ", "carol.bsky.social"),
        ("carol@example.org", "carol@example.org"),
        ("did:plc:abc", "did:plc:abc"),
        ("\u202acarol.test\u202c", "carol.test"),
        ("", ""),
    ],
)
def test_a_handle_as_people_type_it(entered: str, wanted: str) -> None:
    assert handle(entered, "https://bsky.social") == wanted


def test_a_server_as_people_type_it() -> None:
    assert address(" bsky.social/ ", "x") == "https://bsky.social"
    assert address("http://localhost:2583/xrpc", "x") == "http://localhost:2583"
    for bad in ("ftp://x", "https://", "https://a:b@x", "https://x:99999", "https://["):
        with pytest.raises(Refused):
            address(bad, "No.")


def test_the_form_and_the_limits_are_told() -> None:
    assert [field.name for field in NETWORK.fields if not field.advanced] == ["handle", "app_password"]
    assert [field.name for field in NETWORK.fields if field.secret] == ["app_password"]
    assert all(step.endswith(".") for step in NETWORK.steps)
    assert NETWORK.measure("é" * 300, {}, None).over is False
    assert NETWORK.measure("\u0301" * 2000, {}, None).units == "bytes"
