"""What holds for the first triage whatever anybody writes."""

import json
import subprocess
import sys
import time

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from earful.channels.contract import Why
from earful.triage import baseline, reasons
from earful.triage.cues import BY_LANGUAGE, Cue
from earful.triage.reading import PREFIX, folded_words
from earful.triage.rules import KINDS, SPAM_FROM, Earlier, Subject

WHYS = st.sampled_from([*map(str, Why), "something new"])
SURROGATES = st.text(st.characters(codec=None), max_size=60)  # lone surrogates too
PHRASES = st.lists(st.sampled_from(sorted({p for cues in BY_LANGUAGE.values() for ps in cues.values() for p in ps})))
TEXTS = st.one_of(st.text(), SURROGATES, PHRASES.map(" ".join))
EARLIER = st.lists(st.builds(Earlier, TEXTS, st.booleans(), st.booleans()), max_size=4).map(tuple)
SUBJECTS = st.builds(
    Subject,
    text=TEXTS,
    why=WHYS,
    claimed=st.lists(st.text(max_size=8), max_size=4).map(tuple),
    names=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    earlier=EARLIER,
    has_pictures=st.booleans(),
    links=st.integers(0, 10_000),
    mentions=st.integers(0, 10_000),
)
HOSTILE = (
    "a", "help? ", "@", "@a.", "#", "#a", "https://", "www.", "ﷺ", "no ", "not happy ", "\n", "é", "é", "\ud800", "A!", "😡",
    "claim your free crypto ", "   ", "a-", "a@", "'", "\x00", "i am", "🏳️‍🌈",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(SUBJECTS)
def test_it_never_raises_and_its_figures_are_sound(subject: Subject) -> None:
    verdict = baseline.assess(subject)
    assert verdict.version == baseline.VERSION
    for p in (verdict.needs_answer_p, verdict.language_p, verdict.spam_p):
        assert 0.0 <= p <= 1.0
    assert tuple(verdict.kinds_p) == KINDS
    assert sum(verdict.kinds_p.values()) == pytest.approx(1.0)
    assert verdict.kind in KINDS
    assert verdict.urgency in (0, 1, 2)
    assert verdict.urgency == 0 or verdict.needs_answer
    assert verdict.needs_answer == (verdict.needs_answer_p >= baseline.SHOWN_FROM and verdict.spam_p < SPAM_FROM)
    assert len(verdict.language) <= 3
    assert verdict.reasons
    json.dumps([reason.as_json() for reason in verdict.reasons], allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(SUBJECTS)
def test_the_same_item_is_judged_the_same(subject: Subject) -> None:
    assert baseline.assess(subject) == baseline.assess(subject)


@settings(max_examples=80, deadline=None)
@given(SUBJECTS)
def test_every_reason_has_a_sentence_and_the_first_supports_the_verdict(subject: Subject) -> None:
    verdict = baseline.assess(subject)
    for reason in verdict.reasons:
        assert reason.code in reasons.SENTENCES
        assert "%(" not in reasons.sentence(reason.code, reason.words)
        assert len(reason.words) <= 80
    weights = [reason.weight for reason in verdict.reasons]
    wanted = 1 if verdict.needs_answer else -1
    if any(weight * wanted > 0 for weight in weights):
        assert weights[0] * wanted > 0


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_bystanders_who_do_not_name_us_are_never_put_in_front_of_an_agent(text: str) -> None:
    assume("zzquux" not in text.lower())
    assert not baseline.assess(Subject(text, "context", names=("Zzquux", "zzquux.town"))).needs_answer


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_a_question_to_us_is_shown_or_is_plain_advertising(text: str) -> None:
    verdict = baseline.assess(Subject(f"Can you help me? {text}", "mention"))
    assert verdict.needs_answer or verdict.spam


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_megabyte_takes_no_longer_than_its_beginning(piece: str) -> None:
    text = piece * (1_000_000 // len(piece) + 1)
    begun = time.process_time()
    baseline.assess(Subject("warm up", "mention"))
    begun = time.process_time()
    baseline.assess(Subject(text, "mention", earlier=(Earlier(text, ours=False, same_author=True),)))
    assert time.process_time() - begun < 0.5


def test_only_the_beginning_is_read() -> None:
    calm = "The weather was fine and we walked on. " * 200
    assert len(calm) > PREFIX
    assert baseline.assess(Subject(calm + "HELP! FIRE! REFUND?", "mention")) == baseline.assess(
        Subject(calm, "mention")
    )


def test_an_ordinary_message_takes_less_than_a_millisecond() -> None:
    subject = Subject(
        "@shop where is my order? I have waited for two weeks and nobody answers, this is ridiculous.", "mention"
    )
    baseline.assess(subject)
    best = min(_spent(subject) for _ in range(9))
    assert best < 0.001


def _spent(subject: Subject, times: int = 20) -> float:
    begun = time.process_time()
    for _ in range(times):
        baseline.assess(subject)
    return (time.process_time() - begun) / times


def test_the_language_model_is_loaded_only_by_those_who_judge() -> None:
    asks = "import sys, earful.triage.baseline; print('py3langid' in sys.modules, 'numpy' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]


def test_every_language_gives_every_sort_of_cue() -> None:
    for language, cues in BY_LANGUAGE.items():
        assert set(cues) == set(Cue), language


def test_lists_hold_nothing_twice_and_nothing_empty() -> None:
    for language, cues in BY_LANGUAGE.items():
        for cue, phrases in cues.items():
            assert all(folded_words(phrase) for phrase in phrases), (language, cue)
            assert len({*phrases}) == len(phrases), (language, cue)
            stems = [phrase for phrase in phrases if "*" in phrase]
            assert all(phrase.endswith("*") and " " not in phrase and len(phrase) > 4 for phrase in stems), (
                language,
                cue,
            )


def test_every_cue_has_a_sentence() -> None:
    assert {str(cue) for cue in Cue} - {"negation"} <= set(reasons.SENTENCES)


def test_an_unknown_code_is_still_a_sentence() -> None:
    assert reasons.sentence("baseline-0") == "A rule decided this."
    assert reasons.sentence("closing_thanks") == "It closes the talk with thanks."
    assert reasons.sentence("money", "100 %") == "It is about money: 100 %."


def test_a_reason_can_be_told_without_its_words() -> None:
    assert reasons.phrase("money") == "It is about money"
    assert reasons.phrase("question_mark") == "It has a question mark"
    assert all(phrase and "%" not in phrase for phrase in map(reasons.phrase, reasons.SENTENCES))
