"""Approvals by their doors: pages, programs, rules about whom, the switch for a crisis, notices, the list and the board."""

from datetime import timedelta

import pytest
from api_client import api_as, page_of, send
from approvals import WORDS, an_approving_desk
from town import a_team, an_agent, it_leaves, seen_by

from earful.conversations.models import Conversation
from earful.kit import clock
from earful.notices import hearing
from earful.notices.models import Notice
from earful.outbox.approval import actions
from earful.outbox.approval.models import Approval, ApprovalRule, Crisis
from earful.outbox.models import Dispatch
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return an_approving_desk()


@pytest.fixture
def asked(desk):
    return desk.hears()


def test_by_the_page_it_waits_and_everybody_sees_that(desk, asked):
    page = page_of(desk.ana)
    talk = Conversation.objects.get(pk=asked.conversation_id)
    answer = page.post(
        f"/desk/matter/{talk.pk}/send/", {"text": WORDS, "answers": asked.pk, "seen": seen_by(desk.ana, talk)}
    )
    assert answer.status_code == 302
    shown = page.get(f"/desk/all/{talk.pk}/").content.decode()
    assert "Waits for approval. Nothing was sent" in shown
    assert "Ana Ortega’s answers are read first." in shown
    assert "Take it back" in shown
    assert "To approve" in page.get("/desk/needs/").content.decode()
    board = page_of(desk.lea).get("/house/board/").content.decode()
    assert "1 answer waits for approval, for 0 min." in board
    assert "Read and decide" in page_of(desk.lea).get(f"/desk/all/{talk.pk}/").content.decode()


def test_read_changed_approved_and_seen_as_such(desk, asked):
    waiting = desk.asks(asked)
    page = page_of(desk.lea)
    at = f"/house/approvals/{waiting.pk}/"
    assert WORDS in page.get(at).content.decode()
    looked = page.post(f"{at}approve/", {"text": WORDS.replace("7", "9"), "look": "1"}).content.decode()
    assert "<del>7</del><ins>9</ins>" in looked
    assert not Dispatch.objects.exists()
    assert page.post(f"{at}approve/", {"text": WORDS.replace("7", "9")}).status_code == 302
    turn = it_leaves(Dispatch.objects.get())
    shown = page_of(desk.ana).get(f"/desk/all/{turn.conversation_id}/").content.decode()
    assert "written by Ana Ortega, approved by Lea Lind" in shown
    assert "<del>7</del><ins>9</ins>" in page_of(desk.ana).get(at).content.decode()


def test_what_came_is_shown_before_it_can_be_approved(desk, asked):
    waiting = desk.asks(asked)
    desk.hears("Never mind.", by="maria", parent=asked)
    page, at = page_of(desk.lea), f"/house/approvals/{waiting.pk}/approve/"
    refused = page.post(at, {"text": WORDS})
    assert refused.status_code == 422
    assert "Never mind." in refused.content.decode()
    mark = refused.context["rulings"]["confirm"]
    assert page.post(at, {"text": WORDS, "confirmed": mark}).status_code == 302
    assert Dispatch.objects.count() == 1


def test_sent_back_by_the_page(desk, asked):
    waiting = desk.asks(asked)
    page, at = page_of(desk.lea), f"/house/approvals/{waiting.pk}/back/"
    assert page.post(at, {"comment": ""}).status_code == 422
    assert page.post(at, {"comment": "Which platform?"}).status_code == 302
    assert Approval.objects.get().comment == "Which platform?"
    again = page.post(at, {"comment": "And when?"}, follow=True).content.decode()
    assert "Somebody has decided about this a moment ago." in again


def test_others_neither_see_nor_decide(desk, asked):
    waiting = desk.asks(asked)
    page = page_of(an_agent(desk.ana.workspace, "cy", "Cy Low"))
    assert page.get(f"/house/approvals/{waiting.pk}/").status_code == 404
    assert page.post(f"/house/approvals/{waiting.pk}/approve/", {"text": WORDS}).status_code == 403
    assert WORDS not in page.get("/house/approvals/").content.decode()
    own = page_of(desk.ana)
    assert own.get(f"/house/approvals/{waiting.pk}/").status_code == 200
    own.post(f"/house/approvals/{waiting.pk}/withdraw/")
    assert Approval.objects.get().state == "withdrawn"


def test_who_needs_approval_is_said_by_leads_and_kept(desk):
    page, team = page_of(desk.lea), a_team(desk.ana.workspace, "Legal")
    page.post("/house/approvals/rules/make/", {"about": f"team:{team.pk}", "why": "Everything legal"})
    page.post("/house/approvals/rules/make/", {"about": f"team:{team.pk}"})
    page.post("/house/approvals/rules/make/", {"about": "team:x"})
    page.post("/house/approvals/rules/make/", {"about": f"agent:{desk.bo.pk}", "until": "2020-01-01"})
    rule = ApprovalRule.objects.get(team=team)
    assert ApprovalRule.objects.count() == 2
    shown = page.get("/house/approvals/rules/").content.decode()
    assert "Answers of the team Legal" in shown
    assert "until 20 answers were approved; 0 so far" in shown
    page.post(f"/house/approvals/rules/{rule.pk}/withdraw/")
    rule.refresh_from_db()
    assert (rule.retired_by, rule.retired_at is not None) == (desk.lea, True)
    assert page_of(desk.bo).post("/house/approvals/rules/make/", {"about": f"team:{team.pk}"}).status_code == 403


