"""The command palette: where one may go and what one may do, found by a few letters."""

import pytest
from django.test import Client
from town import a_team, a_workspace, an_account, an_agent, queries_of, somebody_says

from earful.conversations import views
from earful.conversations.filters import Filters
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
SCRIPT = {"HX-Request": "true"}


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


def desk_of(agent):
    client = Client()
    client.force_login(agent)
    return client


def offered(agent, **asked):
    page = desk_of(agent).get("/desk/palette/", asked, headers=SCRIPT)
    return {group.name: [entry.words for entry in group.entries] for group in page.context["groups"]}


def test_everything_is_offered_while_nothing_is_typed(ana):
    views.keep(ana, "Late refunds", Filters())
    (group,) = offered(ana).values()
    assert group[:7] == [
        "Needs an answer",
        "Mine",
        "Unassigned",
        "Waiting for them",
        "Snoozed",
        "All",
        "Late refunds",
    ]
    assert {"New view", "Figures", "You", "Keyboard"} <= set(group)
    assert "Accounts" not in group


def test_what_may_be_done_depends_on_who_asks_and_on_how_it_stands(ana):
    bo = an_agent(ana.workspace, "bo", "Bo Berg")
    a_team(ana.workspace, "Refunds")
    asked = somebody_says(an_account(ana.workspace), "Where is my train?", by="maria").conversation
    acts = offered(ana, pk=asked.pk)["With this conversation: Maria"]
    assert {"Take it", "Hand to Bo Berg", "Hand to the team Refunds", "Put away until later"} <= set(acts)
    assert "Lay it back" not in acts
    desk_of(ana).post(f"/desk/matter/{asked.pk}/assign/", {"to": bo.pk})
    acts = offered(ana, pk=asked.pk)["With this conversation: Maria"]
    assert "Lay it back" in acts
    assert "Hand to Bo Berg" not in acts
    viewer = an_agent(ana.workspace, "vi", "Vi", Role.VIEWER)
    assert list(offered(viewer, pk=asked.pk)) == ["Go to"]
    stranger = an_agent(a_workspace("Elsewhere"), "eve")
    assert list(offered(stranger, pk=asked.pk)) == ["Go to"]


def test_those_chosen_come_first(ana):
    groups = offered(ana, chosen="3")
    assert next(iter(groups)) == "With those chosen"
    assert "Tag 3 conversations" in groups["With those chosen"]


def test_words_find_commands_people_accounts_and_conversations(ana):
    olga = an_agent(ana.workspace, "olga", "Olga", Role.OWNER)
    account = an_account(ana.workspace, "northwindrail", "Northwind Rail")
    somebody_says(account, "Where is my suitcase?", by="maria", name="Maria Suitor")
    found = offered(olga, words="suit")
    assert found["Customers"] == ["Maria Suitor"]
    assert offered(olga, words="suitcase")["Conversations"] == ["Where is my suitcase?"]
    assert offered(olga, words="northw")["Accounts"] == ["Northwind Rail"]
    assert "Accounts" not in offered(ana, words="northw")
    assert offered(ana, words="snz")["Go to"] == ["Snoozed"]
    assert offered(ana, words="qqqq") == {}


def test_each_entry_is_an_option_with_its_key(ana):
    page = desk_of(ana).get("/desk/palette/", headers=SCRIPT).content.decode()
    assert page.count('role="option"') == page.count('aria-selected="false"') > 10
    assert '<kbd class="kbd">g</kbd> <kbd class="kbd">s</kbd>' in page


def test_without_scripts_it_is_a_page_of_links(ana):
    page = desk_of(ana).get("/desk/palette/", {"words": "snooz"}).content.decode()
    assert '<a class="clip" href="/desk/snoozed/">Snoozed</a>' in page


def test_it_asks_as_much_for_one_conversation_as_for_three(ana):
    account = an_account(ana.workspace)
    somebody_says(account, "Where is my suitcase?", by="one")
    client = desk_of(ana)
    first = queries_of(lambda: client.get("/desk/palette/", {"words": "suitcase"}, headers=SCRIPT))
    for who in ("two", "three"):
        somebody_says(account, "Where is my suitcase?", by=who)
    assert queries_of(lambda: client.get("/desk/palette/", {"words": "suitcase"}, headers=SCRIPT)) == first
