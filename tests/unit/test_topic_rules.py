"""Which topics an item belongs to: pure numbers, made up so that the truth is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.triage.topics import rules


def people_write(seed: int, count: int, about: np.ndarray | None = None, closeness: float = 1.0) -> np.ndarray:
    """Meanings around a direction that all share, and, if they are about something, around that."""
    dice = np.random.default_rng(seed)
    rows = dice.normal(size=(count, rules.SIZE)) / np.sqrt(rules.SIZE) + 0.4 / np.sqrt(rules.SIZE)
    if about is not None:
        rows = rows + closeness * about
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def direction(seed: int) -> np.ndarray:
    found = np.random.default_rng(seed).normal(size=rules.SIZE)
    return found / np.linalg.norm(found)


REFUNDS, DELAYS = direction(101), direction(102)


def learned(examples: int = 5, closeness: float = 1.0) -> dict[int, rules.Head]:
    refunds, delays = (people_write(seed, examples, about, closeness) for seed, about in ((1, REFUNDS), (2, DELAYS)))
    usual = people_write(3, 400)
    heads = {
        7: rules.learned(refunds, np.vstack([usual, delays])),
        9: rules.learned(delays, np.vstack([usual, refunds])),
    }
    return {topic: head for topic, head in heads.items() if head is not None}


@pytest.mark.parametrize("examples", [2, 5, 25])
def test_an_item_gets_the_topic_it_is_about_and_most_items_get_none(examples: int) -> None:
    heads = learned(examples)
    found = rules.fits(heads, people_write(11, 100, REFUNDS))
    assert sum([fit.topic for fit in each] == [7] for each in found) >= 90
    left_alone = rules.fits(heads, people_write(12, 300))
    assert sum(not each for each in left_alone) >= 285


def test_chances_come_true_about_as_often_as_they_say() -> None:
    heads = learned(20, closeness=0.5)
    stream = np.vstack([people_write(21, 100, REFUNDS, 0.5), people_write(22, 900)])
    given_ = rules.chances(heads, stream)[:, 0]
    assert 0.07 < given_.mean() < 0.16
    assert given_[:100].mean() > 0.6
    assert given_[100:].mean() < 0.08


def test_what_is_common_among_the_unsorted_does_not_hide_a_topic() -> None:
    usual = np.vstack([people_write(31, 380), people_write(32, 40, REFUNDS)])
    head = rules.learned(people_write(33, 5, REFUNDS), usual)
    assert head is not None
    found = rules.fits({1: head}, people_write(34, 100, REFUNDS))
    assert sum(bool(each) for each in found) >= 75


def test_without_anything_ordinary_nearness_speaks() -> None:
    head = rules.learned(people_write(1, 1, REFUNDS), people_write(2, 3))
    assert head is not None
    (same,), (other,) = (
        rules.fits({1: head}, people_write(seed, 1, REFUNDS if seed == 1 else None)) for seed in (1, 5)
    )
    assert same
    assert same[0].p > 0.9
    assert other == ()


def test_without_examples_there_is_nothing_to_learn() -> None:
    empty = np.zeros((0, rules.SIZE), np.float32)
    assert rules.learned(empty, people_write(1, 100)) is None
    assert rules.learned(np.zeros((3, rules.SIZE), np.float32), people_write(1, 100)) is None
    assert rules.fits({}, people_write(1, 2)) == [(), ()]


def test_at_most_three_topics_likeliest_first() -> None:
    heads = {number: rules.Head(np.zeros(rules.SIZE), odds) for number, odds in enumerate((0.1, 3.0, 2.0, 1.0))}
    (found,) = rules.fits(heads, people_write(1, 1))
    assert [fit.topic for fit in found] == [1, 2, 3]


def test_a_meaning_that_is_none_fits_nothing() -> None:
    heads = {1: rules.Head(np.zeros(rules.SIZE), 5.0)}
    broken = rules.unpacked([b"", b"x", b"\xff" * 768, rules.packed(people_write(1, 1)[0])])
    assert [bool(each) for each in rules.fits(heads, broken)] == [False, False, False, True]


def test_a_meaning_survives_being_kept() -> None:
    meanings = people_write(4, 3)
    again = rules.unpacked([rules.packed(row) for row in meanings])
    assert np.allclose(again, meanings, atol=2e-3)
    assert np.allclose(np.linalg.norm(again, axis=1), 1.0, atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31), examples=st.integers(1, 30), ordinary=st.integers(0, 120))
def test_whatever_is_learned_chances_are_chances_and_order_does_not_matter(
    seed: int, examples: int, ordinary: int
) -> None:
    own, others = people_write(seed, examples, direction(seed)), people_write(seed + 1, ordinary)
    own = np.vstack([own, own[:1]])  # somebody gives the same example twice
    head = rules.learned(own, others)
    turned = rules.learned(own[::-1], others[::-1])
    assert head is not None
    assert turned is not None
    stream = people_write(seed + 2, 10)
    chances = rules.chances({1: head}, stream)
    assert np.isfinite(chances).all()
    assert ((chances >= 0) & (chances <= 1)).all()
    assert np.allclose(chances, rules.chances({1: turned}, stream), atol=1e-5)


def test_groups_are_the_same_when_they_point_the_same_way() -> None:
    usual = people_write(40, 200)
    one, again, other = (people_write(seed, 12, about) for seed, about in ((41, REFUNDS), (42, REFUNDS), (43, DELAYS)))
    assert rules.same(one, again, usual)
    assert not rules.same(one, other, usual)
    assert not rules.same(one, one[:0], usual)
