"""What the town knows against what the desk believes: every difference is a violation, with enough to find it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

MARK = re.compile(r"\[[A-Za-z]+ \d+\]")
CONCERNS = """
select people.handle as brand, posts.id, posts.version, posts.said_at, posts.removed_at, posts.garbled, why,
    versions.text, posts.client_key from concerns
join people on people.id = concerns.brand join posts on posts.id = concerns.post
left join versions on versions.post = posts.id and versions.version = posts.version order by posts.id
"""
STORED = """
select account.handle as brand, item.external_id, item.version,
    case when item.emptied_at is null then item.state else 'emptied' end as state,
    turn.text, turn.removed_at, turn.id as turn from intake_item item
join accounts_account account on account.id = item.account_id
left join conversations_turn turn on turn.account_id = item.account_id and turn.external_id = item.external_id
"""
DISPATCHES = """
select id, key::text, state, text, external_id, conversation_id, agent_id, attempts, looks, trouble, created_at,
    claimed_at, settled_at from outbox_dispatch order by id
"""
STUCK = """
select id, task_name, status::text, args, attempts from procrastinate_jobs
where status = 'doing' or (status = 'todo' and coalesce(scheduled_at, now() - interval '1 minute')
    < now() - interval '15 seconds')
"""
DEAF = """
select handle, state, trouble, listener, polled_at from accounts_account where state <> 'archive' and (
    state <> 'listening' or trouble <> '' or listener = '' or listener_until is null or listener_until < now()
    or polled_at is null or polled_at < now() - interval '30 seconds')
"""
UNCOUNTED = """
select cell, sum(n) from (
    select row(workspace_id, account_id, team_id, assignee_id, status, snoozed, asked)::text as cell, change as n
    from conversations_tally
    union all
    select row(workspace_id, account_id, team_id, assignee_id, status, snoozed_until is not null,
        asker_id is not null)::text, -1
    from conversations_conversation where merged_into_id is null
) as both_ways group by cell having sum(n) <> 0
"""
OPEN = ("held", "claimed", "uncertain")


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must not be. `kind` is one of KINDS; `moment`: about when it began, if that is known."""

    kind: str
    words: str
    moment: str = ""


# "repeated": the town knows keys and did not post it twice; another network would have.
KINDS = ("lost", "doubled", "repeated", "blocked", "uncertain", "false", "stuck", "deaf", "uncounted")


def compare(memory: Path, url: str, meant: dict[str, str]) -> list[Violation]:
    """Everything that differs now. Raises psycopg.Error and sqlite3.Error while one of them is away."""
    with closing(sqlite3.connect(f"file:{memory}?mode=ro", uri=True)) as town, psycopg.connect(url) as desk:
        town.row_factory = sqlite3.Row
        said = [dict(row) for row in town.execute(CONCERNS)]
        twice = town.execute("select value from facts where name = 'asked twice'").fetchall()
        asked = desk.cursor(row_factory=dict_row)
        stored = asked.execute(STORED).fetchall()
        dispatches = asked.execute(DISPATCHES).fetchall()
        stuck = asked.execute(STUCK).fetchall()
        deaf = asked.execute(DEAF).fetchall()
        uncounted = desk.execute(UNCOUNTED).fetchall()
    return [
        *lost(said, stored),
        *doubled(said, meant),
        *(Violation("repeated", f"post {post} was asked for again") for row in twice for post in row["value"].split()),
        *standing(said, dispatches),
        *(Violation("uncounted", f"the kept count of {cell} is wrong by {by}") for cell, by in uncounted),
        *(Violation("stuck", f"job {row['id']} {row['task_name']}{row['args']} is {row['status']}") for row in stuck),
        *(
            Violation("deaf", f"{row['handle']} is {row['state']}: {row['trouble']!r} by {row['listener']!r}")
            for row in deaf
        ),
    ]


def lost(said: list[dict[str, Any]], stored: list[dict[str, Any]]) -> Iterator[Violation]:
    """Each post that concerns a brand is in its ledger as it stands now, and in a conversation with these words."""
    items: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in stored:
        items.setdefault((row["brand"], row["external_id"]), []).append(row)
    for post in said:
        name = f"town:post:{post['id']:06d}"
        kind, wrong, moment = _amiss(post, items.get((post["brand"], name), []))
        if wrong:
            yield Violation(kind, f"{name} for {post['brand']} ({post['why']}) {wrong}", moment)


def _amiss(post: dict[str, Any], found: list[dict[str, Any]]) -> tuple[str, str, str]:
    """What is wrong with how the desk has one post, in words; "" when nothing is."""
    said_at, versions = post["said_at"], {row["version"] for row in found}
    if any(row["state"] == "fresh" for row in found):
        return "lost", "was never understood", said_at
    if post["removed_at"]:
        stands = any(row["turn"] and not row["removed_at"] for row in found)
        return "false", "was removed and still stands here" if stands else "", post["removed_at"]
    if str(post["version"]) not in versions:
        return "lost", f"is not in the ledger as version {post['version']}, only as {versions or 'nothing'}", said_at
    if post["garbled"]:
        hidden = any(row["state"] != "unreadable" for row in found)
        return "lost", "is garbled and not shown as unreadable" if hidden else "", said_at
    if not found[0]["turn"]:
        return "lost", "is in no conversation", said_at
    other = found[0]["text"] != post["text"]
    return "false", f"shows {found[0]['text']!r} for {post['text']!r}" if other else "", said_at


def doubled(said: list[dict[str, Any]], meant: dict[str, str]) -> Iterator[Violation]:
    """What somebody meant to say once stands once; what they took back does not stand at all."""
    seen: dict[str, set[int]] = {}
    for post in said:
        if post["why"] == "own":
            for mark in MARK.findall(post["text"] or ""):
                seen.setdefault(mark, set()).add(post["id"])
    for mark, posts in seen.items():
        if len(posts) > 1:
            yield Violation("doubled", f"{mark} stands {len(posts)} times: {sorted(posts)}")
        if meant.get(mark) == "undone":
            yield Violation("false", f"{mark} was taken back and stands as {sorted(posts)}")


def standing(said: list[dict[str, Any]], dispatches: list[dict[str, Any]]) -> Iterator[Violation]:
    """What the desk calls sent is there, what it calls failed or taken back is not, and nothing is left half done."""
    there = {post["client_key"]: post["id"] for post in said if post["client_key"]}
    for row in dispatches:
        told = f"dispatch {row['id']} in conversation {row['conversation_id']} is {row['state']} ({row['trouble']})"
        moment = str(row["claimed_at"] or row["created_at"])
        post = there.get(row["key"])
        if row["state"] in OPEN:
            yield Violation("uncertain" if row["state"] == "uncertain" else "blocked", told, moment)
        elif row["state"] == "sent" and (post is None or row["external_id"] != f"town:post:{post:06d}"):
            yield Violation("false", f"{told}; the town has {post}, the desk {row['external_id']}", moment)
        elif row["state"] in ("failed", "undone") and post is not None:
            yield Violation("false", f"{told}; the town has it as {post}", moment)
