"""A desk that has been used for two years, made in minutes: a million conversations by SQL, spoken by `speech`."""

import random
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from tqdm import tqdm

from earful.accounts.actions import connect
from earful.accounts.models import Account
from earful.bench import speech
from earful.bench.world_sql import CONVERSATIONS, HANDLES, ITEMS, LOT, SEQUENCES, TAGGED, TURNS
from earful.channels.contract import Connected, Us
from earful.conversations import tally
from earful.conversations.models import Tag
from earful.kit import clock
from earful.staff.actions import invite, open_workspace
from earful.staff.models import Agent, Team, Workspace
from earful.staff.rules import Role

BRANDS = (
    ("northwindrail", "Northwind Rail"),
    ("northwindparcels", "Northwind Parcels"),
    ("northwindhome", "Northwind Home"),
)
TAGS = ["refund", "delay", "luggage", "delivery", "billing", "outage", "app", "warranty", "lost", "praise", "press"]
SAYINGS = 60_000
PIECE = 20_000  # conversations a transaction
LONG = 3000  # turns of the one endless conversation
HEAVY = (
    "customers_customer", "customers_handle", "intake_item", "conversations_conversation", "conversations_turn",
    "conversations_event", "conversations_tag_conversations",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """Who works there, what listens, and how much was said."""

    workspace: Workspace
    agents: Sequence[Agent]  # the first has ended an eighth of all conversations
    accounts: Sequence[Account]
    conversations: int
    turns: int
    endless: int  # the conversation with 3,000 turns


def make(conversations: int, seed: int) -> World:
    """Fill an empty, migrated database."""
    owner = open_workspace("Northwind")
    desk = owner.workspace
    agents = [owner, *(invite(desk, f"agent{n}", f"{speech.FIRST[n]} {speech.LAST[n]}", Role.AGENT) for n in range(20))]
    teams = [Team.objects.create(workspace=desk, name=name) for name in ("Travel", "Parcels")]
    accounts = [
        connect(desk, "sandbox", Connected(Us(f"us:{handle}", handle), name, {"url": "http://127.0.0.1:9"}, {}))
        for handle, name in BRANDS
    ]
    tags = [Tag.objects.create(workspace=desk, name=name).pk for name in TAGS]
    facts = {
        "workspace": desk.pk,
        "accounts": [account.pk for account in accounts],
        "agents": [agent.pk for agent in agents[1:]],
        "teams": [team.pk for team in teams],
        "tags": tags,
        "first": speech.FIRST,
        "last": speech.LAST,
        "people": max(conversations // 4, 100),
        "all": conversations,
        "long": LONG,
        "endless": conversations * 9 // 10,
        "sayings": SAYINGS,
        "begun": clock.now() - timedelta(days=730),
        "step": timedelta(days=730) / (conversations + 1),
        "seed": seed,
    }
    with _bare(HEAVY):
        _say(seed)
        _fill(conversations, facts)
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES)
        cursor.execute("drop table bench_saying")
        for table in HEAVY:
            cursor.execute(f"vacuum analyze {table}")
        cursor.execute("select count(*) from conversations_turn")
        (turns,) = cursor.fetchone()
    tally.count_again()
    return World(desk, agents, accounts, conversations, turns, conversations * 9 // 10)


def _say(seed: int) -> None:
    with psycopg.connect(settings.LISTEN_URL) as line:
        line.execute("create unlogged table bench_saying (id int primary key, words text not null)")
        with line.cursor().copy("copy bench_saying from stdin") as copy:
            for number, words in enumerate(speech.sayings(random.Random(seed), SAYINGS)):
                copy.write_row((number, words))


def _fill(conversations: int, facts: dict[str, object]) -> None:
    pieces = [(low, min(low + PIECE - 1, conversations)) for low in range(1, conversations + 1, PIECE)]
    _run(HANDLES, facts, (1, int(str(facts["people"]))))
    with tqdm(total=len(pieces) * 5, desc="Two years of conversations", file=sys.stderr, disable=None) as bar:
        for statement in (ITEMS, CONVERSATIONS, TURNS, *TAGGED):
            with ThreadPoolExecutor(2) as both:
                for _ in both.map(partial(_run, statement, facts), pieces):
                    bar.update()


def _run(statement: str, facts: dict[str, object], piece: tuple[int, int]) -> None:
    with psycopg.connect(settings.LISTEN_URL, options="-c synchronous_commit=off -c work_mem=64MB -c jit=off") as line:
        line.execute(LOT)
        for part in statement.split(";"):
            if part.strip():
                line.execute(part.encode(), {**facts, "low": piece[0], "high": piece[1]})


@contextmanager
def _bare(tables: Sequence[str]) -> Iterator[None]:
    """Without their indexes and what they check on each row, which takes ten times as long as making them afterwards."""
    with psycopg.connect(settings.LISTEN_URL, autocommit=True) as line:
        line.execute("set maintenance_work_mem = '400MB'")
        later = _indexes(line, tables)
        bonds = line.execute(
            "select conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype from pg_constraint "
            "where conrelid::regclass::text = any(%s) and contype in ('f', 'u')", [list(tables)]
        ).fetchall()  # fmt: skip
        for table, name, _told, _sort in bonds:
            line.execute(
                sql.SQL("alter table {} drop constraint {}").format(sql.Identifier(table), sql.Identifier(name))
            )
        for name, _told in later:
            line.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
        for table in tables:
            line.execute(sql.SQL("alter table {} disable trigger user").format(sql.Identifier(table)))
        yield
        for table in tables:
            line.execute(sql.SQL("alter table {} enable trigger user").format(sql.Identifier(table)))
        made = [told for _name, told in later]
        made += [
            f'alter table {table} add constraint "{name}" {told}{" not valid" if sort in {b"f", "f"} else ""}'
            for table, name, told, sort in sorted(bonds, key=lambda bond: str(bond[3]), reverse=True)
        ]
        for statement in tqdm(made, desc="Indexes", file=sys.stderr, disable=None):
            line.execute(statement.encode())


def _indexes(line: psycopg.Connection, tables: Sequence[str]) -> list[tuple[str, str]]:
    """Those that no constraint stands on: name and how to make it."""
    found = line.execute(
        "select indexname, indexdef from pg_indexes where tablename = any(%s) and schemaname = current_schema() "
        "and not exists (select 1 from pg_constraint where conindid = to_regclass(quote_ident(indexname)))",
        [list(tables)],
    ).fetchall()
    return [(str(name), str(told)) for name, told in found]
