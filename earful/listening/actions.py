"""Keeping listening queries. A query is kept in its one written form."""

from collections.abc import Iterable, Mapping

from django.db.models.functions import Lower

from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.listening.models import Found, Query, Source
from earful.listening.rules import parse, printed
from earful.listening.tree import everything, nothing_of
from earful.staff.models import Agent, Workspace

MOST = 5000  # of a workspace
MOST_NAMED = 20  # queries that are named at one item


class CannotListen(ValueError):
    """Why not, as a sentence for a person."""


@one_transaction
def make(by: Agent, name: str, text: str) -> Query:
    """A new query, switched on. Raises CannotListen, and Unclear about its text."""
    workspace = Workspace.objects.select_for_update(no_key=True).get(pk=by.workspace_id)
    if Query.objects.filter(workspace=workspace).count() >= MOST:
        raise CannotListen(gettext_noop("There are as many queries as Earful can keep. Take one away first."))
    form = printed(parse(text))
    _free(by, name, 0)
    now = clock.now()
    _search_soon(by)
    return Query.objects.create(
        workspace=workspace, name=name, text=form, made_by=by, made_at=now, changed_by=by, changed_at=now
    )


@one_transaction
def change(query: Query, by: Agent, name: str, text: str) -> None:
    """Another name, another text. Raises CannotListen, and Unclear about its text."""
    form = printed(parse(text))
    query = held(query)
    _free(by, name, query.pk)
    query.name, query.text, query.changed_by, query.changed_at = name, form, by, clock.now()
    query.save(update_fields=["name", "text", "changed_by", "changed_at"])
    _search_soon(by)


def leave_out(query: Query, by: Agent, text: str) -> None:
    """The query, without what holds this. Raises CannotListen, and Unclear about the text."""
    change(query, by, query.name, printed(everything([parse(query.text), nothing_of(parse(text))])))


@one_transaction
def switch(query: Query, by: Agent, *, on: bool) -> None:
    """Listen, or pause."""
    query = held(query)
    query.on, query.changed_by, query.changed_at = on, by, clock.now()
    query.save(update_fields=["on", "changed_by", "changed_at"])


@one_transaction
def delete(query: Query) -> None:
    """Take it away. What it has found stays on the desk, and is no longer called found by it."""
    held(query).delete()


@one_transaction
def record(workspace_id: int, fitting: Mapping[int, Iterable[int]]) -> None:
    """Which queries fit which items, by id. What a person said of an item before stands."""
    now = clock.now()
    rows = [
        Found(workspace_id=workspace_id, item_id=item, query_id=query, at=now)
        for item, queries in fitting.items()
        for query in sorted(queries)[:MOST_NAMED]
    ]
    there = set(Query.objects.filter(pk__in={row.query_id for row in rows}).values_list("pk", flat=True))
    Found.objects.bulk_create([row for row in rows if row.query_id in there], ignore_conflicts=True)


@one_transaction
def refuse(item_ids: Iterable[int], by: Agent) -> int:
    """These are not about us, whatever the queries say; how many queries learn from it."""
    rows = Found.objects.filter(item__in=list(item_ids), refused_at=None)
    return rows.update(refused_by=by, refused_at=clock.now())


def _search_soon(by: Agent) -> None:
    """What is new need not wait for its turn, unless a network has asked for a pause."""
    Source.objects.filter(workspace=by.workspace_id, on=True, trouble="").update(next_at=None)


def held(query: Query) -> Query:
    """The row as it stands, held until the transaction ends."""
    return Query.objects.select_for_update(no_key=True).get(pk=query.pk)


def _free(by: Agent, name: str, but: int) -> None:
    taken = Query.objects.annotate(lower=Lower("name")).filter(workspace=by.workspace_id, lower=name.lower())
    if taken.exclude(pk=but).exists():
        raise CannotListen(gettext_noop("There is a query of this name already. Choose another name."))
