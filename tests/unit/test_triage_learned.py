"""The judge that has learned: whatever it is given it answers, and the reasons it names are those that carried it."""

import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.bench import corpus
from earful.triage import actions, because, blend, fast, learned, linear, precise, questions, reasons
from earful.triage.rules import Assessment, Earlier, Subject, Tier

HOSTILE = (
    "", " ", "\x00" * 100, "a" * 100_000, "help " * 20_000, "\U0001f643" * 5_000, "Z\u0338\u0362\u031ba\u0337" * 5_000,
    "\u202e" + "why " * 5_000, "<b>" * 20_000, "@" * 50_000, "h\u0435lp m\u0435 " * 5_000, "http://" * 10_000,
    "[unused1] [SEP] [CLS] [MASK]", "\ud83d", "\u0645\u0631\u062d\u0628\u0627 " * 50,
)  # fmt: skip
ANY = st.text(max_size=400)


@pytest.fixture(scope="module")
def weights() -> learned.Weights:
    return learned.get_ready()


@pytest.fixture(scope="module")
def aside() -> list[corpus.Item]:
    return [item for item in corpus.read() if item.aside]


def sound(one: Assessment) -> None:
    chances = [one.needs_answer_p, one.mood_p, one.urgent_p, one.about_p, one.solved_p, one.spam_p, one.language_p]
    assert all(0.0 <= chance <= 1.0 for chance in (*chances, *one.kinds_p.values()))
    assert one.urgency in {0, 1, 2}
    assert one.severity in range(5)
    assert set(one.causes) <= set(reasons.CAUSES)
    assert bool(one.causes) == bool(one.urgency) or one.tier is Tier.RULES
    for reason in one.reasons:
        assert reason.code in reasons.SENTENCES
        assert "%(" not in reasons.sentence(reason.code, reason.words)
    json.dumps([reason.as_json() for reason in one.reasons], allow_nan=False)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("closely", [True, False])
def test_every_text_gets_a_verdict(text, closely):
    (one,) = actions.assess_all(
        [Subject(text, "mention", names=("Kaffeehaus", "@kaffeehaus@town.example"))], closely=closely
    )
    sound(one)


@settings(max_examples=60, deadline=None)
@given(ANY, st.sampled_from(["mention", "reply", "quote", "message", "context"]), st.lists(ANY, max_size=3), st.data())
def test_whatever_is_said_the_verdict_is_sound(text, why, above, data):
    earlier = tuple(Earlier(said, data.draw(st.booleans()), data.draw(st.booleans())) for said in above)
    (one,) = actions.assess_all([Subject(text, why, names=("Shop",), earlier=earlier)])
    sound(one)


@settings(max_examples=100, deadline=None)
@given(ANY, st.lists(ANY, max_size=3))
def test_pieces_know_where_they_stand(weights, text, above):
    earlier = tuple(Earlier(said, ours=False, same_author=True) for said in above)
    found = weights.precise.wording.of(Subject(text, "mention", names=("Nordlicht Energie",), earlier=earlier))
    assert len(found.pieces) == len(found.parts) == len(found.places) <= 96 + 2 * 25 + 4
    own = [place for place in found.places if place[0] >= 0]
    assert all(0 <= start < end <= len(text) for start, end in own)
    assert own == sorted(own)


@pytest.mark.parametrize("said", ["@nordlicht_energie", "Nordlicht Energie", "#NordlichtEnergie", "nordlichtenergie"])
def test_a_brand_is_one_piece_however_it_is_written(weights, said):
    found = weights.precise.wording.of(Subject(f"where is {said} today", "mention", names=("Nordlicht Energie",)))
    other = weights.precise.wording.of(Subject("where is Kaffeehaus today", "mention", names=("Kaffeehaus",)))
    assert found.pieces == other.pieces, "what is learned of one brand holds for every other"


def test_a_handle_with_its_server_is_one_name_and_weighs_no_more_than_a_short_one(weights):
    names, words = ("desk", "desk@social.example"), "thanks for seat 532910, all is well"
    of = weights.precise.wording.of
    assert of(Subject(f"@desk@social.example {words}", "mention", names=names)).pieces == (
        of(Subject(f"@desk {words}", "mention", names=names)).pieces
    )
    asked = Earlier("you charged me twice for seat 532910!", ours=False, same_author=True)
    told = Earlier("The second payment for seat 532910 went back to your card.", ours=True, same_author=False)
    long, short = learned.judge(
        [
            Subject(f"@desk{server} {words}", "mention", names=names, earlier=(asked, told))
            for server in ("@social.example", "")
        ],
        closely=True,
    )
    assert abs(long.needs_answer_p - short.needs_answer_p) < 0.03


