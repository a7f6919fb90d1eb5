"""Groups among what belongs nowhere, parts of a topic, and the names they get."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import v_measure_score

from earful.triage.topics import clusters, telling
from earful.triage.topics.values import Text
from tests.unit.test_topic_rules import DELAYS, REFUNDS, direction, people_write


def test_what_keeps_coming_up_is_found_and_the_rest_is_left_alone() -> None:
    rows = np.vstack([people_write(1, 20, REFUNDS), people_write(2, 9, DELAYS), people_write(3, 200)])
    groups = clusters.found(rows)
    assert [set(group.members) for group in groups] == [set(range(20)), set(range(20, 29))]


def test_the_same_items_give_the_same_groups() -> None:
    rows = np.vstack([people_write(1, 12, REFUNDS), people_write(3, 60)])
    assert clusters.found(rows) == clusters.found(rows.copy())


def test_languages_do_not_make_groups_and_do_not_part_them() -> None:
    german, english = direction(200), direction(201)
    spoken = [("de", german, 1), ("en", english, 2)]
    rows, languages = [], []
    for language, tongue, seed in spoken:
        rows += [people_write(seed, 8, REFUNDS + tongue), people_write(seed + 10, 40, tongue)]
        languages += [language] * 48
    groups = clusters.found(np.vstack(rows), languages)
    assert [set(group.members) for group in groups] == [{*range(8), *range(48, 56)}]


@pytest.mark.parametrize("count", [0, 1, 4])
def test_too_few_are_no_group(count: int) -> None:
    assert clusters.found(people_write(1, count, REFUNDS)) == []


def test_many_that_are_exactly_alike() -> None:
    same = np.repeat(people_write(1, 1), 12, axis=0)
    assert clusters.parts(same) == []
    assert len(clusters.found(same)) <= 1


def test_a_topic_falls_into_parts_where_it_has_some() -> None:
    truth = [0] * 15 + [1] * 12
    rows = np.vstack([people_write(1, 15, REFUNDS), people_write(2, 12, DELAYS)])
    parts = clusters.parts(rows)
    found = {place: number for number, part in enumerate(parts) for place in part.members}
    assert v_measure_score(truth, [found[place] for place in range(27)]) > 0.9
    assert clusters.parts(people_write(5, 5, REFUNDS)) == [], "too few to be parted"


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**31), count=st.integers(0, 60))
def test_every_item_is_in_one_group_at_most(seed: int, count: int) -> None:
    groups = clusters.found(people_write(seed, count))
    members = [place for group in groups for place in group.members]
    assert len(members) == len(set(members))
    assert all(0 <= place < count for place in members)
    assert all(len(group.members) >= clusters.LEAST for group in groups)


# --- names ---------------------------------------------------------------------------------------------------------


def named(group: list[Text], rest: list[Text], unsaid: set[str] | None = None) -> str:
    told = telling.words_of([*group, *rest], unsaid or set())
    return telling.name(told[: len(group)], told)


def texts(*said: str, language: str = "en") -> list[Text]:
    return [Text(words, language, f"{language}{number}") for number, words in enumerate(said)]


REST = texts("Where is my train?", "The app shows an old timetable", "Lovely staff in the bar", "Is the bar open?")


def test_a_name_is_what_tells_a_group_from_the_rest() -> None:
    group = texts("I want my refund for the ticket", "Refund not here after weeks", "the refund, please, ticket 12")
    assert named(group, REST) == "Refund, ticket"


def test_several_languages_are_named_together() -> None:
    group = texts("Refund please", "my refund?") + texts("Wo bleibt die Erstattung", "Erstattung bitte", language="de")
    assert named(group, REST) == "Erstattung, refund"


def test_nobodys_name_and_nothing_personal_names_a_topic() -> None:
    said = (
        "Maria Okafor here, order AB-77120 refund to maria@post.example, call +44 20 7946 0018 @okafor",
        "Refund for Okafor, order AB-77120, maria@post.example http://okafor.example",
    )
    group = texts(*said)
    unsaid = telling.names_in(["Maria Okafor maria_o"])
    assert named(group, REST, unsaid) == "Order, refund"


def test_what_one_person_repeats_is_no_name() -> None:
    group = [Text(f"Snorkel {number}", "en", "one") for number in range(9)]
    assert named(group, REST) == ""


def test_words_that_say_nothing_are_known_in_seven_languages() -> None:
    said = {"the", "nicht", "pour", "porque", "você", "perché", "waarom"}
    assert said <= telling.stop_words()
