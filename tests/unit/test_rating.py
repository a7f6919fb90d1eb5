"""The figures of triage's quality, by hand."""

from datetime import date

from earful.insights.rating import Rated, rating

MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


def test_nothing_is_nothing():
    found = rating([])
    assert (found.whole.kinds, found.whole.share, found.whole.needs.recall, list(found.networks)) == (0, None, None, [])
    assert all(shares.recall is None and shares.precision is None for _, shares in found.kinds)


def test_kinds_are_counted_as_people_say():
    found = rating(
        [
            Rated("mastodon", "en", MONDAY, "complaint", "question"),
            Rated("mastodon", "en", SUNDAY, "complaint", "complaint"),
            Rated("bluesky", "de", MONDAY, "question", "question"),
            Rated("bluesky", "de", date(2026, 11, 22), "praise", ""),
        ]
    )
    shares = dict(found.kinds)
    assert (found.whole.kinds, found.whole.right) == (3, 2)
    assert (shares["complaint"].recall, shares["complaint"].precision) == (0.5, 1.0)
    assert (shares["question"].recall, shares["question"].precision) == (1.0, 0.5)
    assert dict(found.confused)["complaint"] == [1, 1, 0, 0, 0]
    assert {(part.name, part.kinds, part.right) for part in found.networks} == {("mastodon", 2, 1), ("bluesky", 1, 1)}
    assert [(part.name, part.kinds) for part in found.weeks] == [("2026-11-16", 0), ("2026-11-23", 3)]


def test_needing_an_answer_is_counted_where_both_spoke():
    found = rating(
        [
            Rated("a", "en", MONDAY, needs=True, needs_said=True),
            Rated("a", "en", MONDAY, needs=True, needs_said=False),
            Rated("a", "en", MONDAY, needs=False, needs_said=True),
            Rated("a", "en", MONDAY, needs=False, needs_said=None),
            Rated("a", "en", MONDAY, kind="praise", kind_said="praise"),
        ]
    ).whole
    assert (found.judged, found.needs.recall, found.needs.precision) == (3, 0.5, 0.5)
