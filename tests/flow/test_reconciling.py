"""Unheard: what stands on a network and is missing here is found, counted with its cause, and fetched once."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from town import a_workspace

from earful import flow, reconciling
from earful.accounts import actions as accounts
from earful.accounts import queries, reaching
from earful.accounts.models import Account, Gap
from earful.accounts.rules import Health, Poll, Reason
from earful.channels.contract import Batch
from earful.intake.models import Item, Look, Unheard
from earful.kit import clock

sys.path.append(str(Path(__file__).parents[1] / "contract"))
from sandbox_fixture import BRAND, RunningTown, running_town

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def town(monkeypatch) -> Iterator[RunningTown]:
    with running_town() as found:
        monkeypatch.setenv("EARFUL_TRUSTED_HOSTS", f"127.0.0.1:{found.port}")
        yield found


@pytest.fixture
def rail(town) -> Account:
    account = accounts.connect(a_workspace(), "sandbox", reaching.connect("sandbox", {"brand": BRAND, "url": town.url}))
    Account.objects.filter(pk=account.pk).update(connected_at=clock.now() - 60 * MINUTE)
    poll(account)
    return now(account)


def now(account) -> Account:
    account.refresh_from_db()
    return account


def poll(account, ago=timedelta()) -> None:
    """As the listener does it."""

    async def every(adapter):
        return [batch async for batch in adapter.poll(account.cursor)]

    began = clock.now() - ago
    for batch in reaching._through(now(account), every):
        flow.arrive(account, batch)
    accounts.note_poll(account.pk, Poll(began, 2.0))


def look(account) -> None:
    reconciling.reconcile(account.pk)
    now(account)


def later(account) -> None:
    """Two polls have passed since the first look."""
    Unheard.objects.filter(found_at=None).update(seen_at=clock.now() - 2 * MINUTE)


def says(town, words="Where is my train?", **how) -> str:
    return town.say(f"@{BRAND} {words}", **how)


def heard(account, name) -> int:
    return Item.objects.filter(account=account, external_id=name).count()


def skip_to_the_end(account, town) -> None:
    """The place moves past what was not read."""
    head = reaching._through(account, lambda adapter: anext(adapter.poll(None)))
    Account.objects.filter(pk=account.pk).update(cursor=head.cursor)


def test_where_nothing_is_missing_nothing_is_found(town, rail):
    says(town)
    poll(rail)
    look(rail)
    assert not Unheard.objects.exists()
    done = Look.objects.get()
    assert (done.listed, done.trouble, done.deep_at) == (1, "", done.began_at)
    assert MINUTE * 12 <= done.next_at - done.began_at <= MINUTE * 18


def test_what_has_just_been_said_is_left_to_the_next_poll(town, rail):
    name = says(town)
    look(rail)
    assert heard(rail, name) == 0, "it is only suspected"
    assert Unheard.objects.get().found_at is None
    assert ProcrastinateJob.objects.filter(task_name="reconcile", status="todo", scheduled_at__gt=clock.now()).exists()
    poll(rail)
    later(rail)
    look(rail)
    assert not Unheard.objects.exists(), "the poll brought it"
    assert heard(rail, name) == 1
    assert queries.health(now(rail)) is Health.GOOD


def test_what_a_poll_passed_over_is_found_counted_fetched_and_the_dot_says_so(town, rail):
    name = says(town)
    skip_to_the_end(rail, town)
    look(rail)
    later(rail)
    poll(rail)
    look(rail)
    found = Unheard.objects.get()
    assert (found.external_id, found.cause, found.passed_at) == (name, "passed_over", rail.asked_at)
    assert found.fetched_at
    assert found.said_at
    assert heard(rail, name) == 1
    assert queries.verdict(rail) == (Health.LATE, Reason.PASSED_OVER)
    jobs = ProcrastinateJob.objects.filter(task_name="understand_some")
    assert jobs.count() == 1, "it goes the way of everything"
    look(rail)
    assert Unheard.objects.count() == 1
    assert heard(rail, name) == 1
    assert queries.verdict(rail) == (Health.GOOD, Reason.WELL), "the next look found nothing left out"


def test_while_nobody_listens_it_is_found_all_the_same(town, rail):
    Account.objects.filter(pk=rail.pk).update(polled_at=clock.now() - 10 * MINUTE, asked_at=clock.now() - 10 * MINUTE)
    name = says(town)
    look(rail)
    later(rail)
    look(rail)
    found = Unheard.objects.get()
    assert (found.cause, found.cause_from, found.passed_at) == ("nobody", rail.polled_at, None)
    assert heard(rail, name) == 1
    assert queries.verdict(rail) == (Health.LATE, Reason.UNHEARD)
    poll(rail)
    assert heard(rail, name) == 1, "nothing twice"
    gap = Gap.objects.get()
    assert (gap.why, gap.began) == ("nobody", found.cause_from)
    assert queries.health(now(rail)) is Health.GOOD


def test_a_desk_that_was_down_as_a_whole_counts_what_it_then_hears_as_heard(town, rail):
    Account.objects.filter(pk=rail.pk).update(polled_at=clock.now() - 60 * MINUTE)
    names = [says(town, f"Anybody? {n}", by=f"c{n}") for n in range(3)]
    look(rail)
    poll(rail)
    later(rail)
    look(rail)
    assert not Unheard.objects.exists()
    assert [heard(rail, name) for name in names] == [1, 1, 1]
    assert Gap.objects.get().why == "nobody"


def test_the_cause_names_a_sign_out_a_pause_and_trouble(town, rail):
    for why in ("signed_out", "paused", "trouble"):
        Unheard.objects.all().delete()
        Gap.objects.all().delete()
        Account.objects.filter(pk=rail.pk).update(polled_at=clock.now() - 10 * MINUTE, state="listening", trouble="")
        now(rail)
        if why == "paused":
            accounts.set_state(rail, Account.State.PAUSED)
        else:
            accounts.note_trouble(rail.pk, "It is out of order.", signed_out=why == "signed_out")
        name = says(town, why)
        skip_to_the_end(rail, town)
        if why == "paused":
            accounts.set_state(rail, Account.State.LISTENING)
        poll(now(rail))
        look(rail)
        later(rail)
        poll(rail)
        look(rail)
        found = Unheard.objects.get()
        assert (found.cause, found.external_id) == (why, name)
        assert found.passed_at, "and no check brought it afterwards"
        assert found.words == ("It is out of order." if why == "trouble" else "")


def test_one_that_was_taken_back_before_it_was_fetched_is_counted_as_gone(town, rail):
    name = says(town)
    skip_to_the_end(rail, town)
    look(rail)
    later(rail)
    town.remove(name)
    look(rail)
    found = Unheard.objects.get()
    assert found.found_at
    assert found.fetched_at is None
    assert heard(rail, name) == 0


def test_a_change_of_something_known_comes_in_and_is_not_unheard(town, rail):
    name = says(town)
    poll(rail)
    town.edit(name, f"@{BRAND} Where is my train to York?")
    skip_to_the_end(rail, town)
    look(rail)
    assert not Unheard.objects.exists()
    assert sorted(rail.items.filter(external_id=name).values_list("version", flat=True)) == ["1", "2"]


def test_a_network_that_asks_for_patience_gets_it(town, rail):
    town.faults({"path": "/feed", "kind": "limited", "retry_after": 600, "times": 0})
    look(rail)
    waits = Look.objects.get()
    assert "come back later" in waits.trouble
    assert waits.done_at is None
    assert 590 < (waits.next_at - clock.now()).total_seconds() <= 600
    assert rail.trouble == "", "listening itself is not the worse for it"
    town.faults()
    look(rail)
    assert Look.objects.get().trouble == ""


def test_little_of_what_may_be_asked_is_left_to_listening(town, rail):
    fresh = clock.now() + 4 * MINUTE
    Account.objects.update(
        rate={"left": 20, "limit": 300, "fresh_at": fresh.isoformat(), "seen_at": clock.now().isoformat()}
    )
    look(rail)
    assert Look.objects.get().next_at == fresh
    assert Look.objects.get().done_at is None


def test_a_sign_out_is_noticed_here_too(town, rail):
    town.revoke()
    look(rail)
    assert rail.state == "signed_out"
    assert "no longer knows" in Look.objects.get().trouble


def test_what_is_stored_between_the_look_and_the_fetching_is_not_counted(town, rail):
    name = says(town)
    skip_to_the_end(rail, town)
    look(rail)
    later(rail)
    batches = []
    reaching.look_back(rail, clock.now() - MINUTE, batches.append)
    flow.arrive(rail, Batch(batches[0].parcels))  # another process was quicker
    assert reconciling.fetch(rail, 2.0, list(batches[0].parcels)) == 0
    look(rail)
    assert not Unheard.objects.exists()
    assert heard(rail, name) == 1


def test_everybody_has_a_turn_and_nobody_two_at_once(town, rail):
    for _ in range(2):
        reconciling.look_whose_turn(0)
    waiting = ProcrastinateJob.objects.filter(task_name="reconcile", status="todo")
    assert waiting.count() == 1
    assert waiting.get().lock == f"reconcile:{rail.pk}"
    waiting.delete()
    look(rail)
    reconciling.look_whose_turn(0)
    assert not waiting.exists(), "its next turn is in a quarter of an hour"
    reconciling.soon(rail.pk, clock.now() + 30 * MINUTE)
    reconciling.soon(rail.pk)
    assert waiting.get().scheduled_at <= clock.now(), "somebody wants it now"
    accounts.set_state(rail, Account.State.PAUSED)
    Look.objects.all().delete()
    reconciling.look_whose_turn(0)
    assert waiting.count() == 1
    look(rail)
    assert not Look.objects.exists(), "nobody asked us to listen"
