"""Claim, send, record: told as stories. One post on the network in every one of them, and no false state."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from scripted import Scripted, installed, receipt
from sending import Desk, State, a_dead_worker_holds, a_desk, due, jobs, now, standing

from earful import flow, upkeep
from earful.channels.contract import Refused, Retry, Uncertain
from earful.conversations.models import Event
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox import queries as dispatches
from earful.outbox.models import Dispatch
from earful.replies import queries as replies

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted()) as net:
        yield a_desk(net)


def test_a_reply_waits_leaves_once_and_comes_back_as_a_turn(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = desk.answers(asked)
    assert dispatch.state == State.HELD
    assert desk.net.asked == []
    (job,) = jobs("send")
    assert job.scheduled_at == dispatch.release_at
    assert job.lock == f"conversation:{asked.conversation_id}"

    sent = desk.leaves(dispatch)
    assert (sent.state, sent.trouble, sent.external_id) == (State.SENT, "", desk.net.posts[0].id)
    assert standing(asked).status == "open"  # not before our words have come back through the ledger
    desk.comes_back()
    asked.refresh_from_db()
    assert (asked.outcome, asked.outcome_by) == ("answered", desk.agent)
    assert standing(asked).status == "waiting"
    assert desk.net.texts() == ["It is on its way. ^AO"]
    assert Event.objects.filter(conversation=asked.conversation, what="sent", agent=desk.agent).count() == 1


def test_undo_before_it_leaves_gives_the_words_back(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = desk.answers(asked, "Sorry, one moment")
    draft = outbox.take_back(dispatch)
    assert (draft.text, draft.answers, draft.agent) == ("Sorry, one moment", asked, desk.agent)
    assert desk.leaves(dispatch).state == State.UNDONE
    assert desk.net.asked == []
    assert dispatches.shown(asked.conversation) == []
    with pytest.raises(outbox.TooLate):
        outbox.take_back(dispatch)


def test_undo_keeps_what_was_begun_since(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = desk.answers(asked, "First words")
    desk.answers(asked, "Second words")
    flow.replies.save(asked.conversation, desk.agent, "Third words")
    assert outbox.take_back(dispatch).text == "First words\n\nThird words"


def test_undo_after_it_left_is_too_late(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = desk.answers(asked)
    desk.leaves(dispatch)
    with pytest.raises(outbox.TooLate, match="already on its way"):
        outbox.take_back(dispatch)
    assert now(dispatch).state == State.SENT
    assert replies.draft(asked.conversation, desk.agent) is None


def test_before_its_moment_nothing_leaves(desk: Desk) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    flow.send(dispatch.pk)
    assert now(dispatch).state == State.HELD
    assert desk.net.asked == []
    assert len(jobs("send")) == 1


def test_a_busy_network_is_asked_again_when_it_said(desk: Desk) -> None:
    desk.net.sends = [Retry("The network is busy.", 90.0)]
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    held = desk.leaves(dispatch)
    assert (held.state, held.trouble, held.attempts) == (State.HELD, "The network is busy.", 1)
    assert timedelta(seconds=85) < held.release_at - clock.now() <= timedelta(seconds=90)
    with pytest.raises(outbox.TooLate):
        outbox.take_back(dispatch)
    assert desk.leaves(dispatch).state == State.SENT
    assert len(desk.net.posts) == 1
    assert {outbound.key for outbound in desk.net.asked} == {str(dispatch.key)}


def test_a_network_that_stays_busy_ends_in_words_and_the_customer_still_waits(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    desk.net.sends = [Retry("The network is busy.", 0.0)] * 20
    dispatch = desk.answers(asked)
    for _ in range(20):
        desk.leaves(dispatch)
    failed = now(dispatch)
    assert (failed.state, failed.trouble, failed.attempts) == (State.FAILED, "The network is busy.", 8)
    assert standing(asked).status == "open"
    assert len(desk.net.asked) == 8


def test_a_lost_answer_is_looked_for_and_found(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    desk.net.sends = ["lost answer"]
    dispatch = desk.answers(asked)
    unsure = desk.leaves(dispatch)
    assert unsure.state == State.UNCERTAIN
    assert standing(asked).status == "open"
    assert [job.args for job in jobs("look")] == [{"dispatch_id": dispatch.pk}]
    flow.look(dispatch.pk)
    assert now(dispatch).state == State.SENT
    assert len(desk.net.posts) == len(desk.net.asked) == 1
    flow.look(dispatch.pk)  # a second look finds nothing left to do
    assert Event.objects.filter(conversation=asked.conversation, what="sent").count() == 1


def test_a_lost_request_is_sent_again_under_the_same_key(desk: Desk) -> None:
    desk.net.sends = ["lost request"]
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    assert desk.leaves(dispatch).state == State.UNCERTAIN
    flow.look(dispatch.pk)
    assert now(dispatch).state == State.HELD
    assert desk.leaves(dispatch).state == State.SENT
    first, second = desk.net.asked
    assert first == second  # the same key, the same moment, the same words
    assert len(desk.net.posts) == 1


def test_while_nobody_can_say_it_stays_uncertain_and_is_looked_for_ever_more_rarely(desk: Desk) -> None:
    desk.net.sends = ["lost answer"]
    desk.net.finds = [Retry("The network is away.", 5.0), Refused("Not allowed to look."), RuntimeError("odd")]
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    desk.leaves(dispatch)
    flow.look(dispatch.pk)
    flow.look(dispatch.pk)
    unsure = now(dispatch)
    assert (unsure.state, unsure.looks, unsure.trouble) == (State.UNCERTAIN, 2, "Not allowed to look.")
    assert len(jobs("look")) == 1  # however often somebody asks for it
    with pytest.raises(RuntimeError):
        flow.look(dispatch.pk)
    assert now(dispatch).state == State.UNCERTAIN
    flow.look(dispatch.pk)
    assert now(dispatch).state == State.SENT


def test_a_refusal_is_told_and_the_customer_still_waits(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    desk.net.sends = [Refused("The customer has closed the thread.")]
    failed = desk.leaves(desk.answers(asked))
    assert (failed.state, failed.trouble) == (State.FAILED, "The customer has closed the thread.")
    assert standing(asked).status == "open"
    assert Event.objects.filter(conversation=asked.conversation, what="not_sent").count() == 1
    assert list(dispatches.unsettled(desk.account.workspace_id)) == [failed]
    assert desk.net.posts == []


def test_what_stumbles_is_uncertain_not_lost(desk: Desk) -> None:
    desk.net.sends = [RuntimeError("something nobody thought of")]
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    unsure = desk.leaves(dispatch)
    assert unsure.state == State.UNCERTAIN
    assert "something nobody thought of" not in unsure.trouble
    flow.look(dispatch.pk)
    assert desk.leaves(dispatch).state == State.SENT
    assert len(desk.net.posts) == 1


def test_trying_again_uses_the_same_key(desk: Desk) -> None:
    desk.net.sends = [Refused("Not now.")]
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    desk.leaves(dispatch)
    flow.try_again(dispatch, desk.agent)
    assert desk.leaves(dispatch).state == State.SENT
    assert len({outbound.key for outbound in desk.net.asked}) == len(desk.net.posts) == 1
    with pytest.raises(outbox.TooLate):
        flow.try_again(dispatch, desk.agent)


def test_giving_a_failed_reply_up_gives_the_words_back(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    desk.net.sends = [Refused("Not now.")]
    dispatch = desk.answers(asked, "Some words")
    with pytest.raises(outbox.TooLate):
        outbox.lay_aside(dispatch)
    desk.leaves(dispatch)
    assert outbox.lay_aside(dispatch).text == "Some words"
    assert now(dispatch).state == State.UNDONE
    with pytest.raises(outbox.TooLate):
        flow.try_again(dispatch, desk.agent)


def test_replies_of_one_conversation_leave_in_order(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    desk.net.sends = ["lost request"]
    first, second = desk.answers(asked, "One"), desk.answers(asked, "Two")
    assert desk.leaves(second).state == State.HELD
    desk.leaves(first)
    assert desk.leaves(second).state == State.HELD  # the first is uncertain: it may still have to be sent
    flow.look(first.pk)
    desk.leaves(first)
    assert desk.leaves(second).state == State.SENT
    assert desk.net.texts() == ["One ^AO", "Two ^AO"]
    elsewhere = desk.answers(desk.hears("And my boots?", by="town:ben"), "Three")
    assert desk.leaves(elsewhere).state == State.SENT


def test_a_failed_reply_does_not_hold_up_the_next(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    desk.net.sends = [Refused("Not this one.")]
    first, second = desk.answers(asked, "One"), desk.answers(asked, "Two")
    desk.leaves(first)
    assert desk.leaves(second).state == State.SENT


def test_waiting_for_an_earlier_reply_takes_one_job_however_long(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    desk.net.sends = ["lost answer"]
    desk.net.finds = [Retry("The network is away.", 5.0)] * 99
    first, second = desk.answers(asked, "One"), desk.answers(asked, "Two")
    desk.leaves(first)
    long_ago = clock.now() - timedelta(hours=1)
    Dispatch.objects.filter(pk=first.pk).update(claimed_at=long_ago)
    Dispatch.objects.filter(pk=second.pk).update(release_at=long_ago)
    for _ in range(4):
        upkeep.sweep(0)
        flow.send(second.pk)
        flow.look(first.pk)
    assert [job.args["dispatch_id"] for job in jobs("send")].count(second.pk) == 1
    assert len(jobs("look")) == 1


def test_a_worker_that_died_while_sending_is_looked_after(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = desk.answers(asked)
    due(dispatch)
    (job,) = jobs("send")
    a_dead_worker_holds(job.id)
    claimed = outbox.claim(dispatch.pk)  # and then the machine lost its power
    assert claimed is not None
    upkeep.sweep(0)
    assert now(dispatch).state == State.UNCERTAIN
    assert [j.id for j in jobs("send", "failed")] == [job.id]  # its lock is free again
    flow.look(dispatch.pk)
    assert desk.leaves(dispatch).state == State.SENT
    assert len(desk.net.posts) == 1


def test_a_worker_that_died_after_sending_does_not_make_it_send_twice(desk: Desk) -> None:
    desk.net.repeats = False
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    due(dispatch)
    (job,) = jobs("send")
    a_dead_worker_holds(job.id)
    claimed = outbox.claim(dispatch.pk)
    assert claimed is not None
    flow.reaching.send(claimed.account, outbox.outbound(claimed))  # it stands there, and nobody wrote it down
    upkeep.sweep(0)
    flow.look(dispatch.pk)
    assert now(dispatch).state == State.SENT
    assert len(desk.net.posts) == 1


def test_a_worker_that_died_before_it_claimed_leaves_it_to_the_next(desk: Desk) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    (job,) = jobs("send")
    a_dead_worker_holds(job.id)
    upkeep.sweep(0)
    assert now(dispatch).state == State.HELD
    assert len(jobs("send")) == 1
    assert desk.leaves(dispatch).state == State.SENT


def test_a_lost_job_is_found_by_the_clock(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    held, claimed = desk.answers(asked, "One"), desk.answers(desk.hears("Boots?", by="town:ben"), "Two")
    with connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    long_ago = clock.now() - timedelta(hours=1)
    Dispatch.objects.filter(pk=held.pk).update(release_at=long_ago)
    Dispatch.objects.filter(pk=claimed.pk).update(state=State.CLAIMED, claimed_at=long_ago, attempts=1)
    upkeep.sweep(0)
    assert [job.args["dispatch_id"] for job in jobs("send")] == [held.pk]
    assert [job.args["dispatch_id"] for job in jobs("look")] == [claimed.pk]
    assert now(claimed).state == State.UNCERTAIN


def test_one_stalled_job_that_waits_already_does_not_stop_the_sweep(desk: Desk) -> None:
    desk.net.sends = ["lost answer"]
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    desk.leaves(dispatch)
    (look,) = jobs("look")
    a_dead_worker_holds(look.id)
    flow.look_in(dispatch, 1)
    sending = desk.answers(desk.hears("Boots?", by="town:ben"))
    a_dead_worker_holds(jobs("send")[-1].id)
    due(sending)
    assert outbox.claim(sending.pk)
    upkeep.sweep(0)
    assert len(jobs("look")) == 2  # the one that waited, and one for the reply whose worker died
    assert now(sending).state == State.UNCERTAIN


def test_a_sender_that_was_long_away_has_no_say_but_its_receipt_counts(desk: Desk) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    due(dispatch)
    slow = outbox.claim(dispatch.pk)
    assert slow is not None
    upkeep.doubt(now(dispatch))
    flow.look(dispatch.pk)
    due(dispatch)
    quick = outbox.claim(dispatch.pk)
    assert quick is not None
    for failure in (Retry("Busy.", 1.0), Refused("No."), Uncertain("Who knows.")):
        flow.not_sent(slow, failure)  # it wakes up and reports on what it tried long ago
        assert now(dispatch).state == State.CLAIMED
    proof = flow.reaching.send(quick.account, outbox.outbound(quick))
    flow.sent(slow, proof)  # whoever brings it, it is there
    assert now(dispatch).state == State.SENT
    flow.sent(quick, proof)
    flow.not_sent(quick, Refused("No."))
    assert now(dispatch).state == State.SENT
    assert len(desk.net.posts) == 1


def test_a_receipt_that_comes_after_all_corrects_a_failure(desk: Desk) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    due(dispatch)
    slow = outbox.claim(dispatch.pk)
    assert slow is not None
    desk.net.sends = ["lost answer"]
    with pytest.raises(Uncertain):
        flow.reaching.send(slow.account, outbox.outbound(slow))
    outbox.record_failed(slow, "It was tried often enough.")
    flow.sent(slow, receipt(desk.net.posts[0]))
    corrected = now(dispatch)
    assert (corrected.state, corrected.trouble) == (State.SENT, "")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each by a worker of its own, at the same moment; None for one that came too late."""
    start, found = threading.Barrier(len(acts)), list[object]()

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(timeout=10)
            found.append(act())
        except outbox.TooLate:
            found.append(None)
        finally:
            connection.close()

    workers = [threading.Thread(target=run, args=(act,)) for act in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    return found


def test_of_many_workers_one_gets_it(desk: Desk) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    due(dispatch)
    claims = at_once(*[partial(outbox.claim, dispatch.pk)] * 6)
    assert len([claim for claim in claims if claim is not None]) == 1
    assert len(claims) == 6
    assert now(dispatch).attempts == 1


def test_of_undo_and_sending_at_the_same_moment_one_wins(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    for _ in range(4):
        dispatch = desk.answers(asked)
        due(dispatch)
        found = at_once(partial(outbox.take_back, dispatch), partial(outbox.claim, dispatch.pk))
        won = [one for one in found if one is not None]
        assert len(won) == 1
        state = now(dispatch).state
        assert state == (State.CLAIMED if isinstance(won[0], Dispatch) else State.UNDONE)
        Dispatch.objects.filter(pk=dispatch.pk).delete()
