"""Archive files are read record by record, whatever is in them."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from earful.channels.archive.parcels import COLUMNS, ROWS, TURNS
from earful.intake import archives
from earful.intake.addressees import Addressees
from earful.intake.archives import Archive, NotAnArchive, Record, recognise

HEADER = ",".join(COLUMNS)
LINE = json.dumps({"company": "A", "session": "1", "turns": [{"role": "customer", "text": "hi"}]})


def written(folder: Path, content: str | bytes, name: str = "archive") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(folder: Path, content: str | bytes) -> list[Record]:
    return list(recognise(written(folder, content)).records())


def tweet(number: int, author: str = "1", text: str = "words", above: str = "") -> dict[str, str]:
    ours = not author.isdigit()
    values = (str(number), author, str(not ours), "Tue Oct 31 22:10:47 +0000 2017", text, "", above)
    return dict(zip(COLUMNS, values, strict=True))


def as_csv(*rows: dict[str, str]) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS)
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def test_lines_of_conversations_plain_and_compressed(tmp_path: Path) -> None:
    content = f"\ufeff{LINE}\n\n{LINE}\nnot json\n{LINE}"

    plain, packed = read(tmp_path, content), read(tmp_path, gzip.compress(content.encode()))

    assert [(r.number, r.value) for r in plain] == [(r.number, r.value) for r in packed]
    assert [r.value is not None for r in plain] == [True, True, False, True]
    assert plain[2].line == "not json\n"
    assert plain[-1].at == len(content.encode())


def test_rows_with_quotes_and_line_ends_within(tmp_path: Path) -> None:
    rows = [tweet(1, text='she said "no",\nand left'), tweet(2, text="next"), tweet(3, text="\r\n")]

    assert [record.value for record in read(tmp_path, as_csv(*rows))] == rows


def test_a_row_that_does_not_fit_gives_up_its_own_line_alone(tmp_path: Path) -> None:
    good = as_csv(*(tweet(n) for n in range(1, 400))).splitlines(keepends=True)[1:]
    content = f"{HEADER}\n" + "".join(
        [*good[:2], '7,1,True,"a quote that never ends\n', *good[2:4], "8,too,few\n", *good[4:]]
    )

    found = read(tmp_path, content)

    assert [r.value["tweet_id"] for r in found if r.value] == [str(n) for n in range(1, 400)]
    assert [r.line for r in found if not r.value] == ['7,1,True,"a quote that never ends\n', "8,too,few\n"]


def test_a_very_long_line_is_cut_and_the_next_is_read(tmp_path: Path) -> None:
    long = json.dumps({"company": "A", "session": "1", "turns": ["x" * (archives.LONGEST_LINE + 10)]})

    first, cut, last = read(tmp_path, f"{LINE}\n{long}\n{LINE}\n")

    assert first.value == last.value
    assert cut.value is None
    assert len(cut.line) == archives.LONGEST_LINE


def test_a_nesting_without_end_is_one_unreadable_record(tmp_path: Path) -> None:
    assert [r.value is not None for r in read(tmp_path, f"{LINE}\n{'[' * 200_000}\n{LINE}\n")] == [True, False, True]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"just words\nand more\n", "no archive that Earful knows"),
        (b"tweet_id,text\n1,x\n", "no archive that Earful knows"),
        (b'{"turns": "none"}\n', "no archive that Earful knows"),
        (bytes(range(256)) * 50, "no archive that Earful knows"),
        (b"\x1f\x8bnot really compressed", "cut off or damaged"),
    ],
)
def test_what_is_no_archive_is_refused_in_a_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(NotAnArchive, match=words):
        recognise(written(tmp_path, content))


def test_no_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none", "no file"), (tmp_path, "not a file")):
        with pytest.raises(NotAnArchive, match=words):
            recognise(path)


def keep_all(records: Iterator[Record], found: list[Record]) -> None:
    """One by one, so that what came before a failure is kept."""
    for record in records:
        found += [record]


def test_a_file_cut_off_gives_what_stands_before(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"turns": [], "noise": n * 7919 % 104_729}) + "\n" for n in range(20_000))
    packed = gzip.compress(lines.encode())
    records = recognise(written(tmp_path, packed[: len(packed) // 2])).records()
    found: list[Record] = []

    with pytest.raises(NotAnArchive, match="cut off"):
        keep_all(records, found)

    assert len(found) > 1000
    assert all(record.value for record in found)


def test_the_same_content_has_the_same_fingerprint_under_any_name(tmp_path: Path) -> None:
    one, same, other = (
        recognise(written(tmp_path, text, name)) for name, text in [("a", LINE), ("b", LINE), ("c", LINE + "\n")]
    )

    assert one.fingerprint == same.fingerprint != other.fingerprint
    assert one.shape == TURNS


@settings(max_examples=60)
@given(st.lists(st.sampled_from([LINE, HEADER, '"', "x", ",", '1,2,True,"a', 'b",c,d,e', "{}", "[1]", "\x00", "😀"])))
def test_reading_never_fails_and_numbers_every_record(tmp_path_factory: Any, lines: list[str]) -> None:
    path = written(tmp_path_factory.mktemp("any"), "\n".join(lines))
    for shape in (TURNS, ROWS):
        found = list(Archive(path, shape, path.stat().st_size, "f").records())
        assert [record.number for record in found] == list(range(1, len(found) + 1))


# --- to whom ---


def addressed(*rows: dict[str, str]) -> dict[str, tuple[str, str]]:
    with Addressees() as whose:
        whose.note(rows)
        whose.settle()
        return {row["tweet_id"]: (whose.brand(row), whose.answers(row)) for row in rows}


def test_a_row_belongs_to_the_brand_it_answers_or_that_answers_it() -> None:
    rows = [tweet(2, "Acme", above="1"), tweet(1, "7"), tweet(3, "7", above="2"), tweet(4, "Bolt", above="9")]

    assert addressed(*rows) == {"1": ("Acme", ""), "2": ("Acme", "customer"), "3": ("Acme", "us"), "4": ("Bolt", "")}


def test_then_to_the_first_known_brand_it_names() -> None:
    rows = [tweet(1, "7", "@friend @ACME @Bolt help"), tweet(2, "Acme"), tweet(3, "Bolt"), tweet(4, "7", "@nobody hi")]

    found = addressed(*rows)

    assert found["1"] == ("Acme", "")
    assert found["4"] == ("unknown", "")


def test_then_to_the_brand_of_what_stands_around_it() -> None:
    rows = [
        tweet(1, "7", "part 1"),
        tweet(2, "7", "part 2", above="1"),
        tweet(3, "7", "part 3 @acme", above="2"),
        tweet(4, "8", "same", above="3"),
        tweet(5, "Acme"),
    ]

    assert [brand for brand, _ in addressed(*rows).values()] == ["Acme"] * 5


def test_a_circle_of_rows_ends() -> None:
    assert addressed(tweet(1, "7", above="2"), tweet(2, "7", above="1"))["1"] == ("unknown", "customer")


@given(st.permutations([tweet(1, "7"), tweet(2, "Acme", above="1"), tweet(3, "7", above="2"), tweet(4, "8", "x", "3")]))
def test_the_order_of_the_file_does_not_matter(rows: list[dict[str, str]]) -> None:
    assert {brand for brand, _ in addressed(*rows).values()} == {"Acme"}


def test_threads_are_counted_by_their_beginnings() -> None:
    with Addressees() as whose:
        whose.note([tweet(1, "7"), tweet(2, "Acme", above="1"), tweet(3, "7", above="99"), tweet(3, "7", above="1")])
        whose.settle()
        assert whose.threads() == 2
