"""Several hands at the same moment: on one act on many, and a customer's words against a putting away."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from town import a_workspace, an_account, an_agent, somebody_says

from earful import upkeep
from earful.conversations import actions
from earful.conversations.actions import CannotDo
from earful.conversations.models import Bulk, Conversation, Event
from earful.kit import clock
from earful.queues import bulk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


def together(*acts):
    """All at the same moment, each with a connection of its own; what they raised."""
    gate, raised = threading.Barrier(len(acts)), []

    def run(act):
        try:
            gate.wait()
            act()
        except Exception as error:  # noqa: BLE001 -- handed to the test
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_a_request_and_two_workers_at_one_act_do_each_once_and_undo_each_once(ana, rail):
    rows = [somebody_says(rail, f"Where is train {n}?", by=f"person{n}").conversation for n in range(45)]
    rows = list(Conversation.objects.order_by("pk"))
    begun = upkeep.begin_bulk(ana, "tag", {"name": "late"}, bulk.chosen(rows))
    assert together(*[lambda: bulk.advance(begun)] * 3) == []
    begun.refresh_from_db()
    assert (begun.state, begun.done, begun.left) == ("done", 45, {})
    assert Event.objects.filter(what="tagged", bulk=begun).count() == 45
    undone = upkeep.begin_bulk_undo(begun, ana)
    assert together(*[lambda: bulk.advance(undone)] * 3) == []
    undone.refresh_from_db()
    assert (undone.state, undone.restored, undone.kept) == ("undone", 45, 0)
    assert Event.objects.filter(what="untagged").count() == 45


def test_of_two_undos_at_once_one_is_refused(ana, rail):
    somebody_says(rail, "Where is my train?")
    begun = bulk.advance(upkeep.begin_bulk(ana, "tag", {"name": "late"}, bulk.chosen(Conversation.objects.all())))
    (refused,) = together(*[lambda: upkeep.begin_bulk_undo(begun, ana)] * 2)
    assert isinstance(refused, CannotDo)
    assert Bulk.objects.get().state == "undoing"


@pytest.mark.parametrize("_again", range(6))
def test_words_that_come_while_it_is_put_away_never_lie_hidden(ana, rail, _again):
    turn = somebody_says(rail, "Where is my train?")
    until = clock.now() + timedelta(hours=1)
    raised = together(
        lambda: actions.snooze(turn.conversation, ana, until, "Later", seen=1),
        lambda: somebody_says(rail, "It is urgent now?", parent=turn),
    )
    stands = Conversation.objects.get(pk=turn.conversation_id)
    assert (stands.turns_count, stands.snoozed_until) == (2, None)
    assert all(isinstance(error, CannotDo) for error in raised)


def test_two_workers_wake_it_once(ana, rail):
    asked = somebody_says(rail, "Where is my train?").conversation
    actions.snooze(asked, ana, clock.now() + timedelta(hours=1), "Later")
    Conversation.objects.update(snoozed_until=clock.now() - timedelta(seconds=1))
    assert together(*[lambda: upkeep.wake(0)] * 3) == []
    assert Event.objects.filter(what="returned").count() == 1
