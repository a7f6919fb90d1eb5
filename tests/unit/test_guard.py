"""What the guard says about a text that wants to leave."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.channels.contract import Can, Length
from earful.replies.guard import Letter, News, Ruling, Strength, check, clear, refused

CAN = Can(send=True, pictures=2)
FITS = Length(10, 300, "characters")


def letter(**more: object) -> Letter:
    return Letter(**{"text": "It leaves here today.", "length": FITS, "can": CAN, **more})  # type: ignore[arg-type]  # -- fields by name


def test_an_ordinary_answer_may_leave() -> None:
    assert check(letter()) == ()
    assert clear(())


@pytest.mark.parametrize(
    ("more", "code", "figures"),
    [
        ({"can": Can(send=False)}, "read_only", {}),
        ({"nothing_to_answer": True}, "nothing_to_answer", {}),
        ({"removed": True}, "answers_removed", {}),
        ({"moved": True}, "answers_moved", {}),
        ({"text": ""}, "empty", {}),
        ({"text": " \n\t "}, "empty", {}),
        ({"text": "\u200b\u2060 \ufeff"}, "empty", {}),
        ({"length": Length(307, 300, "bytes")}, "too_long", {"over": 7, "units": "bytes"}),
        ({"alts": ("a", "b", "c")}, "too_many_pictures", {"most": 2}),
        ({"alts": ("a", "  ")}, "missing_alt", {"count": 1}),
        ({"account_state": "signed_out"}, "signed_out", {}),
    ],
)
def test_what_is_refused_stays_refused_however_much_one_insists(
    more: dict[str, object], code: str, figures: dict[str, object]
) -> None:
    rulings = check(letter(**more))
    assert rulings == (Ruling(code, Strength.REFUSE, figures),)
    assert not clear(rulings)
    assert refused(rulings)


def test_what_came_meanwhile_wants_to_be_read_first() -> None:
    rulings = check(letter(news=(News("colleague", "Ana", 30), News("customer", "Mia", 9), News("colleague", "Bo", 8))))
    assert [(r.code, r.strength, dict(r.figures)) for r in rulings] == [
        ("newer_colleague", Strength.CONFIRM, {"who": "Bo", "seconds": 8}),
        ("newer_customer", Strength.CONFIRM, {"who": "Mia", "seconds": 9}),
    ]
    assert not clear(rulings)
    assert not refused(rulings)


def test_a_text_exactly_as_long_as_allowed_may_leave() -> None:
    assert check(letter(length=Length(300, 300, "characters"))) == ()
    assert check(letter(length=Length(10**6, None, "characters"))) == ()


def test_where_nothing_can_be_sent_nothing_else_is_said() -> None:
    assert [r.code for r in check(letter(can=Can(send=False), text="", removed=True))] == ["read_only"]


def test_emoji_alone_are_an_answer() -> None:
    assert check(letter(text="👍")) == ()
    assert check(letter(text="🏳️‍🌈")) == ()


def test_the_gravest_comes_first() -> None:
    rulings = check(letter(news=(News("customer"),), text="", alts=("",)))
    assert [r.strength for r in rulings] == [Strength.REFUSE, Strength.REFUSE, Strength.CONFIRM]


LETTERS = st.builds(
    Letter,
    text=st.text(),
    length=st.builds(Length, st.integers(0, 400), st.one_of(st.none(), st.integers(0, 400)), st.just("characters")),
    can=st.builds(Can, send=st.booleans(), pictures=st.integers(0, 4)),
    alts=st.lists(st.text(max_size=5), max_size=5).map(tuple),
    news=st.lists(st.builds(News, st.sampled_from(["customer", "colleague", "ended"])), max_size=4).map(tuple),
    account_state=st.sampled_from(["listening", "paused", "signed_out", "archive"]),
    removed=st.booleans(),
    moved=st.booleans(),
    nothing_to_answer=st.booleans(),
)


@given(LETTERS)
def test_what_leaves_is_sound(sent: Letter) -> None:
    rulings = check(sent)
    assert len({r.code for r in rulings}) == len(rulings)
    if clear(rulings):
        assert sent.can.send
        assert sent.text.strip()
        assert not sent.length.over
        assert not sent.removed
        assert not sent.moved
        assert not sent.nothing_to_answer
        assert all(alt.strip() for alt in sent.alts)
        assert not sent.news
    assert not (clear(rulings) and refused(rulings))
