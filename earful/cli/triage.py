"""Teaching triage from labelled files, and telling how good what it learned is."""

import argparse
import csv
import gzip
import io
import json
import sys
import zlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from earful.cli.trouble import Trouble
from earful.triage import fitting, learned
from earful.triage.linear import Linear, NotAModel
from earful.triage.rules import Tier
from earful.triage.tuning import both, packed
from earful.triage.tuning.packed import Missing

GZIP = b"\x1f\x8b"
MOST = 1_000_000_000  # bytes of a file, unpacked
DIGITS = 4
PART = 1000  # texts at a time
TUNED = "tuned"  # the tier that learns a question itself


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which file."""
    tasks = parser.add_subparsers(dest="task", required=True, metavar="TASK")
    fit = tasks.add_parser("fit", help="learn from a labelled file")
    fit.description = (
        "Learn from a labelled file, print how good that is on unseen texts as JSON, and keep it if asked."
    )
    fit.add_argument("file", type=Path, help="a table as CSV with a header, or .tsv; plain or .gz")
    fit.add_argument("--text", required=True, metavar="COL", help="the column with the texts")
    fit.add_argument("--label", required=True, metavar="COL", help="the column with the labels")
    fit.add_argument("--cv", type=int, metavar="N", help="cross-validate over N parts, each judged by the others")
    fit.add_argument(
        "--tier",
        choices=[Tier.FAST.value, Tier.PRECISE.value, TUNED],
        default=Tier.PRECISE.value,
        help="fast: by words alone; precise (default): also by the encoder; tuned: and by a large one of English that "
        "learns the question itself, which takes minutes a part and needs torch",
    )
    fit.add_argument("--out", type=Path, metavar="FILE", help="keep what was learned from the whole file here")
    label = tasks.add_parser("label", help="label texts by what was learned")
    label.description = (
        "Label the texts of a table by what `fit --out` kept: a row of text, label and chance each, as CSV."
    )
    label.add_argument("heads", type=Path, help="what `fit --out` kept")
    label.add_argument("file", type=Path, help="a table as CSV with a header, or .tsv; plain or .gz")
    label.add_argument("--text", required=True, metavar="COL", help="the column with the texts")


def run(options: argparse.Namespace) -> int:
    """Learn or label."""
    return _label(options) if options.task == "label" else _fit(options)


def _label(options: argparse.Namespace) -> int:
    """Write what the heads say of each text to standard output."""
    try:
        heads = both.loaded(options.heads.read_bytes())
    except NotAModel as error:
        raise Trouble(f"{options.heads.name}: {error}") from error
    except Missing as error:
        raise Trouble(str(error)) from error
    except OSError as error:
        raise Trouble(f"{options.heads} could not be read: {error.strerror}.") from error
    told = csv.writer(sys.stdout)
    told.writerow(["text", "label", "chance"])
    texts = [text for (text,) in columns(options.file, options.text)]
    head = heads.heads[0] if isinstance(heads, Linear) else heads.linear.heads[0]
    for start in range(0, len(texts), PART):
        part = texts[start : start + PART]
        given = heads.chances(part, learned.listen)
        for text, chances in zip(part, given[head.name] if isinstance(given, dict) else given, strict=True):
            told.writerow([text, head.answers[chances.argmax()], f"{chances.max():.4f}"])
    return 0


def _fit(options: argparse.Namespace) -> int:
    """Learn, measure, print."""
    if options.cv is not None and not 2 <= options.cv <= 100:
        raise Trouble("--cv takes a number from 2 to 100.")
    if not options.cv and not options.out:
        raise Trouble("Say what to do with it: --cv N to measure, --out FILE to keep it, or both.")
    if options.out and (options.out.is_dir() or not options.out.parent.is_dir()):
        raise Trouble(
            f"{options.out} can be no file: name one in a folder that is there."
        )  # now, not after hours of learning
    rows = columns(options.file, options.text, options.label)
    texts, labels = [text for text, _ in rows], [label.strip() for _, label in rows]
    told: dict[str, Any] = {"file": options.file.name, "texts": len(texts), "labels": sorted(set(labels))}
    try:
        fitting.checked(labels)
        if options.tier == TUNED:
            packed.check(texts)
        seen = fitting.see(texts, None if options.tier == Tier.FAST else _listening)
        if options.cv:
            told |= {"tier": options.tier, **_measured(texts, seen, labels, options.cv, tuned=options.tier == TUNED)}
        if options.out:
            heads = fitting.fit(seen, labels)
            told["kept"] = _kept(_both(texts, labels, heads) if options.tier == TUNED else heads, options.out)
    except (fitting.NotEnough, Missing) as error:
        raise Trouble(str(error)) from error
    print(json.dumps(told, indent=1, ensure_ascii=False))
    return 0


def _listening(texts: Sequence[str]) -> NDArray[np.float32]:
    """What the precise tier hears, some texts at a time, with a bar that shows how far it is."""
    parts = [texts[start : start + PART] for start in range(0, len(texts), PART)]
    return np.concatenate([learned.listen(part) for part in tqdm(parts, desc="Reading", disable=None, file=sys.stderr)])


def _both(texts: list[str], labels: list[str], heads: Linear) -> both.Both:
    with tqdm(total=both.work(len(texts)), desc="Learning", unit="text", disable=None, file=sys.stderr) as bar:
        return both.learned(texts, labels, heads, bar.update)


def _measured(texts: list[str], seen: fitting.Seen, labels: list[str], folds: int, *, tuned: bool) -> dict[str, Any]:
    total, unit = (both.work(len(texts), folds), "text") if tuned else (folds, "part")
    with tqdm(total=total, desc="Measuring", unit=unit, disable=None, file=sys.stderr) as bar:
        beside = both.beside(texts, len(set(labels)), bar.update) if tuned else None
        found = fitting.cross_validate(texts, seen, labels, folds, (lambda: None) if tuned else bar.update, beside)
    return {"folds": folds, **_rounded(asdict(found))}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    return value if isinstance(value, (int, str)) else round(float(value), DIGITS)


def _kept(heads: Linear | both.Both, out: Path) -> dict[str, Any]:
    data = heads.dumped()
    try:
        out.write_bytes(data)
    except OSError as error:
        raise Trouble(f"It could not be written to {out}: {error.strerror}.") from error
    return {"file": out.name, "bytes": len(data)}


def columns(file: Path, *names: str) -> list[tuple[str, ...]]:
    """Some columns of a table; rows in which one of them is empty are left out. Raises Trouble."""
    rows = csv.reader(io.StringIO(_read(file), newline=""), delimiter="\t" if ".tsv" in file.suffixes else ",")
    csv.field_size_limit(10_000_000)
    try:
        header = next(rows, [])
        for name in names:
            if name not in header:
                raise Trouble(f"{file.name} has no column {name}; it has: {', '.join(header) or 'none at all'}.")
        places = [header.index(name) for name in names]
        found = [tuple(row[place] for place in places) for row in rows if len(row) > max(places)]
    except csv.Error as error:
        raise Trouble(f"{file.name} is no table: {error}.") from error
    found = [row for row in found if all(cell.strip() for cell in row)]
    if not found:
        raise Trouble(f"{file.name} holds no {'labelled ' if len(names) > 1 else ''}texts.")
    return found


def _read(file: Path) -> str:
    try:
        data = file.read_bytes()
        if data.startswith(GZIP):
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(MOST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Trouble(f"{file} could not be read: {getattr(error, 'strerror', None) or error}.") from error
    if len(data) > MOST:
        raise Trouble(f"{file.name} is too large: at most {MOST // 1_000_000:,} MB can be learned from at once.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Trouble(f"{file.name} is not written in UTF-8 (byte {error.start}).") from error
