"""Contact that nobody asked for: a wish to be left alone, a budget over all ways, a network's time, a late second try."""

from datetime import timedelta

import pytest
import time_machine
from api_client import api_as, page_of, send
from town import a_dispatch, a_workspace, an_account, an_agent, it_leaves, somebody_says

from earful import flow
from earful.conversations.models import Conversation, Turn
from earful.customers import actions as customers
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox import anew
from earful.outbox.models import Dispatch, Insistence
from earful.replies import actions as replies
from earful.replies import tuning
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
TOLD = "It stands in Linz, and leaves again at 16:20 from platform 7."


@pytest.fixture
def ana():
    return an_agent(a_workspace())


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


@pytest.fixture
def asked(rail):
    return somebody_says(rail, "Where is my train?", by="maria")


def rulings_of(agent, turn, text=TOLD):
    draft = replies.save(Conversation.objects.get(pk=turn.conversation_id), agent, text, turn)
    return {one.code for one in replies.review(draft).rulings}


def test_who_wishes_to_be_left_alone_is_until_they_speak(ana, rail, asked):
    page = page_of(ana)
    at = f"/house/customers/{asked.author.customer_id}/"
    page.post(f"{at}wish/", {"why": "Stop writing to me"})
    assert "Stop writing to me" in page.get(at).content.decode()
    assert rulings_of(ana, asked) == {"wish"}
    again = somebody_says(rail, "One more thing, is it late?", by="maria", parent=asked)
    assert rulings_of(ana, again) == set()
    page.post(f"{at}wish/", {"off": "1"})
    asked = Turn.objects.get(pk=asked.pk)
    assert rulings_of(ana, asked) == set()


def test_a_wish_goes_with_the_person_when_two_turn_out_to_be_one(ana, rail, asked):
    other = somebody_says(rail, "And my seat?", by="maria_b")
    customers.leave_alone(other.author.customer, ana, "By mail")
    other.author.customer.refresh_from_db()
    kept = asked.author.customer
    customers.join(kept, other.author.customer, ana)
    kept.refresh_from_db()
    assert (kept.left_alone_why, kept.left_alone_by) == ("By mail", ana)


def test_programs_keep_the_wish_too(ana, asked):
    api, at = api_as(ana), f"customers/{asked.author.customer_id}"
    status, told = send(api, "PUT", f"{at}/wish", left_alone=True, why="She said so")
    assert (status, told["left_alone_why"], told["left_alone_at"] is not None) == (200, "She said so", True)
    assert send(api, "PUT", f"{at}/wish", left_alone=False)[1]["left_alone_at"] is None


def test_the_budget_holds_over_all_ways(ana, rail, asked):
    other = somebody_says(an_account(ana.workspace, "northwindbus"), "And the bus?", by="maria_bus")
    for number in range(3):
        it_leaves(a_dispatch(ana, other.conversation, f"{TOLD} {number}"))
    assert "too_often" not in rulings_of(ana, asked)
    customers.join(asked.author.customer, other.author.customer, ana)
    asked.author.refresh_from_db()
    assert "too_often" in rulings_of(ana, asked)
    spoken = somebody_says(rail, "Are you there?", by="maria", parent=asked)
    assert "too_often" not in rulings_of(ana, spoken)


def test_a_networks_time_for_private_answers_ends(ana, rail):
    turn = somebody_says(rail, "My code does not work", by="maria", private=True)
    with time_machine.travel(clock.now() + timedelta(hours=24 * 7 - 2), tick=False):
        assert rulings_of(ana, turn) == {"window_closing"}
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1), tick=False):
        assert rulings_of(ana, turn) == {"window_closed"}
    public = somebody_says(rail, "Where is my train?", by="bo")
    with time_machine.travel(clock.now() + timedelta(days=8), tick=False):
        assert rulings_of(ana, public) == set()


def failed(ana, turn, text=TOLD):
    dispatch = a_dispatch(ana, turn.conversation, text)
    Dispatch.objects.filter(pk=dispatch.pk).update(state=Dispatch.State.CLAIMED, claimed_at=clock.now())
    dispatch.refresh_from_db()
    outbox.record_failed(dispatch, "The network said no.")
    return Dispatch.objects.get(pk=dispatch.pk)


def test_what_is_tried_again_is_ruled_on_anew(ana, asked):
    dispatch = failed(ana, asked)
    customers.leave_alone(asked.author.customer, ana)
    with pytest.raises(anew.Stopped):
        flow.try_again(dispatch, ana)
    page = page_of(ana).post(f"/desk/sending/{dispatch.pk}/again/", follow=True)
    assert "asked to be left alone" in page.content.decode()
    status, told = send(api_as(ana), "POST", f"dispatches/{dispatch.pk}/again")
    assert (status, told["rulings"][0]["code"]) == (422, "wish")
    assert Dispatch.objects.get().state == Dispatch.State.FAILED
    customers.write_again(asked.author.customer)
    assert flow.try_again(Dispatch.objects.get(), ana) == ((), "")


def test_a_reason_that_was_given_still_holds_when_it_is_tried_again(ana, asked):
    lead = an_agent(ana.workspace, "lea", "Lea Lind", Role.LEAD)
    tuning.decide("talking_down", "off", lead)
    dispatch = failed(ana, asked, "Calm down, it is only late.")
    tuning.decide("talking_down", "confirm", lead)
    with pytest.raises(anew.Stopped):
        flow.try_again(dispatch, ana)
    Insistence.objects.create(
        workspace=ana.workspace, dispatch=dispatch, code="talking_down", words="", reason="We joke", at=clock.now()
    )
    tuning.decide("talking_down", "refuse", lead)
    with pytest.raises(anew.Stopped):
        flow.try_again(dispatch, ana)
    tuning.decide("talking_down", "confirm", lead)
    assert flow.try_again(dispatch, ana) == ((), "")


def test_programs_read_and_change_what_a_rule_weighs(ana, asked):
    lead = an_agent(ana.workspace, "lea", "Lea Lind", Role.LEAD)
    assert send(api_as(ana), "PUT", "guard/rules/selling", weight="note")[0] == 403
    api = api_as(lead)
    assert send(api, "PUT", "guard/rules/nothing", weight="note")[0] == 404
    assert send(api, "PUT", "guard/rules/selling", weight="loud")[0] == 422
    status, told = send(api, "PUT", "guard/rules/selling", weight="confirm")
    rule = next(one for one in told["rules"] if one["code"] == "selling")
    assert (status, rule["weight"], rule["usual"], rule["decided"]["by"]["name"]) == (
        200,
        "confirm",
        "refuse",
        "Lea Lind",
    )
    assert send(api, "PUT", "guard/contacts", contacts=["020 7946 0018"])[1]["contacts"] == ["020 7946 0018"]
    assert rulings_of(ana, asked, "Call 020 7946 0018, please.") == set()


def test_an_owner_sets_the_automatic_message_by_program(ana, rail):
    owner = an_agent(ana.workspace, "olga", "Olga Owner", Role.OWNER)
    status, told = send(api_as(owner), "PUT", f"accounts/{rail.pk}/automatic-message", text=" We have it. ")
    assert (status, told["acknowledgement"]) == (200, "We have it.")
    rail.refresh_from_db()
    assert rail.acknowledged_by == owner
