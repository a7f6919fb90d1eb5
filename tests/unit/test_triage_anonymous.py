"""What may leave the house: names, handles, links and numbers are taken out of a text, and the words stay."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.triage.anonymous import LONGEST, anonymous

OURS, PEOPLE = ("Northwind Rail", "northwindrail"), ("Maria Okafor", "maria_ok")


def left(text: str, language: str = "en") -> str:
    return anonymous(text, language, ours=OURS, people=PEOPLE)


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("Where is my train?", "Where is my train?"),
        ("@northwindrail where is it", "[us] where is it"),
        ("NORTHWIND RAIL is late, northwindrailway is not", "[us] is late, northwindrailway is not"),
        ("Maria Okafor, or Okafor, or Maria", "[person], or [person], or [person]"),
        ("Marias and OKAFOR", "Marias and OKAFOR"),
        ("cc @bo @bo@town.example u/bo_2", "cc [person] [person] [person]"),
        ("write to bo.x@town.example", "write to [mail]"),
        ("see https://x.example/?key=1 and www.y.example", "see [link] and [link]"),
        ("card 4111 1111 1111 1111 and 4111 1111 1111 1112", "card [card] and [number]"),
        ("order no. 7719034, ref AB-99812", "order no. [order], ref [order]"),
        ("ring 020 7946 0018", "ring [phone]"),
        ("20 of 300 at 14:02 in 2026 for 1.299,00", "20 of 300 at 14:02 in 2026 for 1.299,00"),
        ("", ""),
    ],
)
def test_what_is_left_of_it(said: str, sent: str) -> None:
    assert left(said) == sent


def test_only_the_beginning_of_a_long_text_leaves_and_no_half_number_with_it() -> None:
    assert len(left("word " * 5000)) == LONGEST + 1
    many = "".join(f"mail{n}@town.example " for n in range(3000))
    assert "@" not in left(many)
    for length in range(19_900, 20_020):
        assert "4111" not in left(f"{'x' * 18_000} {'y@z.example ' * 200}"[: length - 19] + "4111 1111 1111 1111")


@pytest.mark.parametrize(
    "text", ["x" * 50_000, "@" * 50_000, "1 " * 25_000, "a@" * 25_000, "u/" * 25_000, "Maria" * 9999]
)
def test_a_hostile_text_takes_no_longer_than_others(text: str) -> None:
    begun = time.monotonic()
    left(text)
    assert time.monotonic() - begun < 15


@given(st.text(max_size=300), st.text(max_size=20), st.text(max_size=20))
def test_it_takes_any_text_and_any_name(text: str, name: str, brand: str) -> None:
    sent = anonymous(text, "xx", ours=(brand,), people=(name, "maria_ok"))
    assert "@" not in sent.replace("@ ", "") or not any(part for part in sent.split() if "@" in part[:-1])
