"""What may be urgent is said calmly, and stands behind what surely is."""

from importlib import import_module

import pytest
from django.db import connection
from django.test import Client
from town import a_workspace, an_account, an_agent, somebody_says

from earful import flow, learning
from earful.conversations import levels, queries
from earful.conversations.models import Conversation, Turn
from earful.triage.models import Verdict

pytestmark = pytest.mark.django_db
TEXTS = (
    "Smoke comes out of the boiler you fitted, my mother is alone at home, please call now",
    "My card was stolen an hour ago and somebody is emptying my account right now, block it!",
    "We have stood at Brackwell station since nine, the last train is gone, with two small children. What now?",
    "It smells a bit odd since the repair, is that usual?",
    "I am locked out of my flat, the new lock you fitted is stuck",
    "My daughter's inhaler was in the parcel, any idea when it comes?",
    "The door of the lift makes a strange noise, somebody ought to look at it",
    "I fly tomorrow and still cannot check in",
    "The heating has been off since this morning and the baby has a cold",
    "I was charged twice, I think",
    "The brakes of the bike you sold me feel soft",
    "Your driver left my insulin at the wrong door",
    "If this is not sorted today I ring my lawyer",
)


@pytest.fixture
def lea():
    return an_agent(a_workspace(), name="Lea Lindt")


def test_what_triage_is_unsure_of_is_shown_as_such_and_comes_later(lea):
    rail = an_account(lea.workspace)
    turns = [somebody_says(rail, text, by=f"c{at}") for at, text in enumerate(TEXTS)]
    chances = dict(Verdict.objects.filter(urgency=2).values_list("item", "urgent_p"))
    of = {turn.pk: turn.urgency for turn in Turn.objects.filter(item__in=chances)}
    sure = {turn.pk for turn in turns if chances.get(turn.item_id, 0.0) >= levels.SURE}
    assert {levels.MAYBE, levels.URGENT} == set(of.values()), "there must be some of both among them"
    assert {pk for pk, level in of.items() if level == levels.URGENT} == sure
    order = [row.urgency for row in queries.page(lea, "needs").rows]
    assert order == sorted(order, reverse=True)

    page = Client()
    page.force_login(lea)
    shown = page.get("/desk/needs/").content.decode()
    maybe = [turn for turn in turns if of.get(turn.pk) == levels.MAYBE]
    unsure, hardly = (
        [turn for turn in maybe if (chances[turn.item_id] < levels.SLIGHT) == few] for few in (False, True)
    )
    assert unsure
    assert hardly, "there must be some of both among them"
    assert shown.count("is-urgent") == len(sure)
    assert shown.count('<span class="word urgent">Urgent</span>') == len(sure)
    assert shown.count('<span class="word maybe">Urgent?</span>') == len(unsure)
    assert shown.count('<span class="word slight">Urgent?</span>') == len(hardly)
    talk = page.get(f"/desk/needs/{unsure[0].conversation_id}/").content.decode()
    percent = round(100 * chances[unsure[0].item_id])
    assert '<span class="badge waiting">May be urgent</span>' in talk
    assert f"It may be urgent: the chance is {percent} %" in talk
    talk = page.get(f"/desk/needs/{hardly[0].conversation_id}/").content.decode()
    percent = round(100 * chances[hardly[0].item_id])
    assert '<span class="badge ">May be urgent</span>' in talk
    assert f"It is hardly urgent: the chance is {percent} %" in talk

    learning.correct(unsure[0], lea, "urgency", "2")
    flow.understand(unsure[0].item_id)
    unsure[0].refresh_from_db(fields=["urgency"])
    assert unsure[0].urgency == levels.URGENT, "a person's word is sure"
    assert Conversation.objects.get(pk=unsure[0].conversation_id).urgency == levels.URGENT


def test_what_waited_and_was_urgent_before_there_were_four_levels_is_surely_so(lea):
    rail = an_account(lea.workspace)
    waits, over = (somebody_says(rail, "Where is my train?", by=name) for name in ("ana", "bo"))
    Turn.objects.update(urgency=2)
    Conversation.objects.update(urgency=2)
    Conversation.objects.filter(pk=over.conversation_id).update(status="ended")
    raised = import_module("earful.conversations.migrations.0025_levels")

    def stand():
        turns = dict(Turn.objects.values_list("pk", "urgency"))
        matters = dict(Conversation.objects.values_list("pk", "urgency"))
        return [(turns[turn.pk], matters[turn.conversation_id]) for turn in (waits, over)]

    with connection.cursor() as cursor:
        cursor.execute(raised.RAISE)
        assert stand() == [(3, 3), (2, 2)]
        cursor.execute(raised.BACK)
        assert stand() == [(2, 2), (2, 2)]
