"""How texts become pieces: every sign of a text is in one, where it stands, and no text can say what only we may."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.triage.learned import FOLDER
from earful.triage.pieces import Pieces
from earful.triage.wording import UNUSED

UNKNOWN = 3


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(FOLDER / "pieces.model")


def read(pieces: Pieces, text: str) -> list[str]:
    _, spans = pieces.of(text)
    return [text[begin:end] for begin, end in spans]


@pytest.mark.parametrize(
    "text",
    [
        "Where is my parcel?", "Où est mon colis ? J'attends depuis lundi…", "Wo bleibt die Rückerstattung, verdammt nochmal?!",
        "¿Dónde está mi pedido?", "Waar blijft mijn bestelling", "Cadê meu reembolso??? não dá mais", "è arrivato rotto",
    ],
)  # fmt: skip
def test_words_of_every_language_have_pieces_of_their_own(pieces, text):
    numbers, _ = pieces.of(text)
    assert UNKNOWN not in numbers
    assert len(numbers) < 2.2 * len(text.split()) + 4


def test_usual_words_are_one_piece(pieces):
    assert read(pieces, "this is good") == ["this", "is", "good"]
    assert read(pieces, "  das   ist gut ") == ["das", "ist", "gut"]


@given(st.text(max_size=60))
def test_each_piece_tells_where_it_stands_and_nothing_is_left_out(pieces, text):
    numbers, spans = pieces.of(text)
    assert len(numbers) == len(spans)
    assert all(0 <= begin < end <= len(text) for begin, end in spans)
    assert all(begin <= after for (begin, _), (after, _) in pairwise(spans))
    covered = {place for begin, end in spans for place in range(begin, end)}
    assert {place for place, letter in enumerate(text) if letter.isascii() and letter.isalnum()} <= covered


@given(st.sampled_from(["<s>", "</s>", "<pad>", "<unused1>", "<unused9>", "[CLS]"]), st.text(max_size=8))
def test_no_text_says_what_only_we_may(pieces, mark, beside):
    ours = {pieces.number(UNUSED.format(number)) for number in range(16)} | {
        pieces.number("<s>"),
        pieces.number("</s>"),
    }
    assert not ours & set(pieces.of(f"{beside}{mark}{beside} {mark}")[0])


def test_a_mark_that_is_missing_is_told_at_once(pieces):
    with pytest.raises(KeyError):
        pieces.number("<unused99>")
