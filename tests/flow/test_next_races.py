"""Several people press Next at the same moment, while the desk hands out: each gets another, nobody more than they can have."""

import threading
from collections import Counter

import pytest
from django.db import connection
from sharing import asks, on_duty, share
from town import a_workspace, an_account, an_agent

from earful.conversations.models import Conversation, Event
from earful.queues import actions as queues
from earful.queues.sharing import picking
from earful.staff import abilities

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts):
    """All at the same moment, each with a connection of its own; what they returned, and raised."""
    gate, returned, raised = threading.Barrier(len(acts)), [], []

    def run(act):
        try:
            gate.wait()
            returned.append(act())
        except Exception as error:  # noqa: BLE001 -- handed to the test
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert raised == []
    return returned


def taking(agent):
    return lambda: picking.take_next(agent).conversation


@pytest.mark.parametrize("_again", range(4))
def test_each_gets_another_one(_again):
    desk = a_workspace()
    rail = an_account(desk)
    people = [an_agent(desk) for _ in range(4)]
    first = [asks(rail, f"c{n}", 60 - n).pk for n in range(6)]
    got = together(*(taking(agent) for agent in people))
    assert sorted(got) == sorted(first[:4]), "the first four, each once"
    assert Event.objects.filter(what="assigned").count() == 4


def test_one_person_with_two_windows_is_not_handed_more_than_they_can_have():
    desk = a_workspace(hand_out="level")
    rail, ana = an_account(desk), an_agent(desk)
    abilities.set_capacity(ana, 2)
    on_duty(ana)
    for n in range(6):
        asks(rail, f"c{n}", 60 - n)
    together(taking(ana), taking(ana), taking(ana), lambda: share(desk), lambda: share(desk))
    assert Conversation.objects.filter(assignee=ana).count() == 2


def test_several_hand_outs_and_takings_at_once_give_each_once_and_level():
    desk = a_workspace(hand_out="level")
    rail = an_account(desk)
    people = [an_agent(desk) for _ in range(3)]
    on_duty(*people)
    talks = [asks(rail, f"c{n}", 60 - n) for n in range(12)]
    together(*[lambda: share(desk)] * 3, lambda: queues.assign(talks[0], people[0], people[0]))
    share(desk)
    loads = Counter(Conversation.objects.values_list("assignee", flat=True))
    assert sum(loads.values()) == 12
    assert max(loads.values()) - min(loads.values()) <= 2  # what somebody took meanwhile is theirs
    assert Event.objects.filter(what="assigned", agent=None).count() in {11, 12}


def test_a_row_that_somebody_is_at_is_passed_over():
    from django.db import transaction

    desk = a_workspace()
    rail, ana = an_account(desk), an_agent(desk)
    held, free = asks(rail, "a", 60), asks(rail, "b", 5)
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=held.pk)
        assert together(taking(ana)) == [free.pk]
    assert together(taking(ana)) == [held.pk]
