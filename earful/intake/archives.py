"""Reading an archive file, record by record, whatever its size: plain or compressed, conversations or rows.

A record that makes no sense is handed on as it stands; it never ends the reading.
"""

import csv
import gzip
import hashlib
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from earful.channels.archive.parcels import COLUMNS, ROWS, TURNS
from earful.kit import jsontext

LONGEST_LINE = 4 * 2**20  # characters; the rest of a longer line is passed over
LONGEST_RECORD = 100  # lines within quotes; a quote that never ends must not swallow the file
GZIP = b"\x1f\x8b"


class NotAnArchive(Exception):
    """The file cannot be read; `words` is a sentence for a person."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its number from 1, how many bytes of the file were read, its value (None: malformed), its text."""

    number: int
    at: int
    value: Any
    line: str


@dataclass(frozen=True, slots=True)
class Archive:
    """A file that was recognised."""

    path: Path
    shape: str
    size: int
    fingerprint: str

    def records(self) -> Iterator[Record]:
        """Every record, in order. Raises NotAnArchive when the file ends within its compression."""
        with self.path.open("rb") as file:
            lines = _lines(file, self.path)
            walk = _conversations(lines) if self.shape == TURNS else _rows(lines)
            for number, (value, line) in enumerate(walk, 1):
                yield Record(number, file.tell(), value, line)


def recognise(path: Path) -> Archive:
    """Look into a file. Raises NotAnArchive."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise NotAnArchive(f"{path} is not a file.")
        if size == 0:
            raise NotAnArchive(f"{path} is empty.")
        with path.open("rb") as file:
            shape = _shape(_lines(file, path))
            file.seek(0)
            fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise NotAnArchive(f"There is no file {path}.") from error
    except OSError as error:
        raise NotAnArchive(f"{path} cannot be read ({error.strerror}).") from error
    if not shape:
        raise NotAnArchive(
            f"{path} is no archive that Earful knows: one conversation on each line as JSON, "
            f"or rows with the columns {', '.join(COLUMNS)}."
        )
    return Archive(path, shape, size, fingerprint)


def _shape(lines: Iterator[str]) -> str:
    """By the header, or by the first of some lines that is a conversation."""
    for tried, line in enumerate(lines):
        if tried == 0 and set(COLUMNS) <= set(_row(line) or []):
            return ROWS
        value = _json(line)
        if isinstance(value, dict) and isinstance(value.get("turns"), list):
            return TURNS
        if tried > 100:
            break
    return ""


def _lines(file: IO[bytes], path: Path) -> Iterator[str]:
    """Lines with their ends, never longer than allowed; a mark at the beginning is dropped."""
    packed = file.read(2) == GZIP
    file.seek(0)
    opened: Any = gzip.GzipFile(fileobj=file) if packed else file
    first = True
    try:
        while raw := opened.readline(LONGEST_LINE):
            if not raw.endswith(b"\n"):
                _pass_over(opened)
            yield raw.decode("utf-8-sig" if first else "utf-8", "replace")
            first = False
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise NotAnArchive(f"{path} is cut off or damaged; what stands before that was read.") from error


def _pass_over(opened: Any) -> None:
    while (rest := opened.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        pass


def _json(line: str) -> Any:
    try:
        return jsontext.load(line)
    except (ValueError, RecursionError):
        return None


def _conversations(lines: Iterator[str]) -> Iterator[tuple[Any, str]]:
    for line in lines:
        if line.strip():
            yield _json(line), line


def _rows(lines: Iterator[str]) -> Iterator[tuple[dict[str, str] | None, str]]:
    """Rows by their header. What does not fit it gives up its first line alone; the rest is tried again."""
    header = _row(next(lines, "")) or []
    back: deque[str] = deque()
    while line := back.popleft() if back else next(lines, ""):
        if not line.strip():
            continue
        taken = [line]
        row = _row(line)
        while row is None and len(taken) < LONGEST_RECORD and (more := back.popleft() if back else next(lines, "")):
            taken.append(more)
            row = _row("".join(taken)) if '"' in more else None
        if row is not None and len(row) == len(header):
            yield dict(zip(header, row, strict=True)), "".join(taken)
        else:
            yield None, line
            back.extendleft(reversed(taken[1:]))


def _row(text: str) -> list[str] | None:
    """The fields; None while a quote is open."""
    try:
        return next(csv.reader([text], strict=True), None)
    except csv.Error:
        return None
