"""Actions within actions: one transaction, all or nothing, without a savepoint for each."""

import threading

import pytest
from django.db import OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext

from earful.kit.transaction import one_moment, one_transaction
from earful.staff.models import Workspace


@one_transaction
def inner(slug: str) -> None:
    Workspace.objects.create(name=slug, slug=slug, created_at="2026-01-01T00:00Z")
    if slug == "bad":
        raise LookupError(slug)


@one_transaction
def outer(*slugs: str) -> None:
    for slug in slugs:
        inner(slug)


@pytest.mark.django_db(transaction=True)
def test_what_fails_within_takes_everything_with_it_and_the_next_action_is_untouched() -> None:
    with pytest.raises(LookupError):
        outer("one", "bad")
    assert not Workspace.objects.exists()

    outer("two", "three")

    assert Workspace.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_actions_within_say_nothing_more_to_the_database() -> None:
    with CaptureQueriesContext(
        connection,
    ) as said:
        outer("one", "two")

    assert [query["sql"].split()[0] for query in said] == ["BEGIN", "INSERT", "INSERT", "COMMIT"]


@pytest.mark.django_db(transaction=True)
def test_a_failure_can_be_caught_around_the_outermost_action() -> None:
    for slugs in (("one", "bad"), ("two",)):
        try:
            outer(*slugs)
        except LookupError:
            continue

    assert list(Workspace.objects.values_list("slug", flat=True)) == ["two"]


@pytest.mark.django_db(transaction=True)
def test_another_thread_has_a_transaction_of_its_own() -> None:
    def elsewhere() -> None:
        try:
            with pytest.raises(LookupError):
                outer("bad")
        finally:
            connections.close_all()

    @one_transaction
    def here() -> None:
        inner("one")
        other = threading.Thread(target=elsewhere)
        other.start()
        other.join()
        inner("two")

    here()

    assert Workspace.objects.count() == 2


def _meanwhile(slug: str) -> None:
    """Somebody else writes, and is done."""

    def elsewhere() -> None:
        try:
            inner(slug)
        finally:
            connections.close_all()

    other = threading.Thread(target=elsewhere)
    other.start()
    other.join()


@pytest.mark.django_db(transaction=True)
def test_what_is_read_in_one_moment_does_not_see_what_came_meanwhile() -> None:
    with one_moment():
        before = Workspace.objects.count()
        _meanwhile("one")
        within = Workspace.objects.count()
    _meanwhile("two")

    assert (before, within, Workspace.objects.count()) == (0, 0, 2)


@pytest.mark.django_db(transaction=True)
def test_after_a_moment_an_action_sees_again_what_came_meanwhile() -> None:
    with pytest.raises(LookupError), one_moment():
        raise LookupError

    @one_transaction
    def look() -> list[int]:
        before = Workspace.objects.count()
        _meanwhile("one")
        return [before, Workspace.objects.count()]

    assert look() == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_a_moment_within_an_action_is_the_actions() -> None:
    @one_transaction
    def look() -> int:
        inner("one")
        with one_moment():
            return Workspace.objects.count()

    assert look() == 1


@pytest.mark.django_db(transaction=True)
def test_a_moment_that_the_database_breaks_off_leaves_nothing_behind() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        [mine] = cursor.fetchone()

    def elsewhere() -> None:
        try:
            with connections["default"].cursor() as other:
                other.execute("select pg_terminate_backend(%s)", [mine])
        finally:
            connections.close_all()

    def look() -> None:
        with one_moment():
            Workspace.objects.count()
            killer = threading.Thread(target=elsewhere)
            killer.start()
            killer.join()
            Workspace.objects.count()

    with pytest.raises(OperationalError):
        look()
    connection.close_if_unusable_or_obsolete()

    inner("one")
    with one_moment():
        assert Workspace.objects.count() == 1
    assert connection.connection.isolation_level is None
