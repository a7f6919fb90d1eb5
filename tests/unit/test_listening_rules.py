"""Whether an account is well, what counts as unheard, and why: by tables, and for whatever times there are."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.accounts.rules import RED, WARNING, Health, Hearing, Reason, health, patience, verdict
from earful.channels.bluesky.session import ends_of
from earful.intake import rules
from earful.intake.causes import Span, cause
from earful.kit.rates import Rate, rate

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
S, M, H, D = (timedelta(**{unit: 1}) for unit in ("seconds", "minutes", "hours", "days"))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def heard(ago, **more):
    return Hearing("listening", more.pop("trouble", ""), None if ago is None else NOW - ago, **more)


@pytest.mark.parametrize(
    ("hearing", "shown", "reason"),
    [
        (heard(4 * S), Health.GOOD, Reason.WELL),
        (heard(59 * S, every=2.0), Health.GOOD, Reason.WELL),
        (heard(61 * S, every=2.0), Health.LATE, Reason.UNHEARD),
        (heard(119 * S), Health.GOOD, Reason.WELL),
        (heard(121 * S), Health.LATE, Reason.UNHEARD),
        (heard(RED + S), Health.TROUBLE, Reason.UNHEARD),
        (heard(-H), Health.LATE, Reason.UNHEARD),
        (heard(None), Health.LATE, Reason.FIRST),
        (heard(None, trouble="No."), Health.TROUBLE, Reason.TROUBLE),
        (heard(4 * S, trouble="No."), Health.LATE, Reason.TROUBLE),
        (heard(5 * M, trouble="No."), Health.TROUBLE, Reason.TROUBLE),
        (heard(4 * S, quiet=True), Health.LATE, Reason.QUIET),
        (heard(4 * S, passed_over=True, quiet=True), Health.LATE, Reason.PASSED_OVER),
        (heard(4 * S, uncalled=True), Health.LATE, Reason.UNCALLED),
        (heard(4 * S, ends_at=NOW + WARNING + S), Health.GOOD, Reason.WELL),
        (heard(4 * S, ends_at=NOW + WARNING), Health.LATE, Reason.ENDING),
        (heard(4 * S, ends_at=NOW - S), Health.TROUBLE, Reason.ENDED),
        (heard(4 * S, ends_at=NOW - S, renews=True), Health.GOOD, Reason.WELL),
        (Hearing("signed_out", "No.", NOW), Health.TROUBLE, Reason.SIGNED_OUT),
        (Hearing("paused", "", NOW - D), Health.OFF, Reason.OFF),
    ],
)
def test_the_dot_and_its_reason(hearing, shown, reason):
    assert verdict(hearing, NOW) == (shown, reason)


@given(
    state=st.sampled_from(["listening", "signed_out", "paused", "archive"]),
    trouble=st.sampled_from(["", "No."]),
    polled=st.none() | moments,
    now=moments,
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
    every=st.floats(1, 3600),
    ends_at=st.none() | moments,
)
def test_green_is_never_shown_without_a_poll_that_proves_it(state, trouble, polled, now, flags, every, ends_at):
    hearing = Hearing(state, trouble, polled, flags[0], every, flags[1], flags[2], ends_at)
    if health(hearing, now) is Health.GOOD:
        assert state == "listening"
        assert not trouble
        assert not any(flags)
        assert polled is not None
        assert abs(now - polled) <= patience(every)
        assert ends_at is None or ends_at > now + WARNING


# --- unheard ----------------------------------------------------------------------------------------------------

DOWN = Span(NOW - 3 * H, NOW - 2 * H, "nobody")
OUT = Span(NOW - 30 * M, None, "signed_out")


@pytest.mark.parametrize(
    ("said", "asked", "spans", "why", "passed"),
    [
        (NOW - H, NOW, [], "passed_over", True),
        (NOW - H, NOW, [DOWN], "passed_over", True),
        (NOW - 150 * M, NOW, [DOWN], "nobody", True),
        (DOWN.began, NOW, [DOWN], "nobody", True),
        (DOWN.ended, NOW, [DOWN], "passed_over", True),
        (NOW - 20 * M, NOW - H, [DOWN, OUT], "signed_out", False),
        (NOW - H, NOW - 2 * H, [OUT], "signed_out", False),
        (NOW - H, NOW - 11 * M, [], "nobody", False),
        (None, None, [], "nobody", False),
    ],
)
def test_the_cause(said, asked, spans, why, passed):
    found = cause(said, NOW - 10 * M, asked, spans)
    assert (found.why, found.passed_at is not None) == (why, passed)


@given(now=moments, connected=moments, done=st.none() | moments, deep=st.none() | moments)
def test_a_look_goes_behind_the_last_one_and_never_before_anybody_listened(now, connected, done, deep):
    since = rules.window(now, connected, done, deep)
    assert since >= connected
    assert since >= now - rules.FIRST
    if done is not None and connected <= done <= now and now - done <= D:
        assert since <= max(done - H, connected), "what is said between two looks is in one of them"


@given(now=moments, account=st.integers(1, 2**40))
def test_the_next_look_is_in_about_a_quarter_of_an_hour(now, account):
    assert 12 * M <= rules.next_look(now, account) - now <= 18 * M


@given(now=moments, after=st.floats(0, 1e12))
def test_a_look_that_was_sent_away_comes_back_within_the_hour(now, after):
    assert M <= rules.come_back(now, after) - now <= H


@pytest.mark.parametrize(
    ("left", "limit", "fresh", "waits"),
    [
        (74, 300, NOW + M, True),
        (75, 300, NOW + M, False),
        (0, 300, NOW - S, False),
        (0, 300, None, False),
        (19, None, NOW + M, True),
        (20, None, NOW + M, False),
    ],
)
def test_a_look_leaves_what_is_scarce_to_others(left, limit, fresh, waits):
    assert rules.waits_until(left, limit, fresh, NOW) == (fresh if waits else None)


# --- what networks say ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (
            {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "260", "x-ratelimit-reset": "2026-11-28T12:05:00Z"},
            Rate(260, 300, NOW + 5 * M, NOW),
        ),
        (
            {
                "ratelimit-limit": "3000",
                "ratelimit-remaining": "2999",
                "ratelimit-reset": str(int(NOW.timestamp()) + 60),
            },
            Rate(2999, 3000, NOW + M, NOW),
        ),
        ({"ratelimit-remaining": "7;w=60", "ratelimit-reset": "30"}, Rate(7, None, NOW + 30 * S, NOW)),
        ({"x-rate-limit-remaining": "1", "x-rate-limit-reset": "soon"}, Rate(1, None, None, NOW)),
        ({"x-ratelimit-limit": "300"}, None),
        ({}, None),
    ],
)
def test_what_may_be_asked(headers, found):
    assert rate(headers, NOW) == found


@given(remaining=st.text(), limit=st.text(), reset=st.text() | st.floats().map(str) | st.integers().map(str))
def test_nonsense_in_headers_breaks_nothing(remaining, limit, reset):
    found = rate({"x-ratelimit-remaining": remaining, "x-ratelimit-limit": limit, "x-ratelimit-reset": reset}, NOW)
    if found is not None:
        assert found.left >= 0
        assert found.fresh_at is None or found.fresh_at <= NOW + D


def test_a_session_says_until_when_it_is_good():
    assert ends_of("e30.eyJleHAiOjE3OTU4Njg4MDB9.sig") == datetime.fromtimestamp(1795868800, UTC)


@given(st.text() | st.binary().map(lambda raw: f"a.{raw.hex()}.c") | st.integers())
def test_a_session_that_does_not_say_is_no_trouble(token):
    assert ends_of(token) is None or ends_of(token).tzinfo is UTC
