"""How well the guard finds what it looks for, in written replies labelled by rule, and how it takes real answers.

The set is split by the letters of each reply's name: the signs were collected looking at one half, and the figures that
count are those of the other, held out. Real answers (`--real`) carry no labels: what is counted is how often each rule
speaks up, and each can be printed (`--show RULE`) to be checked by hand.
"""

import argparse
import gzip
import hashlib
import json
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from earful.bench.frame import Bar, Measured
from earful.channels.contract import Can, Length
from earful.replies.guard import USUAL, About, Letter, Ruling, Strength, check

SENTENCE = (
    "What the guard finds in replies labelled by rule, how often it is wrong about good ones, and how long it takes."
)
CAN, FITS = Can(send=True), Length(1, None, "characters")
PRECISION, RECALL, ALARMS, P95_MS = 0.95, 0.85, 0.02, 10.0
QUICK = 100  # replies
REAL = "conversations.jsonl.gz"
MASKS = re.compile(r"\[(?:number|email|e-mail|phone)\]")  # put there by those who published the set, not by agents


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which sets."""
    parser.add_argument("--data", metavar="DIR", default="training/guard", help="a folder with labelled replies")
    parser.add_argument("--real", metavar="DIR", help="a folder with real conversations, turn by turn")
    parser.add_argument("--show", metavar="RULE", help="print each real answer that this rule would stop")


def measure(options: argparse.Namespace) -> Measured:
    """Both halves, and real answers where there are some."""
    rows = list(_labelled(Path(options.data)))
    if not rows:
        raise SystemExit(f"There are no labelled replies in {options.data}. Name their folder with --data.")
    if options.quick:
        rows = rows[:QUICK]
    halves = {"held": [row for row in rows if held(row["id"])], "seen": [row for row in rows if not held(row["id"])]}
    check(_letter(rows[0]))  # the signs are read once in a process
    figures: dict[str, Any] = {"replies": len(rows), "languages": sorted({row["language"] for row in rows})}
    figures |= {name: _judged(half) for name, half in halves.items()}
    if options.real:
        figures["real"] = _real(Path(options.real), options.show)
    return Measured(figures, [] if options.quick else _bars(figures["held"]))


def held(name: str) -> bool:
    """Whether a reply is of the half that nobody looked at when signs were collected."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


def _labelled(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def _letter(row: dict[str, Any]) -> Letter:
    about = About(
        said=row["said"], language=row["language"], customer=row["customer"], others=tuple(row["others"]), ours=tuple(row["ours"]), public=row["public"],
        first=row["first"], holds=row["holds"],
    )  # fmt: skip
    return Letter(text=row["text"], length=FITS, can=CAN, about=about)


def _judged(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Precision and recall of each rule, alarms on good replies, and the time of one."""
    right, wrong, missed, took = Counter[str](), Counter[str](), Counter[str](), []
    good = alarms = 0
    for row in rows:
        begun = time.perf_counter()
        found = {ruling.code for ruling in check(_letter(row))}
        took.append((time.perf_counter() - begun) * 1000)
        meant = set(row["rules"])
        right.update(found & meant)
        wrong.update(found - meant)
        missed.update(meant - found)
        good += not meant
        alarms += bool(found) and not meant
    rules = {
        code: {
            "replies": right[code] + missed[code],
            "precision": round(right[code] / max(right[code] + wrong[code], 1), 3),
            "recall": round(right[code] / max(right[code] + missed[code], 1), 3),
        }
        for code in USUAL
        if right[code] + wrong[code] + missed[code]
    }
    p95 = sorted(took)[int(len(took) * 0.95)] if took else 0.0
    return {"replies": len(rows), "good": good, "false_alarms": round(alarms / max(good, 1), 4), "p95_ms": round(p95, 2), "rules": rules}  # fmt: skip


def _bars(held_out: dict[str, Any]) -> list[Bar]:
    bars = [
        Bar("false_alarms", held_out["false_alarms"], "<=", ALARMS),
        Bar("p95_ms", held_out["p95_ms"], "<=", P95_MS),
    ]
    for code, strength in USUAL.items():
        if strength is Strength.REFUSE and code in held_out["rules"]:
            bars.append(Bar(f"{code}_precision", held_out["rules"][code]["precision"], ">=", PRECISION))
            bars.append(Bar(f"{code}_recall", held_out["rules"][code]["recall"], ">=", RECALL))
    return bars


def _real(folder: Path, show: str | None) -> dict[str, Any]:
    """How often each rule speaks up on what real agents wrote in public, and the share that could not have left."""
    fired, shown, answers, refused = Counter[str](), defaultdict[str, list[str]](list), 0, 0
    for text, about in _answers(folder / REAL):
        answers += 1
        rulings: tuple[Ruling, ...] = check(Letter(text=text, length=FITS, can=CAN, about=about))
        fired.update(ruling.code for ruling in rulings)
        refused += any(ruling.strength is Strength.REFUSE for ruling in rulings)
        for ruling in rulings:
            shown[ruling.code].append(f"{ruling.figures.get('words')!s} | {text}")
    for line in shown.get(show or "", ()):
        print(line, file=sys.stderr)
    rates = {code: round(count / max(answers, 1), 4) for code, count in fired.most_common()}
    return {"answers": answers, "refused": round(refused / max(answers, 1), 4), "fired": rates}


def _answers(path: Path) -> Iterator[tuple[str, About]]:
    """What agents wrote, each with the customer's last words. All of it was public; handles were replaced."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            said, first = "", True
            for turn in json.loads(line)["turns"]:
                if turn["role"] == "customer":
                    said = turn["text"]
                else:
                    yield MASKS.sub("1", turn["text"]), About(said=said, public=True, first=first)
                    first = False
