"""Masks: everything personal goes, everything comes back, and nobody but us can write one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.replies.assisting.masking import LIKE, TOKEN, Masks
from earful.replies.guard.standing import GAP

SECRETS = {
    "Maria Okafor": "NAME",
    "kim.sato@example.org": "MAIL",
    "+44 20 7946 0018": "PHONE",
    "4111 1111 1111 1111": "CARD",
    "DE89 3704 0044 0532 0130 00": "ACCOUNT",
    "https://x.example/reset?token=abc": "LINK",
    "@okafor_m": "HANDLE",
    "12 Baker Street": "PLACE",
    "Lindenstraße 12": "PLACE",
    "NW1 6XE": "PLACE",
}
PIECES = [*SECRETS, "order 4711-22", "[[NAME_1]]", "[[", "]]", "[", "]", "NAME_1", "name", "⟨name?⟩", "{{PHONE 2}}", " ", "\n", "hello", "<LINK>"]  # fmt: skip


def masks(*texts: str) -> Masks:
    return Masks("en", ["Maria Okafor", "@maria", "李明"], texts)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=12))
def test_what_was_hidden_comes_back_as_it_was(pieces: list[str]) -> None:
    text = "".join(pieces)
    ours = masks(text)
    back = ours.restore(ours.hide(text))
    assert (back.text, back.gaps) == (text, 0)


@given(st.text(max_size=200))
def test_nothing_that_comes_back_holds_anything_like_a_mask(said: str) -> None:
    back = masks().restore(f"{said} [[NAME_3]] [NAME_1] [[name 1]] NAME_01 [[NOM_1]] [[NAME_1")
    assert back.gaps >= 5
    assert not LIKE.search(re.sub(GAP, "", back.text))


@pytest.mark.parametrize(("secret", "kind"), SECRETS.items())
def test_each_sort_of_personal_data_is_masked_by_its_kind(secret: str, kind: str) -> None:
    hidden = masks().hide(f"Please look at this: {secret}, thank you")
    assert secret not in hidden
    assert f"[[{kind}_1]]" in hidden


def test_the_same_has_the_same_mask_wherever_it_stands() -> None:
    ours = masks()
    assert ours.hide("I am Maria Okafor, order 4711-22.") == "I am [[NAME_1]], order [[NUMBER_1]]."
    assert ours.hide("Maria Okafor, again: 4711-22 of order 4711-22").startswith("[[NAME_1]], again: [[NUMBER_1]]")
    assert ours.hide("maria called") == "[[NAME_2]] called"


@pytest.mark.parametrize(
    "text",
    [
        "My name is Peter Schmidt. Where is it?",
        "Guten Tag, ich heiße Peter Schmidt",
        "Where is it?\nRegards,\nPeter Schmidt",
        "Where is it?\n- Peter",
        "Dear Mr Schmidt, it comes.",
        "Bonjour, je m'appelle Peter",
    ],
)
def test_names_by_which_people_call_themselves_are_masked(text: str) -> None:
    hidden = masks(text).hide(text)
    assert "Peter" not in hidden
    assert "Schmidt" not in hidden


def test_words_that_everybody_uses_are_no_names() -> None:
    assert masks("Thanks It works").hide("It is what it is") == "It is what it is"
    assert Masks("en", ["Will Smith"]).hide("It will come, says Will") == "It will come, says [[NAME_1]]"


@pytest.mark.parametrize("bent", ["[[NAME_2]]", "[NAME_1]", "[[NAME_1]", "[[ NAME_1 ]]", "[[name_1]]", "{{NAME_1}}", "<NAME 1>", "NAME_1", "[[NOMBRE_1]]", "[[NAME_01]]"])  # fmt: skip
def test_a_mask_that_was_bent_or_invented_is_a_gap(bent: str) -> None:
    ours = masks()
    ours.hide("Maria Okafor")
    back = ours.restore(f"Hello {bent}, and [[NAME_1]]")
    assert back.gaps == 1
    assert GAP.search(back.text)
    assert back.text.endswith("and Maria Okafor")
    assert not TOKEN.search(back.text)
