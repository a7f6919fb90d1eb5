"""A second pair of eyes: what has to be approved leaves when it was, once, under its writer's name, and not before."""

from datetime import timedelta

import pytest
from api_client import page_of
from approvals import WORDS, an_approving_desk
from saving import a_saved_reply, wording_of
from town import a_team, an_agent, it_leaves, seen_by, takes_back

from earful import approving, flow
from earful.conversations.models import Conversation, Turn
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox.actions import TooLate
from earful.outbox.approval import actions, deciding, queries
from earful.outbox.approval.models import Approval, ApprovalRule, Crisis
from earful.outbox.models import Dispatch, Insistence
from earful.replies import queries as drafts
from earful.replies.actions import Insisting
from earful.replies.models import Draft, Taken
from earful.replies.saved import taking
from earful.staff import changes
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
State = Approval.State


@pytest.fixture
def desk():
    return an_approving_desk()


@pytest.fixture
def asked(desk):
    return desk.hears()


def now(approval):
    return Approval.objects.get(pk=approval.pk)


def test_an_answer_of_somebody_new_waits_and_leaves_when_it_was_approved_under_her_name(desk, asked):
    waiting = desk.asks(asked)
    assert not Dispatch.objects.exists()
    assert not Draft.objects.exists()
    talk = Conversation.objects.get(pk=asked.conversation_id)
    assert (talk.status, talk.assignee) == ("open", desk.ana)  # the customer still waits, and so does the promise
    dispatch = desk.approves(waiting)
    assert (dispatch.agent, dispatch.approved_by, dispatch.text) == (desk.ana, desk.lea, f"{WORDS} ^AO")
    turn = it_leaves(dispatch)
    assert (turn.agent, now(waiting).state, now(waiting).dispatch) == (desk.ana, State.APPROVED, dispatch)


def test_nobody_approves_their_own_and_nobody_without_the_right(desk, asked):
    changes.let_approve(desk.ana, approves=True)
    waiting = desk.asks(asked)
    stranger = an_agent(desk.ana.workspace, "cy", "Cy Low")
    for who in (desk.ana, stranger, an_agent(desk.ana.workspace, "vi", "Vi", Role.VIEWER)):
        who.refresh_from_db()
        with pytest.raises(CannotDo):
            approving.approve(waiting, who)
        with pytest.raises(CannotDo):
            deciding.send_back(waiting, who, "No")
    assert desk.approves(waiting, desk.bo).approved_by == desk.bo


def test_of_two_who_decide_the_second_is_told(desk, asked):
    waiting = desk.asks(asked)
    desk.approves(waiting)
    for late in (
        lambda: approving.approve(waiting, desk.bo),
        lambda: deciding.send_back(waiting, desk.bo, "Kinder."),
        lambda: deciding.withdraw(waiting, desk.ana),
    ):
        with pytest.raises(TooLate):
            late()
    assert Dispatch.objects.count() == 1


def test_edited_words_leave_with_her_name_and_the_change_is_kept(desk, asked):
    waiting = desk.asks(asked)
    dispatch = desk.approves(waiting, text=WORDS.replace("7", "9"))
    assert dispatch.text == f"{WORDS.replace('7', '9')} ^AO"
    assert (now(waiting).written, now(waiting).text) == (WORDS, WORDS.replace("7", "9"))


def test_the_guard_rules_again_on_what_leaves(desk, asked):
    waiting = desk.asks(asked)
    reviewed, dispatch = approving.approve(waiting, desk.lea, f"{WORDS} Check out our new range!")
    assert dispatch is None
    assert [one.code for one in reviewed.rulings if one.strength == "refuse"] == ["selling"]
    assert now(waiting).state == State.WAITING


def test_what_its_writer_set_aside_with_a_reason_needs_no_second_one(desk, asked):
    text = "Calm down, it is only late."
    draft_of = Conversation.objects.get(pk=asked.conversation_id)
    draft = flow.replies.save(draft_of, desk.ana, text, asked)
    _, waiting = flow.reply(
        draft, seen_by(desk.ana, draft_of), insisting=Insisting(frozenset({"talking_down"}), "We joke all day")
    )
    desk.approves(waiting)
    assert [(one.code, one.reason) for one in Insistence.objects.all()] == [("talking_down", "We joke all day")]


