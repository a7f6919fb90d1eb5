"""Rules, purely: what holds, what follows, that they come to an end, and that words are found however they are written."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.house_rules import wording
from earful.house_rules.checking import CannotRule, checked
from earful.house_rules.fitting import after, changes, fits, in_turn
from earful.house_rules.rules import ACTS, CONDITIONS, Act, Condition, Facts, Terms, When
from earful.house_rules.terms import of_row, stored

TAGS = st.sampled_from(["a", "b", "c"])
NUMBER = st.integers(1, 3)
CONDITION = st.one_of(
    st.builds(Condition, st.just("tag"), TAGS, st.booleans()),
    st.builds(Condition, st.just("nobody"), st.just(True), st.booleans()),
    st.builds(Condition, st.just("urgency"), st.integers(1, 2), st.booleans()),
    st.builds(Condition, st.sampled_from(["account", "group", "topic", "hours"]), NUMBER, st.booleans()),
    st.builds(Condition, st.just("words"), st.lists(TAGS, min_size=1).map(tuple), st.booleans()),
)
ACT = st.one_of(
    st.builds(Act, st.sampled_from(["tag", "untag"]), TAGS),
    st.builds(Act, st.sampled_from(["give", "team"]), NUMBER),
    st.builds(Act, st.just("urgency"), st.integers(0, 2)),
    st.builds(Act, st.just("end"), st.just("spam"), st.just("why")),
    st.builds(Act, st.just("note"), st.just("look")),
)
TERMS = st.builds(
    Terms,
    st.sampled_from(When),
    st.lists(CONDITION, max_size=3, unique_by=lambda one: one.what).map(tuple),
    st.lists(ACT, min_size=1, max_size=3).map(tuple),
)
FACTS = st.builds(
    Facts,
    st.sampled_from(When),
    account=NUMBER,
    urgency=st.integers(0, 2),
    said=st.text("abc ").map(wording.folded),
    groups=st.frozensets(NUMBER),
    tags=st.frozensets(TAGS),
    topics=st.frozensets(NUMBER),
    open=st.frozensets(NUMBER),
    holder=st.none() | NUMBER,
)


class Rule:
    def __init__(self, terms: Terms) -> None:
        self.terms = terms


@given(st.lists(TERMS, max_size=12), FACTS)
def test_any_rules_come_to_an_end_each_once_and_in_order(all_terms: list[Terms], facts: Facts) -> None:
    rules, fired = [Rule(terms) for terms in all_terms], []

    def does(rule: Rule, seen: Facts) -> Facts:
        assert fits(rule.terms, seen)
        fired.append(rules.index(rule))
        return after(rule.terms.acts, seen)

    ends = in_turn(rules, facts, does)
    assert fired == sorted(set(fired))
    assert len(fired) <= len(rules)
    expected = facts
    for number in fired:
        expected = after(rules[number].terms.acts, expected)
    assert ends == expected


@given(TERMS, FACTS)
def test_a_condition_turned_round_is_its_opposite(terms: Terms, facts: Facts) -> None:
    for condition in terms.conditions:
        one = Terms(facts.when, (condition,), terms.acts)
        other = Terms(facts.when, (replace(condition, negated=not condition.negated),), terms.acts)
        assert fits(one, facts) != fits(other, facts)


@given(TERMS, FACTS)
def test_all_conditions_together_hold_when_each_does(terms: Terms, facts: Facts) -> None:
    each = all(fits(Terms(terms.when, (one,), terms.acts), facts) for one in terms.conditions)
    assert fits(terms, facts) == (terms.when == facts.when and each)


@given(TERMS, FACTS)
def test_doing_it_again_changes_nothing_more(terms: Terms, facts: Facts) -> None:
    once = after(terms.acts, facts)
    assert after(terms.acts, once) == once or {"tag", "untag"} <= {act.what for act in terms.acts}
    if not changes(terms, facts):
        assert once == facts


@given(TERMS)
def test_what_is_stored_is_read_as_it_was(terms: Terms) -> None:
    try:
        plain = checked(terms)
    except CannotRule:
        return
    row = stored(plain)
    back = of_row(row["occasion"], row["conditions"], row["acts"])
    assert stored(back) == row
    assert checked(back) == plain, "what was checked is fit to be checked again"


def test_the_lists_are_whole() -> None:
    assert not {act for act in ACTS if act in {"reply", "send", "answer", "acknowledge"}}
    facts = Facts(When.ARRIVED)
    values = {"words": ("x",), "urgency": 1, "waits": 5, "where": "private"}
    for what in CONDITIONS:
        assert fits(Terms(When.ARRIVED, (Condition(what, values.get(what, 1)),), ()), facts) in {True, False}


@pytest.mark.parametrize(
    ("condition", "facts", "holds"),
    [
        (Condition("where", "private"), Facts(When.ARRIVED, private=True), True),
        (Condition("where", "public"), Facts(When.ARRIVED, private=True), False),
        (Condition("urgency", 1), Facts(When.ARRIVED, urgency=2), True),
        (Condition("urgency", 2), Facts(When.ARRIVED, urgency=1), False),
        (Condition("waits", 30), Facts(When.ARRIVED, waited=timedelta(minutes=30)), False),
        (Condition("waits", 30), Facts(When.ARRIVED, waited=timedelta(minutes=31)), True),
        (Condition("nobody", True), Facts(When.ARRIVED, holder=3), False),
        (Condition("hours", 7), Facts(When.ARRIVED, open=frozenset({7})), True),
        (Condition("network", "bluesky"), Facts(When.ARRIVED, network="bluesky"), True),
    ],
)
def test_conditions(condition: Condition, facts: Facts, holds: bool) -> None:
    assert fits(Terms(When.ARRIVED, (condition,), ()), facts) is holds
    assert not fits(Terms(When.ENDED, (condition,), ()), facts)


@pytest.mark.parametrize(
    ("text", "phrase", "there"),
    [
        ("Where is my REFUND?", "refund", True),
        ("Where is my #refund", "Refund", True),
        ("It was refunded", "refund", False),
        ("I want my money\nback!", "money back", True),
        ("back my money", "money back", False),
        ("STRASSE", "straße", True),
        ("ﬁre in coach two", "fire", True),
        ("Oh no 🔥🔥", "🔥", True),
        ("電車はどこですか", "電車", True),
        ("don't", "don't", True),
        ("", "refund", False),
        ("anything", "", False),
        ("anything", "   ", False),
    ],
)
def test_words(text: str, phrase: str, there: bool) -> None:
    assert wording.contains(wording.folded(text), phrase) is there


@given(st.text(), st.text(min_size=1, max_size=9), st.text())
def test_a_word_that_stands_by_itself_is_found(before: str, word: str, after_it: str) -> None:
    if not wording.folded(word).words.strip():
        return
    assert wording.contains(wording.folded(f"{before} . {word} . {after_it}"), word)


@given(st.lists(st.text("ab cd", min_size=1), max_size=9))
def test_phrases_are_read_as_they_were_listed(some: list[str]) -> None:
    found = wording.phrases(", ".join(some))
    assert list(found) == list(dict.fromkeys(" ".join(one.split()) for one in some if one.strip()))
