"""The same tickets and the same questions for three products on one machine; one JSON object; exit 1 unless we lead."""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from earful_desk import a_desk
from products import Helpdesk, Product, Tracker, Wrong

HERE = Path(__file__).resolve().parent
SEED = 7
WARM = 8  # tickets with which each product has seen everything once
RARE = "zephyrine"
THINGS = ("ticket", "refund", "train", "invoice", "parcel", "password", "order", "seat", "card", "delivery")
TROUBLES = ("never arrived", "was charged twice", "is broken", "cannot be changed", "was cancelled", "shows an error")
ASKED = ("Can you help?", "What now?", "Please look into it.", "I have been waiting for days.", "How do I fix this?")


def tickets(count: int) -> list[tuple[str, str, str]]:
    """Subject, text and writer; the same for everybody. One in a hundred holds the rare word, each third a common one."""
    dice = random.Random(SEED)
    made = []
    for number in range(count):
        subject = f"My {dice.choice(THINGS)} {dice.choice(TROUBLES)} {number}"
        if number % 100 == 42:
            subject += f" {RARE}"
        made.append(
            (subject, f"{subject}. {dice.choice(ASKED)} It is about {dice.choice(THINGS)} {number}.", f"guest{number}")
        )
    return made


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=40, help="how often each question is asked")
    parser.add_argument("--quick", action="store_true", help="60 tickets, 8 rounds")
    options = parser.parse_args()
    count, rounds = (60, 8) if options.quick else (options.tickets, options.rounds)
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        started = subprocess.run([HERE / "peers", "up", folder], stdout=subprocess.PIPE, text=True, check=False)
        if started.returncode != 0:
            return 2
        try:
            addresses = json.loads(started.stdout)
            with a_desk() as earful:
                peers = [
                    Helpdesk(addresses["helpdesk"], "ana", "side-by-side-1"),
                    Tracker(addresses["tracker"], "root", "password"),
                ]
                return compare([earful, *peers], count, rounds)
        except Wrong as wrong:
            print(wrong, file=sys.stderr)
            return 2
        finally:
            subprocess.run([HERE / "peers", "down", folder], check=False)


def compare(products: Sequence[Product], count: int, rounds: int) -> int:
    """All figures; 1 when Earful is behind in any."""
    figures: dict[str, dict[str, Any]] = {product.name: {} for product in products}
    letters = tickets(count)
    for product in products:
        product.take_in(
            [(f"Hello {number}", f"Hello {number}.", "early") for number in range(WARM)]
        )  # nobody's measure
        begun = time.perf_counter()
        product.take_in(letters)
        figures[product.name]["intake_per_s"] = round(count / (time.perf_counter() - begun), 2)
        print(f"{product.name}: {count} tickets are there", file=sys.stderr)
    dice = random.Random(SEED)
    questions: dict[str, Callable[[Product, int], object]] = {
        "list": lambda product, _turn: product.list(),
        "open": lambda product, _turn: product.open(dice.choice(product.tickets())),
        "pick": lambda product, _turn: product.pick(dice.choice(product.tickets())),
        "search_rare": lambda product, _turn: product.search(RARE if count > 100 else "refund"),
        "search_common": lambda product, _turn: product.search("train"),
        "reply": lambda product, turn: product.reply(
            product.tickets()[turn], f"Sorry about that. We are looking into it. {turn}"
        ),
    }
    for name, question in questions.items():
        took: dict[str, list[float]] = {product.name: [] for product in products}
        for product in products:
            if name == "reply":
                product.prepare(product.tickets()[-1])
            asked(product, question, -1)  # the first time is nobody's measure
        for turn in range(rounds):
            for product in products:
                if name == "reply":
                    product.prepare(product.tickets()[turn])
                took[product.name].append(asked(product, question, turn))
        for product in products:
            figures[product.name][f"{name}_ms"] = spread(took[product.name])
        print(f"{name}: asked {rounds} times each", file=sys.stderr)
    bars = judged(figures, list(questions))
    print(json.dumps(report(figures, bars, count, rounds), indent=1))
    return 0 if all(bar["ok"] for bar in bars) else 1


def asked(product: Product, question: Callable[[Product, int], object], turn: int) -> float:
    """Milliseconds until the whole answer was there."""
    begun = time.perf_counter()
    question(product, turn)
    return (time.perf_counter() - begun) * 1000


def spread(values: list[float]) -> dict[str, float]:
    """The middle and the slow end."""
    ordered = sorted(values)
    return {
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))], 1),
    }


def judged(figures: dict[str, dict[str, Any]], questions: list[str]) -> list[dict[str, Any]]:
    """How many times as long (or as slow) each peer is; ahead is above 1."""
    ours = figures["Earful"]
    bars = []
    for peer, theirs in figures.items():
        if peer == "Earful":
            continue
        ratios = {
            f"{name}: {peer} takes times as long": theirs[f"{name}_ms"]["p50"] / ours[f"{name}_ms"]["p50"]
            for name in questions
        }
        ratios[f"intake: Earful takes in times as much as {peer}"] = ours["intake_per_s"] / theirs["intake_per_s"]
        bars += [
            {"name": name, "value": round(value, 2), "op": ">=", "limit": 1.0, "ok": value >= 1}
            for name, value in ratios.items()
        ]
    return bars


def report(figures: dict[str, Any], bars: list[dict[str, Any]], count: int, rounds: int) -> dict[str, Any]:
    """In the shape of every bench."""
    return {
        "bench": "side-by-side",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "system": platform.platform(terse=True),
            "load": round(os.getloadavg()[0], 2),
        },
        "seed": SEED,
        "figures": {"tickets": count, "rounds": rounds, **figures},
        "bars": bars,
    }


if __name__ == "__main__":
    sys.exit(main())
