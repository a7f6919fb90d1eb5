"""Several processes listen: each account is heard by exactly one, and who was away for too long has no say any more."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from earful import flow
from earful.accounts import leases
from earful.accounts.models import Account
from earful.accounts.rules import LEASE
from earful.channels.contract import Batch
from earful.channels.sandbox import wire
from earful.cli import checks
from earful.intake.models import Item
from tests.flow.town import a_payload, a_workspace, an_account

pytestmark = pytest.mark.django_db(transaction=True)
ONE, TWO, THREE = "one:1", "two:1", "three:1"


@pytest.fixture(autouse=True)
def nobody_listens():
    with connection.cursor() as cursor:
        cursor.execute("truncate accounts_listener")


def held(listener: str) -> set[int]:
    return {account.pk for account in leases.lease(listener)}


def falls_silent(listener: str, seconds: float = LEASE.total_seconds() + 1) -> None:
    """As if it had been heard of so long ago last."""
    gone = timedelta(seconds=seconds)
    Account.objects.filter(listener=listener).update(listener_until=Now() + LEASE - gone)
    with connection.cursor() as cursor:
        cursor.execute("update accounts_listener set seen_at = now() - %s where name = %s", [gone, listener])


def test_who_comes_later_gets_a_fair_share_and_nothing_is_left_out() -> None:
    desk = a_workspace()
    every = {an_account(desk, f"brand{number}").pk for number in range(5)}

    assert held(ONE) == every
    assert held(TWO) == set(), "nothing is free yet"
    mine = held(ONE)
    theirs = held(TWO)

    assert (len(mine), len(theirs)) == (3, 2)
    assert mine | theirs == every

    held(THREE)
    shares = [held(name) for name in (ONE, TWO, THREE)]
    assert [len(share) for share in shares] == [2, 2, 1]
    assert set().union(*shares) == every


def test_the_accounts_of_a_dead_one_are_taken_over_by_those_who_are_left() -> None:
    desk = a_workspace()
    every = {an_account(desk, f"brand{number}").pk for number in range(3)}
    held(ONE)
    held(TWO)
    held(ONE)
    assert held(TWO)

    falls_silent(TWO)

    assert held(ONE) == every


def test_who_goes_in_order_leaves_nothing_to_wait_for() -> None:
    account = an_account(a_workspace())
    held(ONE)
    leases.release(ONE)
    assert leases.living() == []
    assert held(TWO) == {account.pk}


def test_a_batch_of_one_who_was_paused_does_not_count() -> None:
    account = an_account(a_workspace())
    held(ONE)
    falls_silent(ONE)
    assert held(TWO) == {account.pk}
    late = Batch((wire.parcel(a_payload(account, "Is anybody there?")),), cursor="7")

    with pytest.raises(leases.Lost):
        leases.as_listener(account.pk, ONE, flow.arrive, account, late)

    account.refresh_from_db()
    assert (account.cursor, Item.objects.count()) == (None, 0)
    assert leases.as_listener(account.pk, TWO, flow.arrive, account, late)
    account.refresh_from_db()
    assert account.cursor == "7"


def test_who_was_paused_and_not_replaced_does_not_count_until_it_has_renewed() -> None:
    account = an_account(a_workspace())
    held(ONE)
    falls_silent(ONE)
    said = Batch((wire.parcel(a_payload(account, "Hello?")),), cursor="3")

    with pytest.raises(leases.Lost):
        leases.as_listener(account.pk, ONE, flow.arrive, account, said)

    assert held(ONE) == {account.pk}
    assert leases.as_listener(account.pk, ONE, flow.arrive, account, said)


def test_what_was_being_stored_while_somebody_took_over_does_not_count() -> None:
    account = an_account(a_workspace())
    held(ONE)
    said = Batch((wire.parcel(a_payload(account, "Hello?")),), cursor="3")

    def overtaken() -> None:
        thread = threading.Thread(target=take_over)
        thread.start()
        thread.join(10)
        flow.arrive(account, said)

    def take_over() -> None:
        Account.objects.filter(pk=account.pk).update(listener=TWO)
        connection.close()

    with pytest.raises(leases.Lost):
        leases.as_listener(account.pk, ONE, overtaken)
    assert Item.objects.count() == 0


def test_two_who_begin_at_once_never_hold_the_same_account() -> None:
    desk = a_workspace()
    every = {an_account(desk, f"brand{number}").pk for number in range(6)}
    found: dict[str, set[int]] = {}
    together = threading.Barrier(3)

    def listen(name: str) -> None:
        together.wait(10)
        for _ in range(4):
            found[name] = held(name)
        connection.close()

    threads = [threading.Thread(target=listen, args=(name,)) for name in (ONE, TWO, THREE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    final = [held(name) for name in (ONE, TWO, THREE)]
    final = [held(name) for name in (ONE, TWO, THREE)]
    assert [len(one) for one in final] == [2, 2, 2]
    assert set().union(*final) == every


def test_the_doctor_tells_who_hears_what() -> None:
    desk = a_workspace()
    assert not checks.listeners().well
    an_account(desk, "northwindrail")
    held(ONE)
    held(TWO)
    assert checks.listeners().words == f"{ONE} hears northwindrail; {TWO} hears nothing, and stands ready"
