"""Archive files: payloads that left the database, one compressed file for each part, found again by their name.

A file is complete on the disk before the database forgets what is in it. Written anew under the same name, it holds the
same and perhaps more; nothing points to what is in no file.
"""

import gzip
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from earful.intake.models import Item


def write(folder: Path, name: str, items: Sequence[Item]) -> Path:
    """A file with these payloads, whole or not at all."""
    rows = ({"item": i.pk, "account": i.account_id, "external_id": i.external_id, "version": i.version,
             "arrived_at": i.arrived_at.isoformat(), "raw": i.raw} for i in items)  # fmt: skip
    return _put(folder / name, rows)


def read(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """What is in a file, row by row."""
    with gzip.open(folder / name, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def withdraw(folder: Path, name: str, items: Iterable[int]) -> Path:
    """Write a file anew without some items."""
    gone = set(items)
    return _put(folder / name, [row for row in read(folder, name) if row["item"] not in gone])


def _put(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("wb") as raw, gzip.open(raw, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(path)
    place = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)
    return path
