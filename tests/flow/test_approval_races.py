"""Several people decide about one answer at the same moment: it leaves once or not at all, and whoever was late is told."""

import threading
from datetime import timedelta

import pytest
from approvals import WORDS, an_approving_desk
from django.db import connection
from town import seen_by

from earful import approving, flow
from earful.conversations.models import Conversation
from earful.conversations.refusing import CannotDo
from earful.kit import clock
from earful.outbox.actions import TooLate
from earful.outbox.approval import actions, deciding
from earful.outbox.approval.models import Approval, ApprovalRule
from earful.outbox.models import Dispatch
from earful.replies import actions as replies
from earful.replies.models import Draft

pytestmark = pytest.mark.django_db(transaction=True)
State = Approval.State


@pytest.fixture(params=range(3), autouse=True)
def desk():
    """Each story three times: who is first is chance."""
    return an_approving_desk()


@pytest.fixture
def asked(desk):
    return desk.hears()


def together(**acts):
    """All at the same moment, each with a connection of its own: what each returned; "late" where it was told so."""
    gate, ended, broke = threading.Barrier(len(acts)), {}, []

    def run(name, act):
        try:
            gate.wait()
            ended[name] = act()
        except (TooLate, CannotDo):
            ended[name] = "late"
        except Exception as error:  # noqa: BLE001 -- handed to the test
            broke.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broke == []
    return ended


def approves(waiting, who):
    return lambda: approving.approve(Approval.objects.get(pk=waiting.pk), who)[1]


def sends_back(waiting, who):
    return lambda: deciding.send_back(Approval.objects.get(pk=waiting.pk), who, "Kinder.")


def talk(asked):
    return Conversation.objects.get(pk=asked.conversation_id)


def writes(desk, asked, text, agent):
    """Somebody presses send."""
    return lambda: flow.reply(replies.save(talk(asked), agent, text, asked), seen_by(agent, talk(asked)))[1]


def test_of_two_who_approve_at_once_one_does(desk, asked):
    waiting = desk.asks(asked)
    ended = together(lea=approves(waiting, desk.lea), bo=approves(waiting, desk.bo))
    [dispatch] = Dispatch.objects.all()
    assert sorted(ended.values(), key=str) == sorted([dispatch, "late"], key=str)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.by, waiting.dispatch) == (State.APPROVED, dispatch.approved_by, dispatch)


def test_approved_and_sent_back_at_once_it_is_one_of_the_two(desk, asked):
    waiting = desk.asks(asked)
    ended = together(lea=approves(waiting, desk.lea), bo=sends_back(waiting, desk.bo))
    waiting.refresh_from_db()
    gone = waiting.state == State.APPROVED
    assert (ended["lea"] == "late", ended["bo"] == "late") == (not gone, gone)
    assert (Dispatch.objects.count(), Draft.objects.count()) == ((1, 0) if gone else (0, 1))


def test_approved_while_its_writer_takes_it_back_to_change_it(desk, asked):
    waiting, other = desk.asks(asked), WORDS.replace("7", "9")

    def edits():
        deciding.withdraw(Approval.objects.get(pk=waiting.pk), desk.ana)
        return writes(desk, asked, other, desk.ana)()

    ended = together(lea=approves(waiting, desk.lea), ana=edits)
    waiting.refresh_from_db()
    if waiting.state == State.APPROVED:
        assert ended["ana"] == "late"
        assert Dispatch.objects.get().written == WORDS
    else:
        assert (ended["lea"], Dispatch.objects.count()) == ("late", 0)
        assert [one.written for one in Approval.objects.filter(state=State.WAITING)] == [other]


def test_what_its_writer_begins_meanwhile_neither_leaves_nor_is_lost(desk, asked):
    waiting = desk.asks(asked)
    begun = "And bring your ticket."
    together(lea=approves(waiting, desk.lea), ana=lambda: replies.save(talk(asked), desk.ana, begun, asked))
    assert Dispatch.objects.get().written == WORDS
    assert Draft.objects.get().text == begun


def test_approved_while_crisis_mode_ends_or_begins_it_leaves_once(desk, asked):
    actions.begin_crisis(desk.lea, "The line to Linz is closed.")
    waiting = desk.asks(asked)
    ended = together(bo=approves(waiting, desk.bo), lea=lambda: actions.end_crisis(desk.lea))
    assert ended["bo"] == Dispatch.objects.get()
    other = desk.asks(desk.hears(by="bea"), f"{WORDS} Take care.")
    ended = together(bo=approves(other, desk.bo), lea=lambda: actions.begin_crisis(desk.lea, "Another line, too."))
    assert (ended["bo"], Dispatch.objects.count()) == (Dispatch.objects.latest("pk"), 2)
    for dispatch in Dispatch.objects.all():
        Dispatch.objects.filter(pk=dispatch.pk).update(release_at=clock.now() - timedelta(seconds=1))
        assert flow.outbox.claim(dispatch.pk) is not None, "somebody has read it"


@pytest.mark.parametrize("ends", [True, False])
def test_sent_while_crisis_mode_ends_or_begins_it_waits_or_leaves_and_never_both(desk, asked, ends):
    if ends:
        actions.begin_crisis(desk.lea, "The line to Linz is closed.")
    turns = (lambda: actions.end_crisis(desk.lea)) if ends else (lambda: actions.begin_crisis(desk.lea, "Closed."))
    ended = together(bo=writes(desk, asked, WORDS, desk.bo), lea=turns)
    assert (Dispatch.objects.count(), Approval.objects.count()) in {(1, 0), (0, 1)}
    if isinstance(ended["bo"], Dispatch) and not ends:
        Dispatch.objects.update(release_at=clock.now() - timedelta(seconds=1))
        flow.send(ended["bo"].pk)
        assert Dispatch.objects.get().state == Dispatch.State.FAILED, "it left before nobody else had read it"


def test_the_last_answer_of_a_rule_approved_twice_at_once_counts_once(desk):
    ApprovalRule.objects.update(answers=2)
    waiting = [desk.asks(desk.hears(by=f"person{n}"), f"{WORDS} {n}") for n in range(2)]
    together(lea=approves(waiting[0], desk.lea), bo=approves(waiting[0], desk.bo))
    assert isinstance(desk.sends(desk.hears(by="late"), f"{WORDS} 3", desk.ana), Approval), "one of two was approved"
