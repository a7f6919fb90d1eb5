"""Pages ask the database the same number of questions for one row and for three."""

import pytest
from django.test import Client
from town import a_dispatch, a_workspace, an_account, an_agent, queries_of, somebody_says

from earful.conversations import actions

pytestmark = pytest.mark.django_db
LIST = 9  # session, person, rows, their tags, counts, saved views, accounts, what is put away and presses, approvals
TALK = 21  # session, person, assistance, conversation, its six parts, dispatches, verdicts, topics, clocks, draft, target, person, choices, company, approvals, shared drafts


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana, backend="earful.web.signed_in.Backend")
    return client


def test_a_list_of_one_and_of_three(ana, desk):
    rail = an_account(ana.workspace)

    def ask(number):
        turn = somebody_says(rail, f"Is train {number} late?", by=f"person{number}")
        actions.tag(turn.conversation, ana, f"tag{number}")

    ask(1)
    one = queries_of(lambda: desk.get("/desk/needs/"))
    ask(2)
    ask(3)
    three = queries_of(lambda: desk.get("/desk/needs/"))
    assert (one, three) == (LIST, LIST)


def test_a_conversation_of_one_and_of_three(ana, desk):
    rail = an_account(ana.workspace)
    asked = somebody_says(rail, "Is the train late?", by="maria", pictures=1)
    at = f"/desk/needs/{asked.conversation_id}/"

    def grow(number):
        turn = somebody_says(rail, f"I wonder too, {number}?", by=f"person{number}", parent=asked, pictures=2)
        somebody_says(rail, "Another matter?", by="maria")
        actions.leave_note(turn.conversation, ana, f"note {number}")
        actions.tag(turn.conversation, ana, f"tag{number}")
        a_dispatch(ana, turn.conversation, f"answer {number}")
        an_agent(ana.workspace)

    grow(1)
    one = queries_of(lambda: desk.get(at, headers={"HX-Request": "true", "HX-Target": "talk"}))
    grow(2)
    grow(3)
    three = queries_of(lambda: desk.get(at, headers={"HX-Request": "true", "HX-Target": "talk"}))
    assert (one, three) == (TALK, TALK)
