"""Learning from labelled texts: it learns what is there, and does not claim what it did not see."""

import gzip
import json
import random

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from earful.cli import main, triage
from earful.triage import fitting, learned
from earful.triage.linear import loaded

ASKS = ("where is", "when does", "can you tell me about", "what happened to", "is there", "how do I get")
THANKS = ("lovely", "thank you for", "great work on", "so happy with", "well done with", "I like")
THINGS = ("my parcel", "the night train", "the new app", "my refund", "the bakery", "your film", "the bill", "a table")


def labelled(count: int = 240) -> tuple[list[str], list[str]]:
    dice = random.Random(7)
    texts, labels = [], []
    for number in range(count):
        label, beginnings = ("asks", ASKS) if number % 3 else ("thanks", THANKS)
        texts.append(f"{dice.choice(beginnings)} {dice.choice(THINGS)} {dice.randint(1, 9999)} {dice.choice('abcdef')}")
        labels.append(label)
    return texts, labels


def cross_validated(texts: list[str], labels: list[str], folds: int) -> fitting.Quality:
    return fitting.cross_validate(texts, fitting.see(texts), labels, folds)


def test_what_can_be_learned_is_learned_and_nothing_else():
    texts, labels = labelled()
    found = cross_validated(texts, labels, 5)
    assert found.macro_f1 > 0.97
    assert sum(found.confused["asks"].values()) == labels.count("asks")
    shuffled = random.Random(1).sample(labels, len(labels))
    by_chance = cross_validated(texts, shuffled, 5)
    assert by_chance.macro_f1 < 0.62
    assert by_chance.calibration_error < 0.2, "what cannot be known is not claimed"


def test_the_same_text_never_stands_on_both_sides():
    texts = [f"word{number % 40}" for number in range(400)]  # every text ten times, labels by lot
    dice = random.Random(7)
    by_text = {text: dice.choice(["yes", "no"]) for text in dict.fromkeys(texts)}
    found = cross_validated(texts, [by_text[text] for text in texts], 5)
    assert found.accuracy < 0.75, "labels of unseen texts were known"


@pytest.mark.parametrize(
    ("labels", "words"),
    [(["a"] * 20, "two different"), (["a"] * 20 + ["b"] * 2, "too few have: b")],
)
def test_too_little_is_said_to_be_too_little(labels, words):
    with pytest.raises(fitting.NotEnough, match=words):
        fitting.fit(fitting.see([f"text {number}" for number in range(len(labels))]), labels)


def test_rare_labels_are_learned_from_what_there_is_of_them():
    texts, labels = labelled(100)
    texts += [f"please add a button number {number}" for number in range(5)]
    found = cross_validated(texts, [*labels, *["suggests"] * 5], 3)
    assert found.answers["suggests"]["texts"] == 5
    with pytest.raises(fitting.NotEnough, match="Take fewer parts"):
        cross_validated(["same words"] * 5 + texts[:60], ["rare"] * 5 + labels[:60], 3)


def test_quality_is_counted_as_it_is_defined():
    given = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.3, 0.7]])
    found = fitting.quality(given, np.array([0, 1, 1, 1]), ("no", "yes"))
    assert found.accuracy == 0.75
    assert found.answers["yes"] == {
        "precision": 1.0,
        "recall": pytest.approx(2 / 3),
        "f1": pytest.approx(0.8),
        "texts": 3,
    }
    assert found.confused == {"no": {"no": 1, "yes": 0}, "yes": {"no": 1, "yes": 2}}
    assert found.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    assert fitting.calibration_error(np.array([0.95, 0.95]), np.array([True, False])) == pytest.approx(0.45)


def a_file(folder, text: str, name: str = "said.csv"):
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


