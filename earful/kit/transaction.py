"""One transaction per action, and none of them around a wire."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import psycopg
from django.db import connection, transaction

P = ParamSpec("P")
R = TypeVar("R")


class _Inside(threading.local):
    """Whether this thread, which has a connection of its own, is within an action."""

    yes = False


_inside = _Inside()


def one_transaction(action: Callable[P, R]) -> Callable[P, R]:
    """Run an action in a transaction; actions it calls join the same one, and so do the jobs they defer.

    They succeed or fail together, so those within set no savepoints, which would be half of all that is said to the
    database. What an action within another raises must therefore pass through both.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        outermost = not _inside.yes
        try:
            with transaction.atomic(savepoint=outermost):
                _inside.yes = True
                return action(*args, **kwargs)
        finally:
            _inside.yes = not outermost

    return run


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read within is as it stood at the first question, so that a page made of many never shows halves of two moments.

    For reading only: what is written within may be refused because somebody else wrote meanwhile. Within another transaction it changes nothing.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    asked: psycopg.Connection[object] = connection.connection
    usual = asked.isolation_level
    asked.isolation_level = (
        psycopg.IsolationLevel.REPEATABLE_READ
    )  # said with "begin", so it costs no question of its own
    try:
        with transaction.atomic():
            yield
    finally:
        if not asked.closed:
            asked.isolation_level = usual


def alone(purpose: str, number: int) -> None:
    """Wait until no other transaction works on the same thing; holds until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, %s))", [purpose, number])


def alone_with(purpose: str, number: int, names: Iterable[str]) -> None:
    """The same for several things at once; everybody takes them in one order, so that nobody waits in a circle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(name, %s)) from unnest(%s::text[]) as name",
            [number, [f"{purpose}:{name}" for name in sorted(set(names))]],
        )


def on_the_wire() -> None:
    """Refuse to speak to a network while a transaction is open: law 2. Raises RuntimeError."""
    if connection.in_atomic_block:
        raise RuntimeError("A network was about to be called inside a transaction.")
