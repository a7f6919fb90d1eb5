"""Next: what comes first of all that somebody can answer; and where a workspace wants it so, nothing else."""

import pytest
from django.test import Client
from sharing import asks, holders, on_duty, share
from town import a_team, a_workspace, an_account, an_agent, seen_by, we_say

from earful import flow
from earful.conversations.actions import CannotDo
from earful.conversations.models import Conversation, Event
from earful.queues import actions as queues
from earful.queues.models import Claim
from earful.queues.sharing import picking
from earful.replies import actions as replies
from earful.staff import abilities
from earful.staff.actions import issue_token
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return a_workspace()


@pytest.fixture
def rail(desk):
    return an_account(desk)


@pytest.fixture
def ana(desk):
    return an_agent(desk, name="Ana Ortega")


def page_of(agent):
    client = Client()
    client.force_login(agent)
    return client


def test_it_hands_out_the_top_one_then_the_next(rail, ana):
    calm, older, urgent = asks(rail, "a", 5), asks(rail, "b", 60), asks(rail, "c", 1, urgency=2)
    assert [picking.take_next(ana).conversation for _ in range(3)] == [urgent.pk, older.pk, calm.pk]
    assert holders([calm, older, urgent]) == [ana] * 3
    assert picking.take_next(ana) == picking.Next(None, picking.NOTHING)
    assert Event.objects.filter(what="assigned", details__why="next").count() == 3


def test_only_what_somebody_can_answer(desk, rail, ana):
    german, refunds, english = (
        asks(rail, "a", 60, language="de"),
        asks(rail, "b", 50),
        asks(rail, "c", 5, language="en"),
    )
    queues.set_team(refunds, a_team(desk, "Refunds"), ana)
    abilities.set_languages(ana, ["en"])
    assert picking.take_next(ana).conversation == english.pk
    assert picking.take_next(ana) == picking.Next(None, picking.FOR_OTHERS)
    abilities.set_languages(ana, ["en", "de"])
    assert picking.take_next(ana).conversation == german.pk


def test_nobody_is_handed_more_than_they_can_have(rail, ana):
    abilities.set_capacity(ana, 1)
    first, second = asks(rail, "a", 60), asks(rail, "b", 50)
    assert picking.take_next(ana).conversation == first.pk
    assert picking.take_next(ana) == picking.Next(None, picking.FULL)
    we_say(rail, "On its way.", parent=first.turns.get())
    assert picking.take_next(ana).conversation == second.pk


def test_what_they_laid_back_does_not_come_again(rail, ana):
    first, second = asks(rail, "a", 60), asks(rail, "b", 50)
    picking.take_next(ana)
    queues.assign(first, None, ana)
    assert picking.take_next(ana).conversation == second.pk
    assert picking.take_next(ana).conversation is None


def test_the_page_opens_it_or_says_in_a_sentence_that_nothing_waits(rail, ana):
    page = page_of(ana)
    talk = asks(rail, "a", 5)
    assert "data-next" in page.get("/desk/needs/").content.decode()
    assert page.post("/desk/next/?view=needs").url == f"/desk/mine/{talk.pk}/"
    answer = page.post("/desk/next/?view=needs", follow=True)
    assert "Nothing waits that nobody has." in answer.content.decode()
    assert answer.redirect_chain == [("/desk/needs/", 302)]


def test_programs_ask_for_the_next_one_too(rail, ana):
    _token, text = issue_token(ana, "Reports")
    talk = asks(rail, "a", 5)
    program = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
    first = Client().post("/api/next", **program).json()
    assert (first["conversation"]["id"], first["words"]) == (talk.pk, "")
    assert Client().post("/api/next", **program).json() == {"conversation": None, "words": picking.NOTHING}


@pytest.fixture
def no_picking(desk):
    type(desk).objects.update(no_picking=True)
    desk.refresh_from_db()
    return desk


def test_where_nobody_picks_an_agent_takes_nothing_from_a_list(no_picking, rail, ana):
    ana.refresh_from_db()
    talk = asks(rail, "a", 5)
    page = page_of(ana)
    answer = page.post(f"/desk/matter/{talk.pk}/assign/", {"to": ana.pk}, follow=True)
    assert "press Next" in answer.content.decode()
    rows = f"{talk.pk}:{talk.version}:{talk.turns_count}"
    many = page.post("/desk/many/do/", {"rows": rows, "what": "assign", "to": ana.pk}, follow=True)
    assert "press Next" in many.content.decode()
    _token, text = issue_token(ana, "Reports")
    refused = Client().post(
        f"/api/conversations/{talk.pk}/assign",
        {"agent_id": ana.pk},
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {text}",
    )
    assert refused.status_code == 422
    assert "press Next" in refused.json()["words"]
    assert holders([talk]) == [None]
    assert page.get(f"/desk/all/{talk.pk}/").status_code == 200, "reading is free"


def test_nor_by_writing_or_answering_in_it(no_picking, rail, ana):
    ana.refresh_from_db()
    talk = asks(rail, "a", 5)
    queues.writes(talk, ana, words=True)
    assert Claim.objects.count() == 0
    draft = replies.save(talk, ana, "On its way.")
    with pytest.raises(CannotDo):
        flow.reply(draft, seen_by(ana, talk))
    answer = page_of(ana).post(f"/desk/matter/{talk.pk}/send/", {"text": "On its way.", "seen": seen_by(ana, talk)})
    assert answer.status_code == 422
    assert "press Next" in answer.content.decode()
    assert holders([talk]) == [None]


def test_next_works_there_and_what_one_has_one_may_answer_hand_on_and_lay_back(no_picking, desk, rail, ana):
    ana.refresh_from_db()
    bo = an_agent(desk, name="Bo Berg")
    talk = asks(rail, "a", 5)
    assert picking.take_next(ana).conversation == talk.pk
    talk.refresh_from_db()
    queues.assign(talk, ana, ana)
    _reviewed, dispatch = flow.reply(replies.save(talk, ana, "On its way."), seen_by(ana, talk))
    assert dispatch is not None
    queues.assign(talk, bo, ana)
    assert holders([talk]) == [bo]
    with pytest.raises(CannotDo):
        queues.assign(talk, ana, ana)


def test_leads_take_what_they_like(no_picking, desk, rail):
    lea = an_agent(desk, name="Lea Lindt", role=Role.LEAD)
    talk = asks(rail, "a", 5)
    queues.assign(talk, lea, lea)
    assert holders([talk]) == [lea]


def test_a_desk_that_hands_out_knows_next_as_well(desk, rail, ana):
    type(desk).objects.update(hand_out="level")
    talk = asks(rail, "a", 5)
    share(desk)
    assert holders([talk]) == [None]
    assert picking.take_next(ana).conversation == talk.pk
    on_duty(ana)
    share(desk)
    assert Conversation.objects.filter(assignee=ana).count() == 1
