"""Editing and deleting an answer on the pages and through the API, with plain links and forms."""

import json

import pytest
from api_client import api_as, send
from django.test import Client
from town import a_dispatch, a_payload, a_workspace, an_account, an_agent, arrives, it_leaves, queries_of, somebody_says

from earful import amending as after
from earful.channels.sandbox import wire
from earful.conversations.models import Conversation, Turn
from earful.kit import clock
from earful.outbox import amended, amending
from earful.outbox.models import Amendment, Dispatch
from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
PART = {"HX-Request": "true", "HX-Target": "talk"}


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


@pytest.fixture
def asked(rail):
    return somebody_says(rail, "Where is my train?", by="maria")


@pytest.fixture
def sent(ana, asked):
    dispatch = a_dispatch(ana, asked.conversation, "It leaves on Monday.")
    it_leaves(dispatch)
    dispatch.refresh_from_db()
    return dispatch


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client


@pytest.fixture
def desk(ana):
    return signed_in(ana)


def talk(desk: Client, sent: Dispatch) -> str:
    return desk.get(f"/desk/all/{sent.conversation_id}/").content.decode()


def happens(made: Amendment, **change: object) -> None:
    """A worker does it, and the town tells us."""
    claimed = amending.claim(made.pk)
    assert claimed is not None
    turn = Turn.objects.select_related("item").get(external_id=made.dispatch.external_id)
    raw = {**turn.item.raw, "at": clock.now().isoformat(), **change}
    after.done(claimed, wire.parcel(raw))
    for item in turn.account.items.filter(state="fresh"):
        after.flow.understand(item.pk)


def is_gone(made: Amendment) -> None:
    happens(made, version="removed", change="removed", author=None)


def test_below_an_answer_stand_edit_and_delete_for_whoever_may(ana, desk, sent):
    edit, delete = f"/desk/answer/{sent.pk}/edit/", f"/desk/answer/{sent.pk}/delete/"
    assert edit in talk(desk, sent)
    assert delete in talk(desk, sent)
    other = signed_in(an_agent(ana.workspace))
    assert edit not in talk(other, sent)
    assert "leads and owners" in other.get(edit, follow=True).content.decode()
    assert "leads and owners" in other.post(delete, follow=True).content.decode()
    assert edit in talk(signed_in(an_agent(ana.workspace, role=Role.LEAD)), sent)
    assert edit not in talk(signed_in(an_agent(ana.workspace, role=Role.VIEWER)), sent)
    assert not Amendment.objects.exists()


def test_an_edit_from_the_form_to_the_record(desk, sent):
    page = desk.get(f"/desk/answer/{sent.pk}/edit/")
    text = page.content.decode()
    assert ">It leaves on Monday.</textarea>" in text
    assert "may have seen what it says now" in text
    form = {"before": page.context["before"], "seen": page.context["seen"], "why": "Wrong day"}
    answer = desk.post(f"/desk/answer/{sent.pk}/edit/", {**form, "text": "It leaves on Tuesday."})
    assert answer.status_code == 302
    [made] = amended.record(sent.pk)
    shown = talk(desk, sent)
    assert "Ana Ortega edits this answer" in shown
    assert "Call it off" in shown
    happens(made, version="2", change="edited", text="It leaves on Tuesday. ^AO")
    shown = talk(desk, sent)
    assert "Ana Ortega edited this answer" in shown
    assert "Wrong day" in shown
    assert "It leaves on Monday. ^AO" in shown, "to be opened"
    assert shown.count("edited this answer") == 1


def test_the_guard_stands_in_the_page_and_keeps_what_was_written(desk, sent):
    page = desk.get(f"/desk/answer/{sent.pk}/edit/")
    form = {"before": page.context["before"], "seen": page.context["seen"], "why": "x"}
    refused = desk.post(f"/desk/answer/{sent.pk}/edit/", {**form, "text": "Call Maria on +49 30 901820 1234."})
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert 'data-code="' in shown
    assert ">Call Maria on +49 30 901820 1234.</textarea>" in shown
    asked = desk.post(f"/desk/answer/{sent.pk}/edit/", {**form, "text": "Please write to us privately."})
    insist = asked.context["insist"]
    assert insist
    done = {**form, "text": "Please write to us privately.", "insist": insist, "reason": "They asked to."}
    assert desk.post(f"/desk/answer/{sent.pk}/edit/", done).status_code == 302
    assert "They asked to." in desk.get("/house/guard/").content.decode()


