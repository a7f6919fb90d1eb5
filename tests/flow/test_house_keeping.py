"""House, what is kept: months or for ever; what would go, and what went; for owners and leads alone."""

from datetime import timedelta

import pytest
from django.test import Client
from town import a_workspace, an_account, everyone, somebody_says

from earful import upkeep
from earful.conversations.actions import end
from earful.conversations.models import Conversation, Keeping, Outcome
from earful.kit import clock
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
PAGE = "/house/settings/kept/"


def test_months_are_said_looked_at_and_gone() -> None:
    workspace = a_workspace()
    people = everyone(workspace)
    turn = somebody_says(an_account(workspace), "My tent is broken")
    end(turn.conversation, people[Role.AGENT], Outcome.NOT_NEEDED, "Settled.")
    Conversation.objects.filter(pk=turn.conversation_id).update(ended_at=clock.now() - timedelta(days=100))
    client = Client()
    client.force_login(people[Role.OWNER])

    assert "Kept for ever." in client.get(PAGE).content.decode()
    assert client.post(PAGE, {"payloads": "2", "pictures": "", "spam": "", "texts": ""}).status_code == 302
    assert Keeping.objects.get(workspace=workspace, what="payloads").months == 2
    assert "1 matter, 1 message; the oldest ended" in " ".join(client.get(PAGE).content.decode().split())

    upkeep.retain(0)
    page = client.get(PAGE).content.decode()
    assert "Last time 1 went, 1 in all:" in page
    assert "Nothing is older than that." in page


@pytest.mark.parametrize("months", ["0", "-1", "1000", "soon"])
def test_nonsense_is_refused_in_words(months: str) -> None:
    client = Client()
    client.force_login(everyone(a_workspace())[Role.OWNER])

    answer = client.post(PAGE, {"payloads": months})

    assert answer.status_code == 422
    assert "months" in answer.content.decode()
    assert not Keeping.objects.exists()


def test_agents_do_not_decide_this() -> None:
    client = Client()
    client.force_login(everyone(a_workspace())[Role.AGENT])

    assert client.get(PAGE).status_code == 403
