"""How `world` fills the tables: each statement makes the rows from :low to :high, the same for the same seed."""

LOT = """
create or replace function pg_temp.lot(number bigint, salt bigint) returns double precision language sql immutable as
$$ select (hashint8extended(number, salt) & 1048575)::float8 / 1048576 $$
"""

HANDLES = """
insert into customers_customer (id, workspace_id, name, created_at)
select n, %(workspace)s, '', %(begun)s from generate_series(%(low)s::bigint, %(high)s) n;
insert into customers_handle
  (id, workspace_id, network, external_id, handle, name, avatar_url, profile_url, customer_id, seen_at)
select n, %(workspace)s, 'sandbox', 'person:' || n, lower(first || '.' || last) || n, first || ' ' || last, '', '', n, %(begun)s
from (
  select n, (%(first)s::text[])[1 + floor(pg_temp.lot(n, %(seed)s + 1) * cardinality(%(first)s::text[]))] as first,
            (%(last)s::text[])[1 + floor(pg_temp.lot(n, %(seed)s + 2) * cardinality(%(last)s::text[]))] as last
  from generate_series(%(low)s::bigint, %(high)s) n
) named
"""

# One row of the ledger for each conversation: reading pages does not walk the ledger.
ITEMS = """
insert into intake_item (id, workspace_id, account_id, external_id, version, raw, arrived_at, state, trouble)
select n, %(workspace)s, (%(accounts)s::bigint[])[1 + n %% cardinality(%(accounts)s::bigint[])], 'said:' || n || ':1', '1',
       '{}', %(begun)s + n * %(step)s::interval, 'placed', ''
from generate_series(%(low)s::bigint, %(high)s) n
"""

CONVERSATIONS = """
insert into conversations_conversation
  (id, workspace_id, account_id, anchor, asker_id, private, preview, status, kind, urgency, language, waiting_since,
   last_at, turns_count, assignee_id, team_id, ended_at, ended_by_id, version, created_at, snoozed_until, due_at, stirred)
select n, %(workspace)s, (%(accounts)s::bigint[])[1 + n %% cardinality(%(accounts)s::bigint[])], 'said:' || n || ':1',
       1 + floor(power(pg_temp.lot(n, %(seed)s + 6), 2) * %(people)s), pg_temp.lot(n, %(seed)s + 8) < 0.2,
       (select left(words, 120) from bench_saying where id = (n * 7) %% %(sayings)s), status,
       (array['question', 'complaint', 'complaint', 'praise'])[1 + floor(pg_temp.lot(n, %(seed)s + 9) * 4)],
       case when pg_temp.lot(n, %(seed)s + 7) < 0.05 then 2 when pg_temp.lot(n, %(seed)s + 7) < 0.2 then 1 else 0 end,
       'en', case when status = 'open' then begun + said * interval '4 minutes' end,
       begun + said * interval '4 minutes', said,
       case when status = 'open' and pg_temp.lot(n, %(seed)s + 5) < 0.4 then null
            when pg_temp.lot(n, %(seed)s + 3) < 0.125 then (%(agents)s::bigint[])[1]
            else (%(agents)s::bigint[])[2 + floor(pg_temp.lot(n, %(seed)s + 4) * (cardinality(%(agents)s::bigint[]) - 1))] end,
       (%(teams)s::bigint[])[1 + n %% 2],
       case when status = 'ended' then begun + said * interval '5 minutes' end, null, said, begun,
       case when status <> 'ended' and pg_temp.lot(n, %(seed)s + 10) < 0.05 then now() + interval '3 days' end,
       case when status = 'open' then now() + (pg_temp.lot(n, %(seed)s + 17) * 2 - 1) * interval '1 hour' end,
       false  -- their clocks were set long ago
from (
  select n, status, begun,
         case when n = %(endless)s then %(long)s when status = 'open' then 2 * (said / 2) + 1
              when status = 'waiting' then 2 * ((said + 1) / 2) else said end as said
  from (
    select n, %(begun)s + n * %(step)s::interval as begun,
           (array[1, 2, 2, 3, 4, 4, 5, 6, 8, 15])[1 + floor(pg_temp.lot(n, %(seed)s + 11) * 10)] as said,
           case when pg_temp.lot(n, %(seed)s + 12) < 0.06 * power(n::float8 / %(all)s, 2) then 'open'
                when pg_temp.lot(n, %(seed)s + 12) < 0.105 * power(n::float8 / %(all)s, 2) then 'waiting'
                else 'ended' end as status
    from generate_series(%(low)s::bigint, %(high)s) n
  ) drawn
) stands
"""

TURNS = """
insert into conversations_turn
  (workspace_id, account_id, conversation_id, external_id, parent_external_id, waits_below, item_id, author_id, ours,
   agent_id, why, text, language, links, pictures, url, said_at, "order", kind, urgency, needs_answer, outcome,
   outcome_reason, outcome_by_id, outcome_at)
select workspace_id, account_id, c.id, 'said:' || c.id || ':' || k, case when k > 1 then 'said:' || c.id || ':' || k - 1 else '' end,
       '', c.id, case when k %% 2 = 1 then asker_id end, k %% 2 = 0, case when k %% 2 = 0 then assignee_id end,
       case when k %% 2 = 0 then 'own' when k = 1 then 'mention' else 'reply' end,
       one.words || ' ' || two.words || case when k = 1 then ' case R' || c.id else '' end, 'en', '[]', '[]', '',
       c.created_at + k * interval '4 minutes', k, c.kind, 0, k %% 2 = 1,
       case when k %% 2 = 0 or (c.status = 'open' and k = c.turns_count) then '' else 'answered' end, '', null,
       case when k %% 2 = 0 or (c.status = 'open' and k = c.turns_count) then null else c.created_at + (k + 1) * interval '4 minutes' end
from conversations_conversation c
cross join lateral generate_series(1, c.turns_count) k
join bench_saying one on one.id = floor(pg_temp.lot(c.id * 4099 + k, %(seed)s + 13) * %(sayings)s)
join bench_saying two on two.id = floor(pg_temp.lot(c.id * 4099 + k, %(seed)s + 14) * %(sayings)s)
where c.id between %(low)s and %(high)s
"""

TAGGED = (
    """
insert into conversations_tag_conversations (tag_id, conversation_id)
select (%(tags)s::bigint[])[1 + floor(power(pg_temp.lot(n, %(seed)s + 16), 3) * cardinality(%(tags)s::bigint[]))], n
from generate_series(%(low)s::bigint, %(high)s) n where pg_temp.lot(n, %(seed)s + 15) < 0.3
""",
    """
insert into conversations_event (workspace_id, conversation_id, what, details, at)
select workspace_id, id, 'opened', '{}', created_at from conversations_conversation where id between %(low)s and %(high)s
""",
)

SEQUENCES = """
select setval(pg_get_serial_sequence(name, 'id'), greatest(newest, 1)) from (
  select 'customers_customer' as name, (select max(id) from customers_customer) as newest
  union all select 'customers_handle', (select max(id) from customers_handle)
  union all select 'intake_item', (select max(id) from intake_item)
  union all select 'conversations_conversation', (select max(id) from conversations_conversation)
) of_each
"""
