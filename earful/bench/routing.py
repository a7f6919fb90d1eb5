"""Two days of a desk of forty with languages, skills and shifts: what is handed out, against a slow count of its own."""

import argparse
import random
import sys
from typing import Any

from tqdm import tqdm

from earful.bench.frame import Bar, Measured
from earful.bench.routing_desk import BEGIN, HOUR, STEP, Desk
from earful.bench.routing_lived import Lived
from earful.bench.routing_truth import Judged
from earful.conversations import queries
from earful.conversations.models import Conversation
from earful.kit import clock
from earful.web.desk.why_words import reasons

SENTENCE = (
    "Ten thousand messages, forty people with languages, skills and shifts: who is handed what, against a slow count."
)
ITEMS, HOURS = 10_000, 48
QUICK_ITEMS, QUICK_HOURS = 500, 6
POSITIONS = 500
LONG = 4  # hours; who was there for less says little
BY_HOUR = (1, 1, 1, 1, 2, 3, 5, 8, 10, 10, 9, 8, 9, 9, 8, 7, 7, 8, 8, 7, 5, 4, 2, 1)  # how many write then


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much."""
    parser.add_argument("--items", type=int, default=ITEMS, help="messages in all")


def measure(options: argparse.Namespace) -> Measured:
    """Live through it, then judge it."""
    items, hours = (min(options.items, QUICK_ITEMS), QUICK_HOURS) if options.quick else (options.items, HOURS)
    dice, moment = random.Random(options.seed), [BEGIN]
    with clock.pretending(lambda: moment[0]):
        desk = Desk(dice, hours)
        lived = Lived(desk, dice, customers=max(items // 4, 50))
        unexplained = looked_at = 0
        steps = int(hours * HOUR / STEP)
        for step, arrivals in enumerate(
            tqdm(_plan(dice, items, steps), desc="Two days", file=sys.stderr, disable=None)
        ):
            moment[0] = BEGIN + step * STEP
            lived.step(arrivals)
            if step % max(steps // 20, 1) == steps // 20 - 1 and looked_at < POSITIONS:
                some = _unexplained(dice, POSITIONS // 18)
                looked_at, unexplained = looked_at + some[0], unexplained + some[1]
        lived.read_on()
        return _told(desk, lived, lived.truth.judged, looked_at, unexplained)


def _plan(dice: random.Random, items: int, steps: int) -> list[int]:
    """How many messages in each step: more by day, and all of them in the end."""
    weights = [BY_HOUR[(BEGIN + step * STEP).hour] for step in range(steps)]
    found = [0] * steps
    for step in dice.choices(range(steps), weights, k=items):
        found[step] += 1
    return found


def _unexplained(dice: random.Random, most: int) -> tuple[int, int]:
    """Of some positions by lot: how many were looked at, and for how many the page says something else than the order."""
    rows = list(Conversation.objects.filter(status="open", merged_into=None, snoozed_until=None).select_related("assignee", "team", "workspace"))  # fmt: skip
    rows.sort(key=lambda row: (-row.urgency, row.waiting_since, row.pk))
    wrong = 0
    places = dice.sample(range(len(rows)), min(most, len(rows)))
    for place in places:
        row, told = rows[place], reasons(rows[place])
        said = f"{place} of {len(rows)} come before it." if place else "It comes first"
        owner = row.assignee.name if row.assignee else ""
        named = any(words == f"{owner} has it." for words in told) if owner else any(words.startswith(("Nobody has it", "It goes to")) for words in told)  # fmt: skip
        wrong += queries.ahead(row) != (place, len(rows)) or not told[0].startswith(said) or not named
    return len(places), wrong


def _told(desk: Desk, lived: Lived, judged: Judged, looked_at: int, unexplained: int) -> Measured:
    back = judged.returning
    present = back["all"] - back["absent"]
    wrong = {name: judged.wrong[name] for name in ("language", "skill", "team", "over_capacity", "off_shift", "absent")}
    figures: dict[str, Any] = {
        "items": lived.items,
        "people": len(desk.people),
        "handed_out": judged.handed,
        "without_owner_and_reason": lived.bare,
        **{f"wrong_{name}": count for name, count in wrong.items()},
        "not_the_least": judged.not_least,
        "idle_beside_queued": lived.idle,
        "returning": back["all"],
        "continuity_rate": round(back["back"] / present, 3) if present else None,
        "continuity_rate_of_those_with_room": round(back["back"] / max(present - back["full"] - back["cannot"], 1), 3),
        "continuity_missed": back["missed"] + judged.wrong["not_who_knew_them"],
        **{
            f"returning_{name}_share": round(back[name] / max(back["all"], 1), 3)
            for name in ("absent", "full", "cannot")
        },
        "load_spread_busy_moments": len(lived.spreads),
        "load_spread_mean": round(sum(lived.spreads) / max(len(lived.spreads), 1), 2),
        "given_per_hour_spread_by_group": _by_group(desk, lived, judged),
        "most_queued": lived.most_queued,
        "reasons_seen": dict(lived.reasons),
        "positions_looked_at": looked_at,
        "positions_unexplained": unexplained,
        "statements_an_item": round(lived.statements / max(judged.handed, 1), 2),
        "placing_statements_an_item": round(lived.placed_statements / max(lived.items, 1), 2),
        "handed_out_per_s": round(judged.handed / max(lived.sharing_s, 0.001)),
    }
    return Measured(figures, _bars(figures, wrong))


def _bars(figures: dict[str, Any], wrong: dict[str, int]) -> list[Bar]:
    zeros = (
        "without_owner_and_reason",
        "not_the_least",
        "idle_beside_queued",
        "continuity_missed",
        "positions_unexplained",
    )
    bars = [Bar(name, figures[name], "<=", 0) for name in zeros]
    bars += [Bar(f"wrong_{name}", count, "<=", 0) for name, count in wrong.items()]
    return [*bars, Bar("handed_out", figures["handed_out"], ">=", figures["items"] * 0.5)]


def _by_group(desk: Desk, lived: Lived, judged: Judged) -> list[float]:
    """Within each group: the most less the least that somebody was given an hour they were there, over the average."""
    found: dict[int, list[float]] = {}
    for one in desk.people:
        hours = lived.hours_here[one.agent.pk] * (STEP / HOUR)
        if hours >= LONG:
            found.setdefault(one.group, []).append(judged.given[one.agent.pk] / hours)
    return [round((max(some) - min(some)) / (sum(some) / len(some)), 2) for some in found.values() if sum(some)]