def test_what_the_customer_said_meanwhile_stops_it_until_it_was_read(desk, asked):
    waiting = desk.asks(asked)
    desk.hears("Found it, thank you.", by="maria", parent=asked)
    reviewed, dispatch = approving.approve(waiting, desk.lea)
    assert dispatch is None
    assert [one.kind for one in reviewed.news] == ["customer"]
    assert approving.approve(waiting, desk.lea, seen="made up")[1] is None
    assert approving.approve(waiting, desk.lea, seen=reviewed.seen)[1] is not None


def test_what_it_answers_may_go_while_it_waits(desk, asked):
    waiting = desk.asks(asked)
    takes_back(desk.account, asked)
    reviewed, dispatch = approving.approve(waiting, desk.lea, seen=approving.review(waiting, desk.lea).seen)
    assert dispatch is None
    assert "answers_removed" in {one.code for one in reviewed.rulings}


def test_sent_back_it_is_her_draft_again_above_what_she_began_since(desk, asked):
    waiting = desk.asks(asked)
    with pytest.raises(CannotDo):
        deciding.send_back(waiting, desk.lea, "  ")
    talk = Conversation.objects.get(pk=asked.conversation_id)
    flow.replies.save(talk, desk.ana, "And one more thing", asked)
    deciding.send_back(waiting, desk.lea, "Say which platform first.")
    assert drafts.draft(talk, desk.ana).text == f"{WORDS}\n\nAnd one more thing"
    assert (now(waiting).state, now(waiting).by, now(waiting).comment) == (
        State.RETURNED,
        desk.lea,
        "Say which platform first.",
    )
    page = page_of(desk.ana).get(f"/desk/all/{talk.pk}/").content.decode()
    assert "Say which platform first." in page


def test_its_writer_takes_it_back_until_somebody_decides(desk, asked):
    waiting = desk.asks(asked)
    with pytest.raises(CannotDo):
        deciding.withdraw(waiting, desk.bo)
    deciding.withdraw(waiting, desk.ana)
    assert Draft.objects.get().text == WORDS
    with pytest.raises(TooLate):
        approving.approve(waiting, desk.lea)


def test_while_one_waits_nobody_else_answers_there(desk, asked):
    desk.asks(asked)
    for agent in (desk.bo, desk.ana, desk.lea):
        with pytest.raises(CannotDo, match="waits for approval"):
            desk.sends(asked, "I do it.", agent)
    page = page_of(desk.bo)
    shown = {"text": "I do it, too.", "seen": seen_by(desk.bo, asked.conversation)}
    told = page.post(f"/desk/matter/{asked.conversation_id}/send/", shown).content.decode()
    assert "An answer waits for approval here." in told
    assert not Dispatch.objects.exists()


def test_taken_back_after_it_was_approved_it_needs_approval_anew(desk, asked):
    dispatch = desk.approves(desk.asks(asked))
    outbox.take_back(dispatch)
    assert isinstance(desk.sends(asked, WORDS, desk.ana), Approval)


def test_so_many_answers_later_she_answers_alone(desk):
    ApprovalRule.objects.update(answers=2)
    for number in range(2):
        desk.approves(desk.asks(desk.hears(by=f"person{number}"), f"{WORDS} {number}"))
    assert isinstance(desk.sends(desk.hears(by="last"), WORDS, desk.ana), Dispatch)


def test_a_date_ends_a_rule_about_a_person(desk, asked):
    ApprovalRule.objects.update(answers=None, until=clock.now() + timedelta(days=1))
    desk.asks(asked)
    ApprovalRule.objects.update(until=clock.now() - timedelta(seconds=1))
    assert isinstance(desk.sends(desk.hears(by="bo"), WORDS, desk.ana), Dispatch)