def test_the_switch_for_a_crisis_by_the_page(desk):
    page = page_of(desk.lea)
    page.post("/house/approvals/crisis/", {"why": ""})
    assert not Crisis.objects.exists()
    page.post("/house/approvals/crisis/", {"why": "The line is closed."})
    assert "The line is closed." in page_of(desk.ana).get("/house/approvals/").content.decode()
    page.post("/house/approvals/crisis/", {"end": "1"})
    assert (Crisis.objects.get().by, Crisis.objects.get().ended_by) == (desk.lea, desk.lea)


def test_programs_wait_and_approve_as_people_do(desk, asked):
    ana, lea, matter = api_as(desk.ana), api_as(desk.lea), f"conversations/{asked.conversation_id}"
    send(ana, "PUT", f"{matter}/draft", text=WORDS, answers_id=asked.pk)
    seen = ana.get(f"/api/{matter}").json()["seen"]
    status, waiting = send(ana, "POST", f"{matter}/draft/send", seen=seen)
    assert (status, waiting["state"], waiting["why"][0]["kind"]) == (202, "waiting", "person")
    at = f"approvals/{waiting['id']}"
    assert send(ana, "POST", f"{at}/approve")[0] == 403
    assert [one["id"] for one in lea.get("/api/approvals").json()] == [waiting["id"]]
    assert send(lea, "POST", f"{at}/approve", text="Check out our new range!")[0] == 422
    desk.hears("Hello?", by="maria", parent=asked)
    status, told = send(lea, "POST", f"{at}/approve")
    assert (status, told["news"][0]["text"]) == (409, "Hello?")
    status, sent = send(lea, "POST", f"{at}/approve", seen=told["seen"])
    assert (status, sent["agent"]["name"], sent["approved_by"]["name"]) == (201, "Ana Ortega", "Lea Lind")
    assert send(lea, "POST", f"{at}/approve", seen=told["seen"])[0] == 409
    assert send(lea, "POST", f"{at}/return", comment="No")[0] == 409
    assert lea.get(f"/api/{at}").json()["state"] == "approved"


def test_programs_say_who_needs_approval(desk):
    lea = api_as(desk.lea)
    status, rule = send(lea, "POST", "approval-rules", agent_id=desk.bo.pk, answers=5)
    assert (status, rule["answers"]) == (201, 5)
    assert send(lea, "POST", "approval-rules")[0] == 422
    assert lea.delete(f"/api/approval-rules/{rule['id']}").status_code == 204
    assert send(lea, "PUT", "crisis", on=True)[0] == 422
    assert send(lea, "PUT", "crisis", on=True, why="The line is closed.")[1]["on"] is True
    assert send(api_as(desk.ana), "PUT", "crisis", on=False)[0] == 403
    assert send(lea, "PUT", "crisis", on=False)[1]["on"] is False


def test_who_may_approve_is_told_and_so_is_the_writer(desk, asked):
    owner = an_agent(desk.ana.workspace, "oda", "Oda", Role.OWNER)
    hearing.hear(desk.ana.workspace)
    waiting = desk.asks(asked)
    hearing.hear(desk.ana.workspace)
    told = Notice.objects.filter(kind="approve")
    assert {one.agent for one in told} == {desk.bo, desk.lea, owner}
    bell = page_of(desk.lea).get("/house/notices/").content.decode()
    assert "An answer by Ana Ortega waits for approval" in bell
    desk.approves(waiting, text=WORDS.replace("7", "9"))
    second = desk.asks(desk.hears(by="eve"))
    page_of(desk.lea).post(f"/house/approvals/{second.pk}/back/", {"comment": "Kinder."})
    hearing.hear(desk.ana.workspace)
    mine = Notice.objects.filter(kind="returned").order_by("pk")
    assert [(one.agent, one.details.get("changed", False)) for one in mine] == [(desk.ana, True), (desk.ana, False)]
    shown = page_of(desk.ana).get("/house/notices/").content.decode()
    assert "sent your answer back" in shown


def test_an_owner_gives_the_right_to_approve(desk):
    owner = an_agent(desk.ana.workspace, "oda", "Oda", Role.OWNER)
    page_of(owner).post(f"/house/staff/{desk.bo.pk}/approves/", {})
    desk.bo.refresh_from_db()
    assert not desk.bo.approves
    assert page_of(desk.lea).post(f"/house/staff/{desk.bo.pk}/approves/", {"approves": "1"}).status_code == 403


def test_the_list_costs_the_same_for_one_and_for_three(desk, asked):
    from town import queries_of

    page = page_of(desk.lea)
    desk.asks(asked)
    page.get("/house/approvals/")
    one = queries_of(lambda: page.get("/house/approvals/"))
    for number in range(2):
        desk.asks(desk.hears(by=f"person{number}"), f"{WORDS} {number}")
    assert queries_of(lambda: page.get("/house/approvals/")) == one


def test_nothing_leaves_by_itself_in_a_crisis(desk):
    desk.account.acknowledgement, desk.account.acknowledged_by = "We have read it.", desk.lea
    desk.account.save()
    actions.begin_crisis(desk.lea, "The line is closed.")
    desk.hears(private=True)
    assert not Dispatch.objects.exists()
    actions.end_crisis(desk.lea)
    desk.hears(private=True, by="eve")
    assert Dispatch.objects.count() == 1


def test_the_list_says_by_when_the_customer_was_promised_an_answer(desk, asked):
    desk.asks(asked)
    page = page_of(desk.lea)
    assert "· ·" not in " ".join(page.get("/house/approvals/").content.decode().split())
    Conversation.objects.filter(pk=asked.conversation_id).update(due_at=clock.now() - timedelta(hours=1))
    assert "was due" in page.get("/house/approvals/").content.decode()
