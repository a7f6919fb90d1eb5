from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.conversations.experts import rules
from earful.conversations.experts.letters import fingerprint
from earful.conversations.experts.rules import Door

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("expires", "revoked", "here", "door"),
    [
        (NOW + SECOND, None, True, Door.OPEN),
        (NOW, None, True, Door.OVER),
        (NOW + SECOND, NOW - SECOND, True, Door.WITHDRAWN),
        (NOW + SECOND, None, False, Door.WITHDRAWN),
        (NOW - SECOND, NOW, True, Door.WITHDRAWN),
    ],
)
def test_when_an_invitation_holds(expires, revoked, here, door) -> None:
    assert rules.door(expires, revoked, NOW, asker_here=here) is door


@pytest.mark.parametrize(
    ("used", "stays"),
    [
        (None, False),
        (NOW, True),
        (NOW - rules.STAYS + SECOND, True),
        (NOW - rules.STAYS, False),
        (NOW + SECOND, False),
    ],
)
def test_how_long_a_visit_lasts(used, stays) -> None:
    assert rules.stays(used, NOW) is stays


@given(st.lists(moments, max_size=15), moments)
def test_links_are_never_made_fast_or_without_end(made, now) -> None:
    if rules.may_have_another(made, now):
        assert len(made) < rules.MOST_LETTERS
        assert all(moment + rules.FRESH_AFTER <= now for moment in made)
    elif len(made) < rules.MOST_LETTERS:
        assert any(now - moment < rules.FRESH_AFTER for moment in made)


def test_tries_grow_further_apart_and_end() -> None:
    pauses = [rules.pause(tries) for tries in range(1, 8)]
    assert pauses == [*(timedelta(minutes=2**n) for n in range(5)), None, None]
    assert rules.pause(0) is None


@given(st.text(), st.integers(1, 100))
def test_a_name_is_one_line_of_signs_that_are_seen(text, most) -> None:
    name = rules.one_line(text, most)
    assert len(name) <= most
    assert name.isprintable()
    assert name == name.strip()
    assert "  " not in name
    assert rules.one_line(name, most) == name


@given(st.text(), st.text())
def test_a_fingerprint_tells_keys_apart(one, other) -> None:
    storable = [text.encode("utf-8", "replace") for text in (one, other)]
    assert (fingerprint(one) == fingerprint(other)) == (storable[0] == storable[1])
    assert len(fingerprint(one)) == 64
