"""Personal data is found by form and checksum, and nothing else is taken for it."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from earful.triage.personal import MOST, found, sorts


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("Call me on 020 7946 0018 please", "en", {"phone": "020 7946 0018"}),
        ("mein Handy: +49 (0)151 23456789", "de", {"phone": "+49 (0)151 23456789"}),
        ("Tel 06 12 34 56 78", "fr", {"phone": "06 12 34 56 78"}),
        ("write to ana.o+desk@mail.example.", "en", {"mail": "ana.o+desk@mail.example"}),
        ("my card 4111 1111 1111 1111 was refused", "en", {"card": "4111 1111 1111 1111"}),
        ("Karte 5555555555554444", "de", {"card": "5555555555554444"}),
        ("IBAN DE89 3704 0044 0532 0130 00, danke", "de", {"iban": "DE89 3704 0044 0532 0130 00"}),
        ("al conto IT60X0542811101000000123456", "it", {"iban": "IT60X0542811101000000123456"}),
        ("my IBAN: DE89 3704 0044 0532 0130 01", "de", {"iban": "DE89 3704 0044 0532 0130 01"}),
        ("Order no. 7719034 never came", "en", {"order": "7719034"}),
        ("réf. CW/5510 toujours rien", "fr", {"order": "CW/5510"}),
        ("Kundennummer 88-10294", "de", {"order": "88-10294"}),
        ("pedido nº 4410-7729", "es", {"order": "4410-7729"}),
        ("still waiting, TAL-66120", "en", {"order": "TAL-66120"}),
        ("mail me at a@b.example or +44 20 7946 0018", "en", {"mail": "a@b.example", "phone": "+44 20 7946 0018"}),
    ],
)
def test_what_is_personal_is_found_where_it_stands(text, language, wanted):
    assert {one.sort.value: text[one.start : one.end] for one in found(text, language)} == wanted


@pytest.mark.parametrize(
    "text",
    [
        "", "No digits at all", "@ana@social.example said so", "the 7:48 to Leeds on 12.05.2026", "from 2024 to 2026",
        "it cost 1.299,00 EUR, then 12,500.50", "4111 1111 1111 1112 is no card", "room 404, floor 12",
        "GB82 WEST 1234 5698 7654 33 fails its sum", "10-12 people, 3/4 full", "see www.example.com/12345678",
        "version 10.4.2.1", "100000000000000000000000000000000",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_left_alone(text):
    assert not {"phone", "mail", "card", "iban"} & set(sorts(text, "en"))


def test_no_piece_belongs_to_two():
    text = "order 4111 1111 1111 1111, IBAN DE89 3704 0044 0532 0130 00, call 020 7946 0018, ref 020 7946 0018"
    spans = [(one.start, one.end) for one in found(text, "en")]
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@given(st.integers(min_value=10**14, max_value=10**15 - 1), st.sampled_from(["", " ", "-"]))
@settings(max_examples=60, deadline=None)
def test_every_card_is_found_and_no_slip_of_one_digit(stem, gap):
    digits = "4" + str(stem)[1:]
    card = digits + luhn.calc_check_digit(digits)
    wrong = card[:-1] + str((int(card[-1]) + 1) % 10)
    for number, there in ((card, True), (wrong, False)):
        written = gap.join(number[at : at + 4] for at in range(0, len(number), 4))
        assert ("card" in sorts(f"my card is {written} ok", "en")) is there


@given(st.text(max_size=400))
@settings(max_examples=80, deadline=None)
def test_whatever_is_said_is_read_to_its_end(text):
    assert all(0 <= one.start < one.end <= len(text) for one in found(text, "de"))


@pytest.mark.parametrize(
    "text",
    ["1 " * 50_000, "1" * 100_000, "a@" * 50_000, "a." * 50_000 + "@", "GB12 " * 20_000, "+1-" * 30_000, "order " * 20_000,
     "A-1" * 30_000, "(((((" * 20_000, "4111 " * 20_000],
)  # fmt: skip
def test_hostile_figures_come_to_an_end(text):
    assert len(found(text, "en")) <= 6 * MOST
