"""The headline figures in words, from what was really said and answered."""

from datetime import timedelta

import pytest
from django.test import Client
from town import a_dispatch, a_workspace, an_account, an_agent, it_leaves, somebody_says, we_say

from earful.accounts import actions as accounts
from earful.conversations import actions
from earful.conversations.models import Conversation, Outcome, Turn
from earful.insights import queries
from earful.insights.rules import Figures, Wait
from earful.intake.models import Item
from earful.kit import clock
from earful.queues import bulk
from earful.staff.models import Agent
from earful.web.house.figures import share_words, wait_words

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def ana() -> Agent:
    return an_agent(a_workspace())


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


def ago(hours: float):
    return clock.now() - hours * HOUR


def asks(rail, by: str, hours: float, **more) -> Turn:
    return somebody_says(rail, "Where is my train? It is an hour late.", by=by, at=ago(hours), **more)


def words(ana: Agent) -> str:
    client = Client()
    client.force_login(ana, backend="earful.web.signed_in.Backend")
    return client.get("/house/figures/").content.decode()


def test_a_quiet_week(ana):
    page = words(ana)
    assert "No answer fell due this week." in page
    assert "Nobody is waiting." in page


def test_everybody_answered_in_time(ana, rail):
    we_say(rail, "On its way.", parent=asks(rail, "maria", 5), at=ago(4))
    assert "The one customer who was owed an answer this week got it in time." in words(ana)


def test_failures_are_counted_and_the_oldest_named_public_ones_first(ana, rail):
    we_say(rail, "On its way.", parent=asks(rail, "maria", 9), at=ago(8))
    we_say(rail, "Sorry, late.", parent=asks(rail, "bo", 8), at=ago(3))
    asks(rail, "cleo", 6)
    asks(rail, "dora", 7, private=True)
    page = words(ana)
    assert "3 of 4 questions this week got no answer in time." in page
    assert page.index("The oldest waits 6 h.") < page.index("The oldest private message waits 7 h.")
    assert "75 %" in page


def test_an_answer_from_here_counts_when_the_network_has_it(ana, rail):
    asked = asks(rail, "maria", 1)
    dispatch = a_dispatch(ana, asked.conversation)
    assert queries.report(ana.workspace).figures.answered == 0
    it_leaves(dispatch)
    assert queries.report(ana.workspace).figures.answered == 1


def test_a_mark_is_no_answer(ana, rail):
    asked = asks(rail, "maria", 5)
    actions.end(asked.conversation, ana, Outcome.ANSWERED)
    figures = queries.report(ana.workspace).figures
    assert (figures.due, figures.ignored, figures.answered) == (1, 1, 0)


def test_what_a_person_sets_aside_leaves_the_base_and_is_counted(ana, rail):
    actions.end(asks(rail, "maria", 5).conversation, ana, Outcome.NOT_NEEDED, "She answered herself.")
    actions.judge(asks(rail, "bo", 5), ana, needs_answer=False, reason="A joke among friends.")
    figures = queries.report(ana.workspace).figures
    assert (figures.due, figures.set_aside) == (0, 2)


def test_archives_and_other_workspaces_stay_out(ana, rail):
    asks(rail, "maria", 5)
    archive = an_account(ana.workspace, "archive")
    asks(archive, "bo", 5)
    accounts.set_state(archive, archive.State.ARCHIVE)
    asks(an_account(a_workspace("Elsewhere"), "else"), "cleo", 5)
    assert queries.report(ana.workspace).figures.due == 1


def test_what_cannot_be_read_is_counted(ana, rail):
    turn = asks(rail, "maria", 1)
    Item.objects.filter(pk=turn.item_id).update(state="unreadable")
    assert queries.report(ana.workspace).unreadable == 1


@pytest.mark.parametrize("questions", [1, 3])
def test_the_page_asks_the_database_the_same_for_one_as_for_three(ana, rail, questions, django_assert_num_queries):
    for number in range(questions):
        asks(rail, f"customer{number}", 5)
    with django_assert_num_queries(10):
        queries.report(ana.workspace)


def test_a_failure_is_never_rounded_away():
    assert share_words(Figures(due=3, ignored=0)) == "0 %"
    assert share_words(Figures(due=100_000, ignored=1)) == "under 0.1 %"
    assert share_words(Figures(due=3, ignored=1)) == "33.3 %"
    assert share_words(Figures()) == ""


def test_a_wait_that_goes_on_is_a_lower_bound():
    assert wait_words(Wait(3 * HOUR + timedelta(minutes=12))) == "3 h 12 min"
    assert wait_words(Wait(50 * HOUR, open=True)) == "at least 2 days 2 h"
    assert wait_words(None) == ""


def test_what_became_of_matters_after_they_were_answered(ana, rail):
    desk = Client()
    desk.force_login(ana)
    for by, answers in (("maria", 1), ("tom", 2)):
        turn = somebody_says(rail, "Where is my train?", by=f"town:{by}", at=clock.now() - 100 * HOUR)
        for number in range(answers):
            said = clock.now() - (99 - number) * HOUR
            ours = we_say(rail, "It comes at noon.", parent=turn, at=said)
            type(ours).objects.filter(pk=ours.pk).update(agent=ana if number == 0 else an_agent(ana.workspace, "bo"))
    found = queries.report(ana.workspace).after
    assert (found.solved, found.one_touch, found.hand_offs, found.by_others) == (2, 1, 1, 0)
    assert "1 with a single answer" in desk.get("/house/figures/").content.decode()


def test_endings_of_many_at_once_are_shown_with_their_reason(ana, rail):
    desk = Client()
    desk.force_login(ana)
    turns = [somebody_says(rail, "Where is my train?", by=f"town:p{n}") for n in range(3)]
    rows = bulk.chosen([Conversation.objects.get(pk=turn.conversation_id) for turn in turns])
    bulk.advance(bulk.begin(ana, "end", {"outcome": "not_needed", "reason": "The strike is over"}, rows))
    assert queries.report(ana.workspace).at_once == 3
    page = desk.get("/house/figures/at-once/").content.decode()
    assert "3 conversations: No answer needed" in page
    assert "The strike is over" in page
