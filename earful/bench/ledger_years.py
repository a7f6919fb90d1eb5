"""A ledger of years, made in minutes: items, their turns, conversations, verdicts and people, by SQL.

Rows go in through the indexes as they stand, so that these are as large and as worn as grown ones.
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
from django.conf import settings
from django.db import connection
from tqdm import tqdm

from earful.accounts.models import Account
from earful.bench.arrivals import WORDS

PIECE = 30_000  # items a transaction; a multiple of three
BASE = 10_000_000  # far above the numbers that arrivals take
TABLES = (
    "intake_item", "conversations_turn", "conversations_conversation", "conversations_event", "triage_verdict",
    "customers_customer", "customers_handle",
)  # fmt: skip
STATEMENTS = """
insert into intake_item (id, workspace_id, account_id, external_id, version, raw, arrived_at, state, trouble)
select n, %(workspace)s, %(account)s, 'old:' || n, '1', jsonb_build_object('id', 'old:' || n, 'version', '1', 'change',
    'said', 'why', 'mention', 'author', jsonb_build_object('id', 'p' || n / 3, 'handle', 'p' || n / 3 || '.test', 'name',
    'P' || n / 3, 'avatar', '', 'page', ''), 'text', pg_temp.words(n), 'said_at', pg_temp.moment(n), 'reach', 'public',
    'url', 'http://town.test/posts/' || n, 'pictures', '[]'::jsonb, 'order', n), pg_temp.moment(n), 'placed', ''
from generate_series(%(low)s::bigint, %(high)s) n;
insert into customers_customer (id, workspace_id, name, created_at)
select n, %(workspace)s, 'P' || n / 3, pg_temp.moment(n) from generate_series(%(low)s::bigint, %(high)s, 3) n;
insert into customers_handle
    (id, workspace_id, network, external_id, handle, name, avatar_url, profile_url, customer_id, seen_at)
select n, %(workspace)s, 'sandbox', 'p' || n / 3, 'p' || n / 3 || '.test', 'P' || n / 3, '', '', n, pg_temp.moment(n)
from generate_series(%(low)s::bigint, %(high)s, 3) n;
insert into conversations_conversation (id, workspace_id, account_id, anchor, asker_id, private, preview, status, kind,
    urgency, language, waiting_since, last_at, turns_count, version, created_at)
select n, %(workspace)s, %(account)s, 'old:' || n, n, false, pg_temp.words(n), case when n %% 60 = 0 then 'open' else 'ended'
    end, 'complaint', 0, 'en', case when n %% 60 = 0 then pg_temp.moment(n + 2) end, pg_temp.moment(n + 2), 3, 3,
    pg_temp.moment(n)
from generate_series(%(low)s::bigint, %(high)s, 3) n;
insert into conversations_event (workspace_id, conversation_id, what, details, at)
select %(workspace)s, n, 'opened', '{}', pg_temp.moment(n) from generate_series(%(low)s::bigint, %(high)s, 3) n;
insert into conversations_turn (id, workspace_id, account_id, conversation_id, external_id, parent_external_id, waits_below,
    item_id, author_id, ours, why, text, language, links, pictures, url, said_at, "order", kind, urgency, needs_answer,
    outcome, outcome_reason, outcome_at)
select n, %(workspace)s, %(account)s, n - (n - %(low)s) %% 3, 'old:' || n,
    case when (n - %(low)s) %% 3 = 0 then '' else 'old:' || n - 1 end, '', n,
    case when (n - %(low)s) %% 3 = 1 then null else n - (n - %(low)s) %% 3 end, (n - %(low)s) %% 3 = 1,
    case (n - %(low)s) %% 3 when 0 then 'mention' when 1 then 'own' else 'reply' end, pg_temp.words(n), 'en', '[]', '[]',
    'http://town.test/posts/' || n, pg_temp.moment(n), n, 'complaint', 0, (n - %(low)s) %% 3 = 0,
    case (n - %(low)s) %% 3 when 0 then 'answered' when 1 then '' else 'not_needed' end, '', pg_temp.moment(n)
from generate_series(%(low)s::bigint, %(high)s) n;
insert into triage_verdict (workspace_id, item_id, version, needs_answer, needs_answer_p, kind, kinds_p, urgency, language,
    language_p, spam_p, reasons, made_at)
select %(workspace)s, n, 'baseline-1', true, 0.9, 'complaint', '{"complaint": 0.8, "other": 0.2}', 0, 'en', 0.99, 0.01,
    '[{"code": "complains", "words": "broken", "weight": 1.4}]', pg_temp.moment(n)
from generate_series(%(low)s::bigint, %(high)s) n where (n - %(low)s) %% 3 <> 1
"""
FUNCTIONS = """
create function pg_temp.words(n bigint) returns text language sql immutable as $$
    select string_agg(list[1 + abs(hashint8extended(n, k)) %% cardinality(list)], ' ')
    from generate_series(1, 8 + abs(n %% 24)::int) k, (select %(words)s::text[] as list) of_words $$;
create function pg_temp.moment(n bigint) returns timestamptz language sql immutable as
    $$ select timestamptz '2024-01-01' + n %% 60000000 * interval '1 second' $$
"""


def grow(account: Account, items: int) -> None:
    """Add this many items, with all that follows from them."""
    pieces = [(BASE + low, BASE + min(low + PIECE, items)) for low in range(0, items, PIECE)]
    with (
        ThreadPoolExecutor(2) as both,
        tqdm(total=items, desc="Filling the ledger", unit="items", disable=None, file=sys.stderr) as bar,
    ):
        for done in both.map(lambda piece: _fill(account, *piece), pieces):
            bar.update(done)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"vacuum analyze {table}")
        cursor.execute("checkpoint" if _may_all() else "select 1")


def _fill(account: Account, low: int, end: int) -> int:
    facts = {
        "workspace": account.workspace_id,
        "account": account.pk,
        "low": low,
        "high": end - 1,
        "words": list(WORDS),
    }
    with psycopg.connect(settings.LISTEN_URL, cursor_factory=psycopg.ClientCursor) as line:
        line.execute("set synchronous_commit = off")
        if _may_all():
            line.execute("set session_replication_role = replica")  # rows that point to each other come together
        line.execute(FUNCTIONS, facts)
        for statement in STATEMENTS.split(";\n"):
            line.execute(statement.encode(), facts)
    return end - low


def _may_all() -> bool:
    with psycopg.connect(settings.LISTEN_URL) as line:
        return bool(line.execute("select usesuper from pg_user where usename = current_user").fetchone() == (True,))
