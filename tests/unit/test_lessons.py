"""What corrections teach: little far away, much nearby, never a message lost that a person said needs an answer."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.triage import lessons, teaching
from earful.triage.lessons import WIDE, Example, Taught
from earful.triage.linear import NotAModel
from earful.triage.rules import KINDS, Assessment, Reason, Tier

LIMIT = 0.2
MADE_FOR = "1.0"


def meaning(seed: int, near: int | None = None) -> bytes:
    """A direction; close to another one if that is named."""
    found = np.random.default_rng(seed).standard_normal(WIDE)
    found /= np.linalg.norm(found)
    if near is not None:
        found = 0.2 * found + np.frombuffer(meaning(near), "<f2").astype(float)
    return (found / np.linalg.norm(found)).astype("<f2").tobytes()


def example(seed: int, kind: str = "", needs: bool | None = None, near: int | None = None, p: float = 0.5) -> Example:
    return Example(meaning(seed, near), p, (0.5, 0.2, 0.1, 0.1, 0.1), needs, kind)


def assessed(vector: bytes, p: float = 0.5, **more) -> Assessment:
    shares = dict(zip(KINDS, (0.5, 0.2, 0.1, 0.1, 0.1), strict=True))
    given = {
        "needs_answer": p >= LIMIT,
        "needs_answer_p": p,
        "kind": "question",
        "kinds_p": shares,
        "kinds": ("question",),
    }
    return Assessment(**{"version": MADE_FOR, "tier": Tier.PRECISE, "meaning": vector, **given, **more})


def fitted(*examples: Example, watched: tuple[Example, ...] = ()) -> Taught:
    return lessons.fit(MADE_FOR, examples, 0.7, LIMIT, watched)


@st.composite
def corrections(draw, least: int = 1, most: int = 12) -> list[Example]:
    """Some corrected items, a few of them about the same thing."""
    return [
        example(
            draw(st.integers(10, 60)),
            draw(st.sampled_from(("", *KINDS))),
            draw(st.sampled_from((None, True, False))),
            draw(st.sampled_from((None, 1, 2))),
            draw(st.floats(0.001, 0.999)),
        )
        for _ in range(draw(st.integers(least, most)))
    ]


def test_no_corrections_teach_nothing():
    assert teaching.learn(MADE_FOR, [], [], LIMIT).taught is None
    assert teaching.learn(MADE_FOR, [example(1)], [], LIMIT).reason == "nothing"


def test_much_nearby_and_little_elsewhere():
    taught = fitted(example(11, "complaint", near=1), example(12, "complaint", near=1))
    near = lessons.applied(taught, assessed(meaning(13, near=1)), LIMIT, "lesson-1")
    far = lessons.applied(taught, assessed(meaning(99)), LIMIT, "lesson-1")
    assert (near.kind, near.version, near.severity) == ("complaint", "1.0+lesson-1", 1)
    assert "complaint" in near.kinds
    assert near.untaught == {"needs": True, "needs_p": 0.5, "kind": "question", "kinds_p": assessed(b"").kinds_p}
    assert far.kind == "question"
    assert abs(far.kinds_p["question"] - 0.5) < 0.15


def test_one_correction_hides_nothing_and_several_do():
    said = [example(20 + number, needs=False, near=1, p=0.3) for number in range(6)]
    one, several = fitted(said[0]), fitted(*said)
    new = assessed(meaning(13, near=1), 0.3)
    assert lessons.applied(one, new, LIMIT, "n").needs_answer
    hidden = lessons.applied(several, new, LIMIT, "n")
    assert not hidden.needs_answer
    assert hidden.reasons[0].code == "taught"
    contested = fitted(*said, example(40, needs=True, near=1, p=0.3))
    assert lessons.applied(contested, new, LIMIT, "n").needs_answer


def test_what_was_missed_is_shown():
    taught = fitted(*(example(20 + number, needs=True, near=1, p=0.1) for number in range(3)))
    assert lessons.applied(taught, assessed(meaning(13, near=1), 0.1), LIMIT, "n").needs_answer


def test_what_people_answered_goes_on_being_shown():
    said = [example(20 + number, needs=False, near=1, p=0.3) for number in range(6)]
    answered = example(50, needs=True, near=1, p=0.25)
    taught = fitted(*said, watched=(answered,))
    assert lessons.foretold(taught, [answered])[1][0] >= LIMIT - 1e-6


@settings(deadline=None, max_examples=60)
@given(corrections())
def test_nothing_is_lost_that_a_person_said_needs_an_answer(found):
    taught = fitted(*found)
    shown = [one for one in found if one.needs and one.needs_p >= LIMIT]
    if shown:
        assert (lessons.foretold(taught, shown)[1] >= LIMIT - 1e-6).all()


@settings(deadline=None, max_examples=40)
@given(corrections(2), st.randoms(use_true_random=False))
def test_their_order_does_not_matter(found, dice):
    mixed = list(found)
    dice.shuffle(mixed)
    first, second = (teaching.learn(MADE_FOR, each, [], LIMIT) for each in (found, mixed))
    assert (first.reason, first.figures) == (second.reason, second.figures)
    assert (first.taught and first.taught.dumped()) == (second.taught and second.taught.dumped())


@settings(deadline=None, max_examples=30)
@given(corrections(2))
def test_taking_one_back_is_as_if_it_had_never_been(found):
    before = teaching.learn(MADE_FOR, found[:-1], [], LIMIT)
    teaching.learn(MADE_FOR, found, [], LIMIT)
    after = teaching.learn(MADE_FOR, found[:-1], [], LIMIT)
    assert (before.taught and before.taught.dumped()) == (after.taught and after.taught.dumped())


@settings(deadline=None, max_examples=40)
@given(corrections(6))
def test_what_is_taken_over_did_no_worse_on_what_was_kept_aside(found):
    outcome = teaching.learn(MADE_FOR, found, [], LIMIT)
    if outcome.taught is not None:
        kind, needs = outcome.figures["kind"], outcome.figures["needs"]
        assert kind["taken"] or needs["taken"]
        assert not kind["taken"] or kind["after"] >= kind["before"]
        assert not needs["taken"] or needs["recall_after"] >= needs["recall_before"]


def test_corrections_that_contradict_each_other_are_not_taken_over():
    kinds = ["complaint", "praise"] * 6
    found = [example(20 + number, kind, near=1) for number, kind in enumerate(kinds)]
    found += [example(80 + number, "question", near=1) for number in range(4)]
    outcome = teaching.learn(MADE_FOR, found, [], LIMIT)
    assert outcome.taught is None
    assert outcome.reason in {"worse", "no_better"}


def test_a_team_with_words_of_its_own_gains():
    found = [example(20 + number, "complaint", near=1) for number in range(10)]
    found += [example(40 + number, "question", near=2) for number in range(10)]
    outcome = teaching.learn(MADE_FOR, found, [example(90)], LIMIT)
    assert (outcome.reason, outcome.taught is not None) == ("better", True)
    assert outcome.figures["kind"]["after"] > outcome.figures["kind"]["before"]
    assert outcome.figures["elsewhere"]["items"] == 1


def test_what_has_no_meaning_or_other_weights_stays_as_it_was():
    taught = fitted(example(11, "complaint", near=1))
    for one in (assessed(b""), assessed(b"\0" * 10), assessed(meaning(1), version="2.0")):
        assert lessons.applied(taught, one, LIMIT, "n") is one


def test_a_rule_is_not_overruled():
    taught = fitted(*(example(20 + number, needs=True, near=1, p=0.1) for number in range(5)))
    beside = assessed(meaning(13, near=1), 0.01, reasons=(Reason("context_only", "", -40.0),))
    found = lessons.applied(taught, beside, LIMIT, "n")
    assert (found.needs_answer, found.needs_answer_p) == (False, 0.01)
    spam = assessed(meaning(13, near=1), 0.1, spam_p=0.99)
    assert not lessons.applied(taught, spam, LIMIT, "n").needs_answer


def test_it_is_kept_and_read_again():
    taught = replace(fitted(example(11, "complaint", True, near=1), example(12, needs=False)), push=0.25)
    again = lessons.loaded(taught.dumped())
    assert (again.made_for, again.apart, again.push) == (taught.made_for, taught.apart, taught.push)
    rows = lessons.meanings([example(1), example(2)])
    for first, second in zip(taught.shifts(rows), again.shifts(rows), strict=True):
        np.testing.assert_allclose(first, second, atol=1e-3)


@pytest.mark.parametrize("kept", [b"", b"nonsense", fitted(example(1, "praise")).dumped()[:200]])
def test_what_is_no_lesson_is_told(kept):
    with pytest.raises(NotAModel):
        lessons.loaded(kept)