def test_a_closer_look_is_taken_only_where_it_could_matter(aside):
    subjects = [item.subject() for item in aside[:200]]
    quick, slow = actions.assess_all(subjects, closely=False), actions.assess_all(subjects)
    assert {one.tier for one in quick} <= {Tier.FAST, Tier.RULES}
    assert Tier.PRECISE in {one.tier for one in slow}
    for glance, look in zip(quick, slow, strict=True):
        assert (look.tier is Tier.PRECISE) == actions.could_need(glance)
        assert (glance.meaning == b"") or look.tier is Tier.PRECISE
        assert len(look.meaning) == (768 if look.tier is Tier.PRECISE else 0)


def test_the_same_item_gets_the_same_verdict_in_any_company(aside):
    subjects = [item.subject() for item in aside[:60]]
    together = actions.assess_all(subjects)
    shuffled = random.Random(3).sample(range(len(subjects)), len(subjects))
    again = dict(zip(shuffled, actions.assess_all([subjects[place] for place in shuffled]), strict=True))
    for place, one in enumerate(together):
        assert again[place] == one


def chance(subject: Subject) -> float:
    (one,) = actions.assess_all([subject])
    return float(np.log(one.needs_answer_p / (1 - one.needs_answer_p)))


def without(subject: Subject, words: list[str]) -> Subject:
    kept = [word for word in subject.text.split() if not any(named in word for named in words)]
    return Subject(" ".join(kept), subject.why, subject.claimed, subject.names, subject.earlier)


def test_the_words_that_are_named_carried_the_verdict(aside):
    """Taking them out lowers the chance; taking out as many others lowers it less."""
    dice, named, others = random.Random(5), [], []
    for item in aside[:260]:
        subject = item.subject()
        (one,) = actions.assess_all([subject])
        speaking = [word for reason in one.reasons if reason.weight > 0 for word in reason.words.split(", ") if word]
        rest = [word for word in subject.text.split() if not any(said in word for said in speaking)]
        if not one.needs_answer or not speaking or len(rest) < 2 * len(speaking):
            continue
        before = chance(subject)
        named.append(before - chance(without(subject, speaking)))
        others.append(before - chance(without(subject, dice.sample(rest, len(speaking)))))
    assert len(named) > 60
    assert np.mean(named) > 2 * np.mean(others)
    assert np.mean(np.array(named) > 0) > 0.85


def test_what_is_kept_fits_the_questions(weights):
    assert weights.fast.bias.shape == (questions.COLUMNS,)
    assert set(weights.blend.both) == set(questions.PLACES)
    assert fast.loaded(weights.fast.dumped()).bias.shape == (questions.COLUMNS,)
    assert blend.loaded(weights.blend.dumped()) == weights.blend
    (heard,) = weights.precise.hear([Subject("Where is my parcel?", "mention")])
    assert np.linalg.norm(heard.meaning) == pytest.approx(1.0, abs=1e-3)
    assert heard.each.shape == (len(heard.worded.pieces), len(heard.scores))


def test_what_each_piece_adds_makes_up_the_whole(weights):
    """A mean over pieces is a sum of shares; the rest is the same for every text."""
    subjects = [Subject(text, "mention") for text in ("Where is my parcel?", "So happy with it!", "aaa")]
    rest = [heard.scores - heard.each.sum(axis=0) for heard in weights.precise.hear(subjects)]
    assert np.allclose(rest[0], rest[1], atol=1e-3)
    assert np.allclose(rest[0], rest[2], atol=1e-3)


@pytest.mark.parametrize("cut", [b"", b"nothing", b"PK\x03\x04"])
def test_what_holds_no_weights_is_refused(cut):
    with pytest.raises(linear.NotAModel):
        fast.loaded(cut)
    with pytest.raises(linear.NotAModel):
        blend.loaded(cut.decode("latin-1"))


def test_pieces_are_put_upon_their_words():
    text = " late again! ok"
    places = because.spans(text)
    assert [text[start:end] for start, end in places] == ["late", "again!", "ok"]
    found = because.upon(places, [(1, 3), (3, 5), (6, 11), (-1, -1)], np.array([0.5, 0.25, -1.0, 9.0]))
    assert found.tolist() == [0.75, -1.0, 0.0]


def test_an_encoder_that_is_missing_is_said(tmp_path):
    with pytest.raises(Exception, match=r"precise\.onnx"):
        precise.load(tmp_path)
