"""Personal data in a message is told where its verdict is, to people and to programs; what it is stays in the message."""

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, edits, somebody_says, takes_back

from earful import flow
from earful.triage import queries as triage
from earful.triage.models import Verdict

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "My card 4111 1111 1111 1111 was charged twice, order no. 7719034. Call me: 020 7946 0018"


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


def page(agent, turn):
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client.get(f"/desk/all/{turn.conversation_id}/").content.decode()


def test_what_a_message_holds_is_told_and_not_repeated(ana):
    turn = somebody_says(an_account(ana.workspace), SAID)
    verdict = triage.latest(turn.item_id)
    assert verdict.personal == "card order phone"
    assert "4111" not in str([verdict.personal, verdict.reasons])
    assert "Personal data in it: a card number, the number of an order or a case, a phone number." in page(ana, turn)


def test_a_message_without_any_says_nothing_of_it(ana):
    turn = somebody_says(an_account(ana.workspace), "Where is my tent?")
    assert "Personal data" not in page(ana, turn)


def test_an_edit_and_a_replay_tell_it_anew(ana):
    account = an_account(ana.workspace)
    turn = somebody_says(account, SAID)
    edits(account, turn, "My card was charged twice")
    turn.refresh_from_db()
    assert triage.latest(turn.item_id).personal == ""
    assert "Personal data" not in page(ana, turn)

    Verdict.objects.filter(item=turn.item_id).update(personal="mail")
    flow.understand(turn.item_id)
    assert triage.latest(turn.item_id).personal == ""


def test_what_was_removed_is_told_no_more(ana):
    account = an_account(ana.workspace)
    turn = somebody_says(account, SAID)
    takes_back(account, turn)
    assert "4111 1111" not in page(ana, turn)
    assert "Personal data" not in page(ana, turn)
