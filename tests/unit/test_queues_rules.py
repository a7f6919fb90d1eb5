"""Who sees that somebody came, went, or writes; most beats are no news."""

from datetime import UTC, datetime, timedelta

import pytest

from earful.queues.rules import PRESENT, WRITING, Beat, claim_until, news_to

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def before(seconds: float, conversation: int | None = 7, wrote: float | None = None) -> Beat:
    at = NOW - timedelta(seconds=seconds)
    return Beat(conversation, at, None if wrote is None else NOW - timedelta(seconds=wrote))


@pytest.mark.parametrize(
    ("earlier", "now", "told"),
    [
        (None, Beat(7, NOW), {7}),
        (None, Beat(None, NOW), {0}),
        (before(15), Beat(7, NOW), set()),
        (before(60), Beat(7, NOW), {7}),
        (before(15, None), Beat(7, NOW), {0, 7}),
        (before(15), Beat(8, NOW), {7, 8}),
        (before(15), Beat(7, NOW, NOW), {7}),
        (before(15, wrote=15), Beat(7, NOW, NOW), set()),
        (before(15, wrote=60), Beat(7, NOW, NOW), {7}),
        (before(15, wrote=15), Beat(7, NOW), set()),
    ],
)
def test_who_hears_of_a_beat(earlier: Beat | None, now: Beat, told: set[int]) -> None:
    assert news_to(earlier, now) == told


def test_a_dead_browser_is_gone_within_forty_seconds() -> None:
    assert timedelta(seconds=15) < WRITING < PRESENT <= timedelta(seconds=38)


def test_what_was_written_is_kept_longer_than_what_was_only_begun() -> None:
    assert claim_until(NOW, words=False) < claim_until(NOW, words=True) <= NOW + timedelta(hours=1)