def test_what_came_since_the_page_was_shown_is_said(rail, desk, asked, sent):
    page = desk.get(f"/desk/answer/{sent.pk}/edit/")
    form = {"before": page.context["before"], "seen": page.context["seen"], "text": "On Tuesday."}
    somebody_says(rail, "Which Monday?", by="maria", parent=asked)
    asked_again = desk.post(f"/desk/answer/{sent.pk}/edit/", form)
    assert asked_again.status_code == 422
    assert "Which Monday?" in asked_again.content.decode()
    again = {**form, "seen": asked_again.context["seen"]}
    assert desk.post(f"/desk/answer/{sent.pk}/edit/", again).status_code == 302


def test_the_page_of_a_deletion_says_what_it_means_and_the_customer_waits_again(desk, asked, sent):
    text = desk.get(f"/desk/answer/{sent.pk}/delete/").content.decode()
    assert "with its pictures" not in text, "it has none"
    assert "Maria waits for an answer again" in text
    assert "may have seen it already" in text
    assert Amendment.objects.count() == 0, "looking does nothing"
    desk.post(f"/desk/answer/{sent.pk}/delete/", {"why": "Wrong person"})
    [made] = amended.record(sent.pk)
    is_gone(made)
    shown = talk(desk, sent)
    assert "Ana Ortega deleted this answer" in shown
    assert "It leaves on Monday. ^AO" in shown
    assert f"/desk/answer/{sent.pk}/" not in shown
    assert Conversation.objects.get(pk=asked.conversation_id).status == "open"
    assert "gone already" in desk.get(f"/desk/answer/{sent.pk}/edit/", follow=True).content.decode()


def test_a_deletion_is_called_off_while_it_waits(desk, sent):
    desk.post(f"/desk/answer/{sent.pk}/delete/", {})
    [made] = amended.record(sent.pk)
    desk.post(f"/desk/answer/{sent.pk}/call-off/{made.pk}/")
    made.refresh_from_db()
    assert made.state == "dropped"
    assert "deletes this answer" not in talk(desk, sent)


def test_a_network_without_edits_says_why_on_the_page(ana, rail, desk, sent):
    type(rail).objects.filter(pk=rail.pk).update(network="bluesky")
    assert f"/desk/answer/{sent.pk}/edit/" not in talk(desk, sent)
    assert "write it anew" in desk.get(f"/desk/answer/{sent.pk}/delete/").content.decode()
    assert "write it anew" in desk.get(f"/desk/answer/{sent.pk}/edit/", follow=True).content.decode()


def test_what_was_removed_in_the_networks_own_app_is_told_from_what_we_deleted(rail, desk, sent):
    turn = Turn.objects.get(external_id=sent.external_id)
    gone = a_payload(rail, "", by=rail.handle) | {"id": turn.external_id, "version": "removed", "change": "removed"}
    arrives(rail, gone)
    shown = talk(desk, sent)
    assert "We removed this answer." in shown
    assert "Our answer was removed in the network" in shown


def test_pages_with_changes_ask_one_question_more_however_many_there_are(ana, asked, desk, sent):
    at = f"/desk/needs/{asked.conversation_id}/"
    before = queries_of(lambda: desk.get(at, headers=PART))
    is_gone(after.delete(sent, ana))
    one = queries_of(lambda: desk.get(at, headers=PART))
    other = a_dispatch(ana, Conversation.objects.get(pk=asked.conversation_id), "It leaves on Tuesday.")
    it_leaves(other)
    other.refresh_from_db()
    is_gone(after.delete(other, ana))
    assert (one, queries_of(lambda: desk.get(at, headers=PART))) == (before + 1, before + 1)


def test_the_api_does_the_same(ana, sent):
    ask = api_as(ana)
    whole = ask.get(f"/api/conversations/{sent.conversation_id}").json()
    body = {
        "text": "It leaves on Tuesday.",
        "before": "It leaves on Monday.",
        "seen": whole["seen"],
        "why": "Wrong day",
    }
    path = f"dispatches/{sent.pk}/edit"
    status, told = send(ask, "post", path, **{**body, "text": "Buy now with code TRAIN20."})
    assert status in {409, 422}
    assert told["rulings"]
    status, made = send(ask, "post", path, **body)
    assert (status, made["state"], made["can_call_off"]) == (201, "waiting", True)
    status, twice = send(ask, "post", path, **{**body, "text": "On Friday."})
    assert (status, "just now" in twice["words"]) == (409, True)
    status, deleted = send(ask, "post", f"dispatches/{sent.pk}/delete", why="Wrong customer")
    assert status == 201
    _, off = send(ask, "post", f"amendments/{deleted['id']}/call-off")
    assert off["state"] == "dropped"
    record = ask.get(f"/api/dispatches/{sent.pk}/amendments").json()
    assert [(one["what"], one["state"]) for one in record] == [("edit", "dropped"), ("delete", "dropped")]
    assert json.dumps(record).count("It leaves on Monday. ^AO") == 2
    other = api_as(an_agent(ana.workspace))
    assert send(other, "post", f"dispatches/{sent.pk}/delete")[0] == 409
