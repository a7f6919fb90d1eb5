"""Standard Webhooks: the vector its specification is published with, and what must not pass."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.channels.hook import signing

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NAME, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
PUBLISHED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
NOW = datetime.fromtimestamp(AT, UTC)
GIVEN = {"webhook-id": NAME, "webhook-timestamp": str(AT), "webhook-signature": PUBLISHED}


def test_the_published_vector() -> None:
    assert signing.signature(SECRET, NAME, AT, BODY) == PUBLISHED
    assert signing.verify([SECRET], GIVEN, BODY, NOW) == NAME
    assert signing.headers([SECRET], NAME, NOW, BODY) == GIVEN


def test_one_fitting_signature_of_several_is_enough() -> None:
    several = f"v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,{PUBLISHED[3:]} {PUBLISHED}"
    assert signing.verify([signing.new_secret(), SECRET], {**GIVEN, "webhook-signature": several}, BODY, NOW) == NAME


@pytest.mark.parametrize(
    ("change", "body", "now", "words"),
    [
        ({"webhook-id": ""}, BODY, NOW, signing.MISSING),
        ({"webhook-id": "a b"}, BODY, NOW, signing.MISSING),
        ({"webhook-id": "a" * 201}, BODY, NOW, signing.MISSING),
        ({"webhook-signature": ""}, BODY, NOW, signing.MISSING),
        ({"webhook-timestamp": ""}, BODY, NOW, signing.MISSING),
        ({"webhook-timestamp": "yesterday"}, BODY, NOW, signing.NO_TIME),
        ({"webhook-timestamp": "²"}, BODY, NOW, signing.NO_TIME),
        ({"webhook-timestamp": "9" * 30}, BODY, NOW, signing.NO_TIME),
        ({}, BODY, NOW + timedelta(minutes=5, seconds=1), signing.TOO_OLD),
        ({}, BODY, NOW - timedelta(minutes=5, seconds=1), signing.TOO_EARLY),
        ({}, BODY + b" ", NOW, signing.WRONG),
        ({"webhook-id": "msg_other"}, BODY, NOW, signing.WRONG),
        ({"webhook-timestamp": str(AT + 1)}, BODY, NOW, signing.WRONG),
        ({"webhook-signature": PUBLISHED[3:]}, BODY, NOW, signing.WRONG),
        ({"webhook-signature": f"v1a,{PUBLISHED[3:]}"}, BODY, NOW, signing.WRONG),
    ],
)
def test_what_is_not_proven_is_refused_in_words(change, body, now, words) -> None:
    with pytest.raises(signing.Unproven) as unproven:
        signing.verify([SECRET], {**GIVEN, **change}, body, now)
    assert str(unproven.value) == words
    assert words.endswith(".")


def test_the_tolerance_holds_to_its_edge() -> None:
    for edge in (timedelta(minutes=5), -timedelta(minutes=5)):
        assert signing.verify([SECRET], GIVEN, BODY, NOW + edge) == NAME


def test_two_secrets_hold_for_a_day_and_a_third_never() -> None:
    kept = signing.rotated({}, "first", NOW)
    assert signing.valid(kept, NOW) == ["first"]
    kept = signing.rotated(kept, "second", NOW)
    assert signing.valid(kept, NOW) == ["second", "first"]
    assert signing.valid(kept, NOW + timedelta(days=1)) == ["second"]
    kept = signing.rotated(kept, "third", NOW)
    assert signing.valid(kept, NOW) == ["third", "second"]
    assert signing.valid(signing.only_newest(kept, NOW), NOW) == ["third"]
    assert signing.valid({}, NOW) == []


@pytest.mark.parametrize("size", [23, 65])
def test_a_secret_has_a_sound_length(size: int) -> None:
    with pytest.raises(ValueError, match="bytes"):
        signing.key("whsec_" + base64.b64encode(b"x" * size).decode())
    with pytest.raises(ValueError, match="base64"):
        signing.key("whsec_no secret")


@given(st.dictionaries(st.sampled_from(sorted(GIVEN)), st.text(max_size=60)), st.binary(max_size=40))
def test_nobody_gets_in_by_chance_and_nothing_stumbles(given_headers, body) -> None:
    with pytest.raises(signing.Unproven):
        signing.verify([SECRET], given_headers, body, NOW)
