"""Counts that are kept are those one would count, whatever happens to conversations and whenever it is folded."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from town import a_workspace, an_account, an_agent, somebody_says, we_say

from earful.conversations import actions, queries, tally
from earful.conversations.models import Conversation, Outcome, Tally
from earful.kit import clock

STEPS = ("say", "answer", "assign", "release", "end", "snooze", "wake", "merge", "undo", "fold", "torn")


def counted(agent):
    here = Conversation.objects.filter(workspace_id=agent.workspace_id)
    return {view: here.filter(queries.in_view(agent, view)).count() for view in queries.VIEWS}


def torn(one, by):
    """Some of it happens, and then none of it has."""
    with transaction.atomic():
        Conversation.objects.filter(pk=one.pk).update(status="ended", assignee=by)
        tally.fold(spare=0)
        transaction.set_rollback(True)


def answer(rail, one):
    if asked := queries.answerable(one):
        we_say(rail, "On its way.", parent=asked)


def step(what, pick, rail, agents):
    rows = Conversation.objects.filter(account=rail, merged_into=None).order_by("pk")
    if what == "say" or not rows:
        somebody_says(rail, f"Where is train {pick}?", by=f"person{pick}")
        return
    one, by = rows[pick % len(rows)], agents[pick % 2]
    this = Conversation.objects.filter(pk=one.pk)
    acts = {
        "answer": lambda: answer(rail, one),
        "assign": lambda: this.update(assignee=by),
        "release": lambda: Conversation.objects.filter(pk__gte=one.pk).update(assignee=None),
        "end": lambda: actions.end(one, by, Outcome.SPAM),
        "snooze": lambda: this.update(snoozed_until=clock.now()),
        "wake": lambda: Conversation.objects.update(snoozed_until=None),
        "merge": lambda: len(rows) > 1 and actions.merge(rows[0], rows[len(rows) - 1], by),
        "undo": lambda: [actions.undo(event, by) for event in queries.events(one, "merged")],
        "fold": lambda: tally.fold(spare=0),
        "torn": lambda: torn(one, by),
    }
    acts[what]()


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 5)), min_size=5, max_size=25))
def test_whatever_happens_kept_is_counted(steps):
    with transaction.atomic():
        desk = a_workspace()
        agents = an_agent(desk), an_agent(desk)
        rail = an_account(desk)
        for what, pick in steps:
            step(what, pick, rail, agents)
        for agent in agents:
            assert queries.counts(agent) == counted(agent)
        assert tally.wrong_by() == 0
        tally.fold(spare=0)
        assert [queries.counts(agent) for agent in agents] == [counted(agent) for agent in agents]
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_folding_and_counting_again_beside_working_people_loses_nothing():
    desk = a_workspace()
    ana = an_agent(desk)
    rail = an_account(desk)
    for number in range(6):
        somebody_says(rail, f"Where is train {number}?", by=f"person{number}")
    rows = list(Conversation.objects.values_list("pk", flat=True))
    stop = threading.Event()

    def work(mine):
        for turn in range(60):
            Conversation.objects.filter(pk__in=mine).update(status=("open", "ended", "waiting")[turn % 3])
        connection.close()

    def tidy(act):
        while not stop.is_set():
            act()
        connection.close()

    with ThreadPoolExecutor(5) as people:
        folders = [people.submit(tidy, act) for act in (lambda: tally.fold(0), tally.count_again)]
        workers = [people.submit(work, rows[part::3]) for part in range(3)]
        seen = {tally.wrong_by() for _ in range(40)}
        for worker in workers:
            worker.result()
        stop.set()
        for folder in folders:
            folder.result()
    assert (seen, tally.wrong_by()) == ({0}, 0)
    assert queries.counts(ana) == counted(ana)


@pytest.mark.django_db
def test_many_notes_become_few_and_few_are_left_alone():
    desk = a_workspace()
    ana = an_agent(desk)
    somebody_says(an_account(desk), "Where is my train?")
    for _ in range(20):
        Conversation.objects.update(assignee=ana)
        Conversation.objects.update(assignee=None)
    before = Tally.objects.count()
    assert not tally.fold()
    assert Tally.objects.count() == before > 40
    assert tally.fold(spare=5)
    assert Tally.objects.count() == 1
    assert queries.counts(ana) == counted(ana)


@pytest.mark.django_db
def test_what_was_changed_behind_our_back_is_found_and_mended():
    desk = a_workspace()
    ana = an_agent(desk)
    somebody_says(an_account(desk), "Where is my train?")
    Tally.objects.all().delete()
    assert tally.wrong_by() == 1
    assert queries.counts(ana)["needs"] == 0
    tally.count_again()
    assert tally.wrong_by() == 0
    assert queries.counts(ana) == counted(ana)
