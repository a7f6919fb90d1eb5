"""Who is handed what: never more than they can have, never to who is absent or does not fit, and level among equals."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from earful.queues.sharing.rules import Facts, Need, Person, Stays, Way, Why, can, chosen, way

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
LANGUAGES, TEAMS, SKILLS = ("", "de", "pl"), (None, 1, 2), (None, 7, 8)

needs = st.builds(
    Need,
    language=st.sampled_from(LANGUAGES),
    team=st.sampled_from(TEAMS),
    skill=st.sampled_from(SKILLS),
    before=st.sampled_from([(), (0,), (1, 0), (3, 2)]),
    not_to=st.sampled_from([None, 0, 1]),
)


def some(*things: object) -> st.SearchStrategy[frozenset[object]]:
    """None, one or both."""
    one, other = things
    return st.sampled_from([frozenset(), frozenset({one}), frozenset({other}), frozenset(things)])


persons = st.builds(
    Person,
    id=st.just(0),
    languages=some("de", "pl"),
    teams=some(1, 2),
    skills=some(7, 8),
    capacity=st.sampled_from([None, 0, 1, 2, 4]),
    load=st.integers(0, 4),
    on_shift=st.booleans(),
    here=st.booleans(),
    comes_at=st.sampled_from([None, NOW]),
    given_at=st.sampled_from([None, NOW, NOW - timedelta(minutes=1)]),
)
teams = st.lists(persons, max_size=7).map(lambda team: tuple(replace(one, id=n) for n, one in enumerate(team)))


@settings(suppress_health_check=[HealthCheck.too_slow])  # others want the processors too
@given(teams, needs)
def test_whoever_gets_it_fits_is_here_and_has_room(team: tuple[Person, ...], need: Need) -> None:
    found = chosen(team, need)
    good = [
        one for one in team if can(one, need) and one.on_shift and one.here and not one.full and one.id != need.not_to
    ]
    if isinstance(found, Stays):
        assert good == [], "somebody could have had it"
    else:
        assert found in good
        known = [one for one in need.before if one in {each.id for each in good}]
        assert not known or found.id == known[0], "whoever answered before comes first"


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(teams, needs, st.randoms())
def test_the_same_people_in_any_order_give_the_same(team: tuple[Person, ...], need: Need, dice) -> None:
    shuffled = list(team)
    dice.shuffle(shuffled)
    assert chosen(team, need) == chosen(shuffled, need)


@given(st.integers(1, 7), st.integers(0, 60), st.none() | st.integers(1, 6))
def test_among_equals_it_is_level_within_one_and_never_over_what_they_can_have(
    size: int, matters: int, capacity: int | None
) -> None:
    team = {number: Person(number, capacity=capacity) for number in range(size)}
    for matter in range(matters):
        found = chosen(list(team.values()), Need())
        if isinstance(found, Stays):
            assert found.why is Why.FULL
            assert all(one.load == capacity for one in team.values())
            break
        team[found.id] = found.given(NOW + timedelta(seconds=matter))
    loads = [one.load for one in team.values()]
    assert max(loads) - min(loads) <= 1
    assert capacity is None or max(loads) <= capacity


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6), st.integers(0, 60))
def test_it_is_level_by_what_each_can_have(capacities: list[int], matters: int) -> None:
    team = {number: Person(number, capacity=most) for number, most in enumerate(capacities)}
    for matter in range(matters):
        found = chosen(list(team.values()), Need())
        if isinstance(found, Stays):
            break
        least = min(one.load / (one.capacity or 1) for one in team.values() if not one.full)
        assert found.load / (found.capacity or 1) == least
        team[found.id] = found.given(NOW + timedelta(seconds=matter))


def test_of_equals_whoever_was_given_something_longest_ago() -> None:
    one, two = Person(1, given_at=NOW), Person(2, given_at=NOW - timedelta(minutes=1))
    assert chosen([one, two], Need()) == two
    assert chosen([one, replace(two, given_at=NOW)], Need()) == one, "then whoever is longest here"
    assert chosen([one, two, Person(3)], Need()) == Person(3), "who was never given anything first of all"


def test_why_it_stays() -> None:
    ana = Person(1, frozenset({"de"}), frozenset({1}), frozenset({7}), capacity=1)
    bo = Person(2, frozenset({"pl"}), frozenset({2}), frozenset())
    later = NOW + timedelta(hours=1)
    for people, need, stays in (
        ([], Need(), Stays(Why.NOT_HERE)),
        ([ana, bo], Need(team=9), Stays(Why.TEAM)),
        ([ana, bo], Need(skill=9), Stays(Why.SKILL)),
        ([ana, bo], Need(language="fr"), Stays(Why.LANGUAGE)),
        ([ana, bo], Need(language="pl", skill=7), Stays(Why.TOGETHER)),
        ([ana], Need(not_to=1), Stays(Why.LAID_BACK)),
        ([replace(ana, on_shift=False, comes_at=later)], Need(), Stays(Why.OFF_SHIFT, later)),
        ([replace(ana, on_shift=False)], Need(), Stays(Why.OFF_SHIFT)),
        ([replace(ana, here=False)], Need(), Stays(Why.NOT_HERE)),
        ([replace(ana, load=1)], Need(), Stays(Why.FULL)),
        ([replace(ana, load=1, here=False)], Need(before=(1,)), Stays(Why.NOT_HERE)),
    ):
        assert chosen(people, need) == stays, (people, need)


def test_the_first_route_that_fits_holds() -> None:
    ways = [Way(1, account=3, kind="complaint", team=1), Way(2, topic=5, team=2), Way(3, language="pl", team=3), Way(4)]
    assert way(ways, Facts(3, "complaint")) == ways[0]
    assert way(ways, Facts(3, "question", topics=frozenset({5, 6}))) == ways[1]
    assert way(ways, Facts(4, "complaint", "pl")) == ways[2]
    assert way(ways, Facts(4, "complaint", "en")) == ways[3]
    assert way(ways[:3], Facts(4, "complaint", "en")) is None
