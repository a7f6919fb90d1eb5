"""One person asks in several places: people are told, join with one act, and can take it back. Nothing joins itself."""

import pytest
from django.test import Client
from test_same_stories import group
from town import a_workspace, an_account, an_agent, queries_of, somebody_says

from earful.conversations import actions
from earful.conversations.actions import CannotJoin
from earful.conversations.models import Conversation, Event, Likeness
from earful.conversations.same import halves, keeping, likely
from earful.customers.models import Handle

pytestmark = pytest.mark.django_db
ASKED = "My suitcase was left behind in carriage seven of the evening train, it is green, who can look for it?"
AGAIN = "Nobody answers me about the green suitcase in carriage seven of that evening train. Who can look?"
OTHER = "Why did the price of the season ticket go up again, and why does nobody explain it to us?"


@pytest.fixture
def rail():
    return an_account(a_workspace())


@pytest.fixture
def shop(rail):
    return an_account(rail.workspace, "northwindshop", "Northwind Shop")


@pytest.fixture
def ana(rail):
    return an_agent(rail.workspace)


@pytest.fixture
def desk(ana):
    client = Client()
    client.force_login(ana, backend="earful.web.signed_in.Backend")
    return client


def says(account, text, **how):
    turn = somebody_says(account, text, **how)
    group(turn)
    return Conversation.objects.get(pk=turn.conversation_id)


def test_the_same_person_who_asks_twice_is_possibly_one_matter(rail, shop):
    first, second = says(rail, ASKED), says(shop, AGAIN)
    row = Likeness.objects.get()
    assert (row.one, row.other, row.why, row.state) == (first, second, "person", "likely")
    assert Conversation.objects.filter(likely=True).count() == 2
    assert Conversation.objects.filter(merged_into=None).count() == 2


def test_another_question_of_theirs_is_not(rail, shop):
    says(rail, ASKED)
    says(shop, OTHER)
    assert not Likeness.objects.exists()


def test_another_person_who_asks_the_like_is_not(rail, shop):
    says(rail, ASKED, by="maria")
    says(shop, AGAIN, by="benjamin")
    assert not Likeness.objects.exists()


def test_the_same_handle_on_another_network(rail, shop):
    says(rail, ASKED, by="maria_k")
    Handle.objects.update(network="mastodon", external_id="m:1")
    says(shop, AGAIN, by="maria_k")
    assert Likeness.objects.get().why == "handle"


def test_the_same_order_number_by_whoever_writes(rail, shop):
    says(rail, "Where is order NW-48213? It was due on Monday.", by="maria")
    says(shop, "my wife asked on your page already: NW-48213 please", by="benjamin")
    assert Likeness.objects.get().why == "data"
    says(shop, "And where is order NW-48214, please tell me?", by="carla")
    assert Likeness.objects.count() == 1


def test_ended_matters_and_other_desks_are_left_alone(rail, shop, ana):
    first = says(rail, ASKED)
    actions.end(first, ana, "answered")
    says(shop, AGAIN)
    says(an_account(a_workspace("Elsewhere")), AGAIN)
    assert not Likeness.objects.exists()


def test_finding_it_again_changes_nothing_also_what_people_said(rail, shop, ana):
    _first, second = says(rail, ASKED), says(shop, AGAIN)
    halves.apart(second, Likeness.objects.get().pk, ana)
    items = list(second.turns.values_list("item_id", flat=True))
    keeping.take(rail.workspace_id, items)
    likely.find(rail.workspace_id, items)
    assert Likeness.objects.get().state == "apart"
    assert halves.shown(second) == []


def test_joined_over_two_accounts_both_keep_their_threads_and_are_shown_together(rail, shop, ana, desk):
    first, second = says(rail, ASKED), says(shop, AGAIN)
    page = desk.get(f"/desk/all/{second.pk}/").content.decode()
    assert "Possibly one matter" in page
    assert 'id="one-matter"' in page
    desk.post(f"/desk/matter/{second.pk}/join/{Likeness.objects.get().pk}/")
    assert [c.turns.count() for c in (first, second)] == [1, 1]
    for here, there in ((first, ASKED), (second, AGAIN)):
        other = AGAIN if there == ASKED else ASKED
        page = desk.get(f"/desk/all/{here.pk}/").content.decode()
        assert "One matter:" in page
        assert other in page
        assert "Answer there" in page
    event = Event.objects.filter(conversation=second, what="joined").get()
    desk.post(f"/desk/undo/{event.pk}/")
    assert Likeness.objects.get().state == "likely"
    assert [e.undone_at is not None for e in Event.objects.filter(what="joined")] == [True, True]
    with pytest.raises(CannotJoin):
        halves.undo(event, ana)


def test_joined_within_one_account_is_merged_and_comes_apart_again(rail, ana):
    first, second = says(rail, ASKED), says(rail, AGAIN)
    event = halves.join(second, Likeness.objects.get().pk, ana)
    first.refresh_from_db()
    assert first.merged_into_id == second.pk
    assert halves.shown(second) == []
    actions.undo(event, ana)
    assert [half.joined for half in halves.shown(second)] == [False]
    halves.join(second, Likeness.objects.get().pk, ana)


def test_two_who_say_so_at_once(rail, shop, ana):
    _first, second = says(rail, ASKED), says(shop, AGAIN)
    pk = Likeness.objects.get().pk
    halves.join(second, pk, ana)
    with pytest.raises(CannotJoin):
        halves.join(second, pk, ana)
    with pytest.raises(CannotJoin):
        halves.join(says(rail, OTHER), pk, ana)


def test_a_conversation_asks_as_often_for_three_halves_as_for_one(rail, shop, desk):
    second = says(shop, AGAIN)
    says(rail, ASKED)
    at = f"/desk/all/{second.pk}/"
    one = queries_of(lambda: desk.get(at, headers={"HX-Request": "true", "HX-Target": "talk"}))
    for _ in range(2):
        says(rail, ASKED)
    three = queries_of(lambda: desk.get(at, headers={"HX-Request": "true", "HX-Target": "talk"}))
    assert one == three