def test_what_a_team_answers_is_read_first_whoever_writes(desk, asked):
    team = a_team(desk.ana.workspace, "Legal")
    actions.make(desk.lea, team)
    Conversation.objects.filter(pk=asked.conversation_id).update(team=team)
    waiting = desk.asks(asked, agent=desk.lea)
    assert waiting.why[0][0] == "team"
    assert desk.approves(waiting, desk.bo).approved_by == desk.bo


def test_crisis_mode_holds_everything_back_also_what_was_about_to_leave(desk, asked):
    leaving = desk.sends(asked, WORDS, desk.bo)
    assert isinstance(leaving, Dispatch)
    with pytest.raises(CannotDo):
        actions.begin_crisis(desk.lea, " ")
    actions.begin_crisis(desk.lea, "The line to Linz is closed.")
    actions.begin_crisis(desk.lea, "Twice is once.")
    assert Crisis.objects.get().why == "The line to Linz is closed."
    Dispatch.objects.update(release_at=clock.now() - timedelta(seconds=1))
    flow.send(leaving.pk)
    leaving.refresh_from_db()
    assert leaving.state == Dispatch.State.FAILED
    assert "Crisis mode" in leaving.trouble
    with pytest.raises(TooLate):
        flow.try_again(leaving, desk.bo, seen_by(desk.bo, asked.conversation))
    outbox.lay_aside(leaving)
    waiting = desk.sends(asked, WORDS, desk.bo)
    assert isinstance(waiting, Approval)
    assert waiting.why[0][0] == "crisis"
    actions.end_crisis(desk.lea)
    assert now(waiting).state == State.WAITING
    assert isinstance(desk.sends(desk.hears(by="eve"), WORDS, desk.bo), Dispatch)


def test_a_crash_between_approval_and_dispatch_leaves_it_waiting(desk, asked, monkeypatch):
    waiting = desk.asks(asked)

    def dies(*_anything, **_more):
        raise ConnectionError

    monkeypatch.setattr(flow, "send_at", dies)
    with pytest.raises(ConnectionError):
        approving.approve(waiting, desk.lea)
    assert (now(waiting).state, Dispatch.objects.count()) == (State.WAITING, 0)
    monkeypatch.undo()
    desk.approves(waiting)
    assert Dispatch.objects.count() == 1


def test_whoever_may_approve_is_gone_others_do(desk, asked):
    waiting = desk.asks(asked)
    changes.let_go(desk.lea)
    desk.lea.refresh_from_db()
    with pytest.raises(CannotDo):
        approving.approve(waiting, desk.lea)
    assert desk.approves(waiting, desk.bo)


def test_another_desk_sees_none_of_it(desk, asked):
    waiting = desk.asks(asked)
    other = an_approving_desk_elsewhere()
    assert queries.one(other.workspace_id, waiting.pk) is None
    with pytest.raises(CannotDo):
        approving.approve(waiting, other)


def an_approving_desk_elsewhere():
    from town import a_workspace

    return an_agent(a_workspace("Elsewhere"), "zoe", "Zoe", Role.OWNER)


def test_cleared_with_the_words_of_the_conversation(desk, asked):
    waiting = desk.asks(asked)
    it_leaves(desk.approves(waiting))
    outbox.clear([asked.conversation_id], words=True)
    assert (now(waiting).written, now(waiting).text) == ("", "")
    assert Turn.objects.exists()


def test_what_a_saved_reply_and_the_assistant_gave_is_known_of_what_was_approved_or_sent_back(desk, asked):
    reply = a_saved_reply(desk.lea, "Platform", WORDS)
    talk = Conversation.objects.get(pk=asked.conversation_id)
    taking.take(wording_of(reply), talk, desk.ana, asked, lambda _slug, _language: "")
    waiting = desk.asks(asked)
    assert waiting.saved_ids == [wording_of(reply).pk]
    draft = deciding.send_back(waiting, desk.lea, "Warmer.")
    assert [one.variant_id for one in Taken.objects.filter(draft=draft)] == waiting.saved_ids
    dispatch = desk.approves(desk.asks(asked))
    assert [one.variant_id for one in dispatch.origins.all()] == waiting.saved_ids
