"""What could not be read is kept, shown safely, and can be tried again; what could not be sent is shown beside it."""

import pytest
from django.test import Client
from town import a_dispatch, a_payload, a_workspace, an_account, an_agent, somebody_says

from earful import flow
from earful.channels.contract import Batch, Parcel
from earful.intake.models import Item
from earful.outbox import actions as outbox
from earful.outbox.models import Dispatch
from earful.staff.models import Agent
from earful.staff.rules import Role
from earful.web.house.payload import pretty

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Agent:
    return an_agent(a_workspace(), name="Lea Lead", role=Role.LEAD)


@pytest.fixture
def page(lead) -> Client:
    client = Client()
    client.force_login(lead, backend="earful.web.signed_in.Backend")
    return client


def an_unreadable(account, name: str = "unreadable:1", raw: object = None) -> Item:
    nonsense = {"nonsense": "<script>alert(1)</script>"} if raw is None else raw
    (item_id,) = flow.arrive(account, Batch((Parcel(name, "1", nonsense),)))
    flow.understand(item_id)
    item = Item.objects.get(pk=item_id)
    assert item.state == Item.State.UNREADABLE
    return item


def test_nothing_unreadable_is_a_success(page):
    assert "Everything that arrived was understood" in page.get("/house/ledger/").content.decode()


def test_an_unreadable_arrival_is_shown_as_it_came_and_runs_nothing(page, lead):
    item = an_unreadable(an_account(lead.workspace))
    assert item.trouble in page.get("/house/ledger/").content.decode()
    shown = page.get(f"/house/ledger/{item.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown
    assert "./run replay" in shown


def test_trying_again_in_vain_says_so(page, lead):
    item = an_unreadable(an_account(lead.workspace))
    answer = page.post(f"/house/ledger/{item.pk}/again/", follow=True)
    assert "It still cannot be read." in answer.content.decode()


def test_trying_again_puts_what_is_understood_now_on_the_desk(page, lead):
    rail = an_account(lead.workspace)
    item = an_unreadable(rail)
    Item.objects.filter(pk=item.pk).update(raw=a_payload(rail, "Where is my train?"))  # as if the adapter had learnt it
    answer = page.post(f"/house/ledger/{item.pk}/again/", follow=True)
    words = answer.content.decode()
    assert "It could be read now and is on the desk." in words
    assert "Open the conversation" in words
    assert "Everything that arrived was understood" in page.get("/house/ledger/").content.decode()


def test_trying_again_what_was_read_changes_nothing(page, lead):
    turn = somebody_says(an_account(lead.workspace), "Where is my train?")
    version = turn.conversation.version
    page.post(f"/house/ledger/{turn.item_id}/again/")
    turn.conversation.refresh_from_db()
    assert turn.conversation.version == version


def test_what_its_author_removed_is_not_shown(page, lead):
    item = an_unreadable(an_account(lead.workspace))
    Item.objects.filter(pk=item.pk).update(raw={}, emptied_at=item.arrived_at)
    shown = page.get(f"/house/ledger/{item.pk}/").content.decode()
    assert "Its author removed it" in shown
    assert "Try again" not in shown


def test_the_ledger_of_others_does_not_exist_here(page):
    theirs = an_unreadable(an_account(a_workspace("Elsewhere")), "theirs")
    assert "theirs" not in page.get("/house/ledger/").content.decode()
    assert page.get(f"/house/ledger/{theirs.pk}/").status_code == 404
    assert page.post(f"/house/ledger/{theirs.pk}/again/").status_code == 404


def test_long_ledgers_are_read_page_by_page(page, lead):
    rail = an_account(lead.workspace)
    flow.arrive(rail, Batch(tuple(Parcel(f"row-{n:03d}", "1", {}) for n in range(53))))
    Item.objects.update(state="unreadable", trouble="No.")
    first = page.get("/house/ledger/").content.decode()
    assert "row-052" in first
    assert "row-002" not in first
    mark = first.partition('href="?after=')[2].partition('"')[0]
    second = page.get(f"/house/ledger/?after={mark}").content.decode()
    assert "row-002" in second
    assert "row-003" not in second
    assert page.get("/house/ledger/?after=nonsense").status_code == 200


@pytest.mark.parametrize("state", ["failed", "uncertain"])
def test_replies_that_need_a_person_lead_to_their_conversation(page, lead, state):
    asked = somebody_says(an_account(lead.workspace), "Where is my train?")
    dispatch = a_dispatch(lead, asked.conversation, "On its way.")
    if state == "failed":
        outbox.record_failed(dispatch, "The customer has closed the thread.")
    else:
        Dispatch.objects.filter(pk=dispatch.pk).update(state="claimed")
        outbox.record_uncertain(dispatch, "The customer has closed the thread.")
    words = page.get("/house/ledger/").content.decode()
    assert "The customer has closed the thread." in words
    assert f"/{asked.conversation_id}/" in words


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_for_one_as_for_three(page, lead, rows, django_assert_num_queries):
    rail = an_account(lead.workspace)
    for number in range(rows):
        asked = somebody_says(rail, "Where is my train?", by=f"customer{number}")
        outbox.record_failed(a_dispatch(lead, asked.conversation), "No.")
    for number in range(rows):
        an_unreadable(rail, f"row-{number}")
    page.get("/house/ledger/")
    with django_assert_num_queries(8):
        page.get("/house/ledger/")


def test_what_cannot_be_seen_is_shown_by_its_number():
    text, left_out = pretty({"text": "safe\u202etxt.exe\u200b\u0085", "emoji": "🚆", "lone": "\ud800"})
    assert "\\u202e" in text
    assert "\\u200b" in text
    assert "\\u0085" in text
    assert "\\ud800" in text
    assert "🚆" in text
    assert left_out == 0


def test_a_very_long_payload_is_cut_and_says_so():
    text, left_out = pretty({"text": "x" * 50_000})
    assert len(text) == 40_000
    assert left_out > 10_000
