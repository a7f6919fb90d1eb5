"""Questions to the database that are asked again and again: put together once, then asked with other values.

Django puts a query together anew each time it is asked, and the database plans it anew. For the wide rows of a
conversation either takes longer than finding them, and a page asks some twenty. A query made ready is compiled once in
a process, and planned once in a connection (psycopg prepares it when that connection asks first).
"""

import copy
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.backends.postgresql.base import ServerBindingCursor  # type: ignore[attr-defined] # -- there with psycopg 3
from django.db.models import Field, ForeignKey, Lookup, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

Row = TypeVar("Row")


@ForeignKey.register_lookup
@Field.register_lookup
class OneOf(Lookup):  # type: ignore[type-arg] # -- no generic at run time
    """`field__any=Slot`: one of the values in a list, however many."""

    lookup_name = "any"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        """As PostgreSQL says it."""
        field, given = self.process_lhs(compiler, connection)
        values, listed = self.process_rhs(compiler, connection)
        return f"{field} = any({values})", [*given, *listed]


class Slot(Value):
    """Where a value stands that differs from time to time. It must be of the compared field's own type, and not None."""

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:  # noqa: ARG002 -- Django's own
        """A placeholder, with itself as the parameter until somebody asks."""
        return "%s", [self]


@dataclass(frozen=True, slots=True)
class _Made(Generic[Row]):
    queryset: QuerySet[Any, Row]
    compiler: SQLCompiler
    converters: dict[int, Any]
    sql: str
    places: tuple[int, ...]  # which value each placeholder takes


class Ready(Generic[Row]):
    """A query of a fixed shape. `build` gets a Slot for each of its parameters and returns the queryset.

    Only comparisons may meet a Slot (exact, lt, gte, `any` for a list), and the shape may not depend on values: no
    slices by them. The rows come as the queryset would have given them, prefetching included.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._lock = Lock()
        self._made: _Made[Row] | None = None

    def __call__(self, *values: Any) -> list[Row]:
        """Ask, with a value for each parameter."""
        made = self._made or self._make(len(values))
        filled = [values[place] for place in made.places]
        asked = made.queryset.all()
        asker: Any = copy.copy(made.compiler)
        asker.connection = connections[made.queryset.db]  # each thread has its own
        asker.execute_sql = lambda *_args, **_kwargs: _found(asker.connection, made.sql, filled)
        asker.get_converters = lambda _expressions: made.converters
        compiled: Any = asked.query
        compiled.get_compiler = lambda *_args, **_kwargs: asker
        return list(asked)

    def first(self, *values: Any) -> Row | None:
        """The first row, if there is one; let the query itself end after one."""
        return next(iter(self(*values)), None)

    def _make(self, count: int) -> _Made[Row]:
        with self._lock:
            if self._made is None:
                queryset = self._build(*(Slot(number) for number in range(count)))
                compiler = queryset.query.get_compiler(using=queryset.db)
                sql, params = compiler.as_sql()
                columns = [column[0] for column in compiler.select[: compiler.col_count]]
                places = tuple(each.value for each in params if isinstance(each, Slot))
                self._made = _Made(
                    queryset, compiler, compiler.get_converters(columns), _with_constants(sql, params), places
                )
            return self._made


def _with_constants(sql: str, params: Sequence[Any]) -> str:
    """What never changes stands in the text: only so can a plan for all values use an index of, say, open matters."""
    left = iter(params)

    def fill(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        param = next(left)
        return "%s" if isinstance(param, Slot) else Literal(param).as_string().replace("%", "%%")

    return re.sub("%[%s]", fill, sql)


def _found(connection: Any, sql: str, values: Sequence[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The rows, over a cursor that leaves it to the database to put the values in. Begins as Django's own cursors do."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor = connection._prepare_cursor(ServerBindingCursor(connection.connection))  # noqa: SLF001 -- logs and names errors as Django does
    with cursor:
        cursor.execute(sql, values)
        yield cursor.fetchall()
