"""A conversation with hundreds of messages opens at its end, and goes back piece by piece."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from town import a_dispatch, a_workspace, an_account, an_agent, it_leaves, queries_of, somebody_says

from earful.conversations import queries
from earful.conversations.models import Conversation, Turn
from earful.web.desk.thread import MOST

pytestmark = pytest.mark.django_db
ALL = MOST + 70


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def long(ana):
    """One message told by the customer, and as many copies of it as make the conversation long."""
    first = somebody_says(an_account(ana.workspace), "Message 0.", by="maria")
    copies = []
    for number in range(1, ALL):
        turn = Turn.objects.get(pk=first.pk)
        turn.pk, turn.external_id, turn.text, turn.order = None, f"copy:{number}", f"Message {number}.", 10**15 + number
        copies.append(turn)
    Turn.objects.bulk_create(copies)
    Conversation.objects.update(turns_count=ALL)
    first.conversation.refresh_from_db()
    return first.conversation


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana, backend="earful.web.signed_in.Backend")
    return client


def numbers(page):
    return [int(found) for found in re.findall(r'class="said"[^>]*>(?:<p>)?Message (\d+)\.', page.content.decode())]


def pane(desk, path):
    return desk.get(path, headers={"HX-Request": "true", "HX-Target": "talk"})


def test_the_latest_come_first_and_a_link_leads_back_to_the_beginning(desk, long):
    at = f"/desk/all/{long.pk}/"
    first = pane(desk, at)
    assert numbers(first) == list(range(70, ALL))
    words = first.content.decode()
    assert "70 earlier messages" in words
    assert 'id="reply"' in words
    earlier = pane(desk, at + first.context["talk"]["earlier_address"])
    assert numbers(earlier) == list(range(70))
    words = earlier.content.decode()
    assert "earlier message" not in words
    assert 'id="reply"' not in words, "one answers below the newest words"
    assert f'href="{at}"' in words


def test_an_early_answer_of_ours_is_not_shown_at_the_end(ana, desk, long):
    ours = it_leaves(a_dispatch(ana, long, "We are looking into it."))
    Turn.objects.filter(pk=ours.pk).update(said_at=ours.said_at - timedelta(days=1))
    assert "We are looking into it." not in pane(desk, f"/desk/all/{long.pk}/").content.decode()


def test_a_place_somebody_made_up_is_the_end(desk, long):
    for place in ("999999999", "x", "-1", "²"):
        assert numbers(pane(desk, f"/desk/all/{long.pk}/?until={place}")) == list(range(70, ALL))


def test_what_is_folded_away_counts_as_known(ana, desk, long):
    whole = queries.whole(long, MOST)
    assert (len(whole.earlier), len(whole.turns), whole.later) == (70, MOST, False)
    assert [turn.pk for turn in whole.earlier] + [turn.pk for turn in whole.turns] == list(
        Turn.objects.filter(conversation=long).order_by("said_at", "order", "id").values_list("pk", flat=True)
    )
    assert not queries.whole(long).earlier


def test_a_long_conversation_asks_the_database_no_more_than_one_question_more(desk, long, ana):
    short = somebody_says(long.account, "Is it late?", by="ben").conversation
    asked = [queries_of(lambda pk=pk: pane(desk, f"/desk/all/{pk}/")) for pk in (short.pk, long.pk)]
    assert asked[1] - asked[0] <= 1
