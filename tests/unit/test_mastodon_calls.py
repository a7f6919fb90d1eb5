"""What answers mean: rate headers in every dialect, refusals in words, addresses."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from earful.channels.contract import Expired, Refused, Retry, Uncertain
from earful.channels.mastodon import words
from earful.channels.mastodon.calls import Call, Denied, linked, understand, wait
from earful.channels.mastodon.server import NO_SERVER, PLAIN, address, allows, settings_from
from earful.kit.transport import Response

NOW = datetime(2026, 5, 4, 12, 0, 0, tzinfo=UTC)
ASK, TELL = Call("GET", "/x"), Call("POST", "/x", writing=True, text="my secret words to you")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-ratelimit-reset": "2026-05-04T12:01:30.000Z"}, 90),
        ({"x-ratelimit-reset": "2026-05-04T14:01:30+02:00"}, 90),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 90)}, 90),
        ({"x-ratelimit-reset": str(int(NOW.timestamp() + 90) * 1000)}, 90),
        ({"x-ratelimit-reset": "90"}, 90),
        ({"ratelimit-reset": "90"}, 90),
        ({"retry-after": "90"}, 90),
        ({"retry-after": "Mon, 04 May 2026 12:01:30 GMT"}, 90),
        ({"x-ratelimit-reset": "2020-01-01T00:00:00Z"}, 1),
        ({"x-ratelimit-reset": "2222-01-01T00:00:00Z"}, 86400),
        ({"x-ratelimit-reset": "soon"}, 60),
        ({"retry-after": "9" * 60}, 60),
        ({}, 60),
    ],
)
def test_every_dialect_of_come_back_later(headers: dict[str, str], seconds: float) -> None:
    with time_machine.travel(NOW, tick=False):
        assert wait(headers) == pytest.approx(seconds, abs=1)


@given(st.text(max_size=70))
def test_strange_headers_do_no_harm(text: str) -> None:
    assert 1 <= wait({"x-ratelimit-reset": text}) <= 86400


def told(status: int, body: object = None, **headers: str) -> Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(status, headers, content)


@pytest.mark.parametrize(
    ("answer", "asking", "telling"),
    [
        (told(429, {}), Retry, Retry),
        (told(401, {"error": "The access token is invalid"}), Expired, Expired),
        (told(401, b""), Expired, Expired),
        (told(403, {"error": "This action is outside the authorized scopes"}), Refused, Refused),
        (told(403, b"<html>guard</html>"), Retry, Retry),
        (told(404, b"<h1>404</h1>"), Denied, Denied),
        (told(410, {}), Denied, Denied),
        (told(422, {"error": "no"}), Denied, Denied),
        (told(301, b""), Refused, Refused),
        (told(500, {"error": "oops"}), Retry, Uncertain),
        (told(502, b"<html>bad gateway</html>"), Retry, Uncertain),
        (told(200, b"<html>hello</html>"), Retry, Uncertain),
        (told(200, b'"text"'), Retry, Uncertain),
    ],
)
def test_each_answer_has_one_meaning(answer: Response, asking: type[Exception], telling: type[Exception]) -> None:
    for call, failure in ((ASK, asking), (TELL, telling)):
        with pytest.raises(failure) as raised:
            understand(answer, call)
        assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Validation failed: Text character limit of 500 exceeded", words.LONG),
        ("Your login is currently disabled", words.DISABLED),
        ("The post you are trying to reply to does not appear to exist.", words.GONE),
        ("Validation failed: File content type is invalid", words.PICTURE_KIND),
        ("Reply to the moderators first", "Reply to the moderators first."),
        ("<html>", words.UNKNOWN),
        ("", words.UNKNOWN),
    ],
)
def test_refusals_are_sentences(said: str, sentence: str) -> None:
    assert words.refusal(said) == sentence


@given(st.text(min_size=1, max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_what_was_written_is_never_repeated(text: str, before: str, after: str) -> None:
    said = words.refusal(f"{before}{text}{after}", text)
    shown = " ".join(text.split()).casefold()
    known = {sentence for _, sentence in words.KNOWN} | {words.UNKNOWN}
    assert said in known or not shown or shown not in said.casefold()


def test_links_say_where_pages_go_on() -> None:
    header = '<https://a.example/api?max_id=7&limit=40>; rel="next", <https://a.example/api?min_id=9>; rel="prev"'
    found = linked(told(200, [], link=header))
    assert found
    assert (found["next"]["max_id"], found["prev"]["min_id"]) == ("7", "9")
    assert linked(told(200, [])) is None
    assert linked(told(200, [], link="nonsense")) == {}


@pytest.mark.parametrize(
    ("entered", "found"),
    [
        ("mastodon.example", "https://mastodon.example"),
        (" @Desk@Mastodon.Example ", "https://mastodon.example"),
        ("https://mastodon.example/@desk", "https://mastodon.example"),
        ("https://mastodon.example:8443/about?x", "https://mastodon.example:8443"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
        ("http://[::1]:3000", "http://[::1]:3000"),
        ("http://localhost", "http://localhost"),
        ("mästodon.example", "https://mästodon.example"),
    ],
)
def test_people_enter_addresses_in_many_ways(entered: str, found: str) -> None:
    assert address(entered) == found


def test_unsafe_and_senseless_addresses_are_refused_in_words() -> None:
    for entered in ("http://mastodon.example", "http://10.0.0.7"):
        with pytest.raises(Refused) as refused:
            address(entered)
        assert refused.value.words == PLAIN
    for entered in (
        "",
        "@",
        "ftp://a.example",
        "https://u:p@a.example",
        "a b.example",
        "https://a.example:99999",
        "http://[",
    ):
        with pytest.raises(Refused) as refused:
            address(entered)
        assert refused.value.words == NO_SERVER


def test_limits_are_read_from_either_form_and_bounded() -> None:
    new = {
        "domain": "Desk.Example",
        "configuration": {
            "statuses": {"max_characters": 5000, "characters_reserved_per_url": 25, "max_media_attachments": 6},
            "media_attachments": {"image_size_limit": 99_000_000, "supported_mime_types": ["image/png", "video/mp4"]},
            "urls": {"streaming": "wss://stream.example"},
        },
    }
    found = settings_from(new, "https://web.example")
    assert (found["domain"], found["streaming"]) == ("desk.example", "https://stream.example")
    can = allows(found)
    assert (can.graphemes, can.pictures, can.picture_mimes, can.listens) == (5000, 6, ("image/png",), True)
    assert can.picture_bytes <= 8_000_000
    old = settings_from(
        {"uri": "old.example", "max_toot_chars": 1000, "upload_limit": 1_000_000}, "https://old.example"
    )
    assert (old["domain"], old["characters"], old["picture_bytes"], old["streaming"]) == (
        "old.example",
        1000,
        1_000_000,
        "",
    )
    odd = {"configuration": {"statuses": {"max_characters": "many"}, "urls": {"streaming": "ws://evil.example"}}}
    assert allows(settings_from(odd, "https://a.example")).graphemes == 500
    assert settings_from(odd, "https://a.example")["streaming"] == "https://evil.example", "never less safe"
