"""How quick the desk is when it is large: lists, conversations, search, and what arrives while pages are open."""

import argparse
import random
import statistics
import time
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from earful.bench import reading, watching
from earful.bench.frame import Bar, Measured
from earful.bench.reading import p95
from earful.bench.serving import HOST, Desk, serving
from earful.bench.watching import Watched
from earful.bench.world import World, make
from earful.conversations import queries, tally
from earful.conversations.models import Conversation
from earful.staff.models import Agent

SENTENCE = "A large desk: lists, conversations, search, and from arrival to screen."
LIVE = "select count(*) from pg_stat_activity where application_name = 'earful-live' and datname = current_database()"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much."""
    parser.add_argument("--conversations", type=int, default=1_000_000, help="with five messages each")
    parser.add_argument("--seconds", type=float, default=30, help="for which things arrive, at each of two rates")


def measure(options: argparse.Namespace) -> Measured:
    """Fill a database, then read it through the real web process, then watch it live."""
    count = min(options.conversations, 10_000) if options.quick else options.conversations
    seconds = min(options.seconds, 6.0) if options.quick else options.seconds
    samples = 40 if options.quick else 200
    dice = random.Random(options.seed)
    begun = time.monotonic()
    world = make(count, options.seed)
    made_in = time.monotonic() - begun
    due = {
        f"{view}_matters": Conversation.objects.filter(queries.in_view(world.agents[1], view)).count()
        for view in queries.DUE
    }
    with serving("web") as desk:
        read = _read(desk, world, dice, samples)
    with serving("web", "live", "work") as desk:
        quiet = watching.watch(desk, world, dice, 20, 5, seconds)
        busy = watching.watch(desk, world, dice, 50, 50, seconds)
        held = _one(LIVE)
    figures = {
        "conversations": world.conversations,
        "turns": world.turns,
        "database_mb": int(_one("select pg_database_size(current_database()) / 1000000")),
        "made_in_s": round(made_in, 1),
        **due,
        **read,
        **_queries(world),
        "counts_wrong_by": tally.wrong_by(),
        "quiet": _shown(quiet),
        "busy": _shown(busy),
        "live_connections": held,
    }
    return Measured(figures, _bars(figures))


def _read(desk: Desk, world: World, dice: random.Random, samples: int) -> dict[str, float]:
    lists = reading.lists(desk, world)
    talks = reading.conversations(desk, world, dice, samples)
    found = reading.searches(desk, world, dice, samples // 5)
    every = {f"list_{name}": taken for name, taken in lists.items()}
    every |= {f"conversation_{name}": taken for name, taken in talks.items()}
    every |= {f"search_{name}": taken for name, taken in found.items()}
    figures = {f"{name}_p95_ms": p95(taken) for name, taken in every.items()}
    figures |= {f"{name}_median_ms": round(statistics.median(taken), 1) for name, taken in every.items()}
    figures["list_p95_ms"] = p95(lists["first"] + lists["deep"])
    figures["conversation_p95_ms"] = p95(talks["pane"] + talks["page"])
    return figures


def _shown(watched: Watched) -> dict[str, float]:
    taken = watched.taken or [float("inf")]
    return {
        "pages": watched.pages,
        "asked_per_s": watched.per_s,
        "arrived": watched.arrived,
        "median_ms": round(statistics.median(taken), 1),
        "p95_ms": p95(taken),
        "looks": watched.looks,
        "unseen": watched.unseen,
        "passed": watched.passed,
    }


def _queries(world: World) -> dict[str, int]:
    """How often a page asks the database, counted within this process."""
    pages = {"list": ("/desk/needs/", ""), "conversation": (f"/desk/needs/{world.conversations // 2}/", "talk")}
    return {f"{name}_queries": _counted(world.agents[1], path, part) for name, (path, part) in pages.items()}


def _counted(agent: Agent, path: str, part: str) -> int:
    client = Client(SERVER_NAME=HOST)
    client.force_login(agent, backend=settings.AUTHENTICATION_BACKENDS[0])
    headers = {"HX-Request": "true", "HX-Target": part} if part else {}
    client.get(path, headers=headers)
    with CaptureQueriesContext(connection) as asked:
        client.get(path, headers=headers)
    return len(asked)


def _bars(figures: Mapping[str, Any]) -> tuple[Bar, ...]:
    return (
        Bar("list_p95_ms", figures["list_p95_ms"], "<=", 50),
        Bar("list_due_p95_ms", figures["list_due_p95_ms"], "<=", 50),
        Bar("conversation_p95_ms", figures["conversation_p95_ms"], "<=", 50),
        Bar("search_rare_p95_ms", figures["search_rare_p95_ms"], "<=", 200),
        Bar("search_common_p95_ms", figures["search_common_p95_ms"], "<=", 200),
        Bar("search_people_p95_ms", figures["search_people_p95_ms"], "<=", 200),
        Bar("quiet_arrival_to_screen_p95_ms", figures["quiet"]["p95_ms"], "<=", 500),
        Bar("busy_arrival_to_screen_p95_ms", figures["busy"]["p95_ms"], "<=", 1500),
        Bar("unseen", figures["quiet"]["unseen"] + figures["busy"]["unseen"], "<=", 0),
        Bar("live_connections", figures["live_connections"], "<=", 1),
        Bar("counts_wrong_by", figures["counts_wrong_by"], "<=", 0),
    )


def _one(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