@pytest.mark.parametrize("tier", ["fast", "precise"])
def test_the_command_measures_and_keeps(tmp_path, capsys, tier):
    texts, labels = labelled(120)
    lines = "\n".join(f'"{text}",{label}' for text, label in zip(texts, labels, strict=True))
    file, out = a_file(tmp_path, f"said,what\n{lines}\n,\n"), tmp_path / "heads"
    arguments = [
        "triage",
        "fit",
        file,
        "--text",
        "said",
        "--label",
        "what",
        "--cv",
        "3",
        "--tier",
        tier,
        "--out",
        str(out),
    ]
    assert main.main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["texts"], told["folds"], told["tier"], told["labels"]) == (120, 3, tier, ["asks", "thanks"])
    assert told["macro_f1"] > 0.9
    chances = loaded(out.read_bytes()).chances(["where is my parcel"], learned.listen)["label"]
    assert chances[0, 0] > 0.5

    more = a_file(tmp_path, "id,said\n1,where is my refund\n2,\n3,lovely the new app\n", "more.csv")
    assert main.main(["triage", "label", str(out), more, "--text", "said"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.rsplit(",", 1)[0] for line in lines] == [
        "text,label",
        "where is my refund,asks",
        "lovely the new app,thanks",
    ]


def test_what_holds_no_heads_gets_a_sentence(tmp_path, capsys):
    file = a_file(tmp_path, "said\nhello\n")
    assert main.main(["triage", "label", file, file, "--text", "said"]) == 1
    assert "said.csv: This file holds no heads." in capsys.readouterr().err
    assert main.main(["triage", "label", str(tmp_path / "none"), file, "--text", "said"]) == 1
    assert "could not be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        ("said,what\nhello,a\n", ["--cv", "3"], "at least two different labels"),
        ("said,other\nhello,a\n", ["--cv", "3"], "has no column what"),
        ("", ["--cv", "3"], "has no column said"),
        ("said,what\n,\n", ["--cv", "3"], "holds no labelled texts"),
        ("said,what\nhello,a\n", [], "Say what to do"),
        ("said,what\nhello,a\n", ["--cv", "1"], "from 2 to 100"),
    ],
)
def test_a_file_that_cannot_be_learned_from_gets_a_sentence(tmp_path, capsys, text, more, words):
    file = a_file(tmp_path, text)
    assert main.main(["triage", "fit", file, "--text", "said", "--label", "what", *more]) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize("cut", [20, -8])
def test_a_packed_file_that_is_cut_off_or_garbled_gets_a_sentence(tmp_path, capsys, cut):
    packed = gzip.compress(("said,what\n" + "hello there,a\n" * 400).encode())
    (tmp_path / "said.csv.gz").write_bytes(packed[:cut])
    told = ["triage", "fit", str(tmp_path / "said.csv.gz"), "--text", "said", "--label", "what", "--cv", "3"]
    assert main.main(told) == 1
    assert "could not be read" in capsys.readouterr().err
    (tmp_path / "said.csv.gz").write_bytes(packed[:12] + bytes(200) + packed[12:])
    assert main.main(told) == 1
    assert "could not be read" in capsys.readouterr().err


def test_a_file_that_is_too_large_is_not_learned_from_in_part(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(triage, "MOST", 100)
    file = a_file(tmp_path, "said,what\n" + "hello there,a\nthank you,b\n" * 40)
    assert main.main(["triage", "fit", file, "--text", "said", "--label", "what", "--cv", "3"]) == 1
    assert "said.csv is too large" in capsys.readouterr().err


def test_a_file_in_another_writing_gets_a_sentence(tmp_path, capsys):
    (tmp_path / "said.csv").write_bytes("said,what\nschön,a\n".encode("latin-1"))
    assert (
        main.main(["triage", "fit", str(tmp_path / "said.csv"), "--text", "said", "--label", "what", "--cv", "3"]) == 1
    )
    assert "not written in UTF-8" in capsys.readouterr().err
    assert main.main(["triage", "fit", str(tmp_path / "no.csv"), "--text", "said", "--label", "what", "--cv", "3"]) == 1
    assert "could not be read" in capsys.readouterr().err


def test_a_word_weighs_as_much_as_it_tells():
    labels = np.array([number % 2 for number in range(40)])
    words = csr_matrix(np.column_stack([labels, np.ones(40), np.arange(40) == 7]).astype(np.float32))
    tells, common, seldom = fitting._telling(words, labels, 0.1)
    assert tells > seldom > common
    heaviest, _, heavier = fitting._telling(words, labels, 0.001)
    assert heavier / heaviest > seldom / tells, "the less is added, the heavier is what stands once"


def test_with_many_answers_each_is_told_from_all_others():
    texts = [f"about the {thing} and {other}" for other in range(8) for thing in "abcdefghijklmnopqrstuvwx"]
    labels = [text.split()[2] for text in texts]
    found = cross_validated(texts, labels, 3)
    assert found.accuracy > 0.9
    assert len(found.answers) > fitting.MANY
