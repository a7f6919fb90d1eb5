"""Answers that left are changed and deleted: once, with a record, and whoever waits again is seen to wait."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from scripted import CAN, Scripted, gone, installed, parcel
from sending import Desk, a_dead_worker_holds, a_desk, jobs, now, standing

from earful import amending as after
from earful import flow, upkeep
from earful.channels.contract import Batch, Can, Expired, Failure, Refused, Retry
from earful.conversations import snoozing
from earful.conversations.models import Event, Turn
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox import amended, amending, sight
from earful.outbox.approval import actions as approval
from earful.outbox.models import Amendment, Dispatch, Insistence
from earful.queues.models import Clock
from earful.replies.actions import Insisting
from earful.staff.actions import invite
from earful.staff.models import Agent
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db(transaction=True)
State = Amendment.State


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted()) as net:
        yield a_desk(net)


@pytest.fixture
def asked(desk: Desk) -> Turn:
    return desk.hears("Where is my tent?")


@pytest.fixture
def sent(desk: Desk, asked: Turn) -> Dispatch:
    dispatch = desk.leaves(desk.answers(asked, "It leaves on Monday."))
    desk.comes_back()
    return dispatch


def lead(desk: Desk) -> Agent:
    return invite(desk.agent.workspace, "lee", "Lee Lead", Role.LEAD)


def edits(desk: Desk, sent: Dispatch, text: str, agent: Agent | None = None, **more: object) -> Amendment:
    agent = agent or desk.agent
    seen = sight.scene(standing(sent.answers)).confirming(agent)
    reviewed, made = after.edit(now(sent), agent, text, seen=seen, **more)  # type: ignore[arg-type]  # -- as given
    assert made is not None, reviewed.rulings
    return made


def works(made: Amendment) -> Amendment:
    """A worker takes it."""
    Amendment.objects.filter(pk=made.pk, state=State.WAITING).update(release_at=clock.now() - timedelta(seconds=1))
    after.carry_out(made.pk)
    return amended.get(made.pk)


def ours(sent: Dispatch) -> Turn:
    return Turn.objects.get(account=sent.account_id, external_id=now(sent).external_id)


def lines(sent: Dispatch) -> list[tuple[str, str]]:
    found = Event.objects.filter(conversation=sent.conversation_id, what__in=["edited", "removed", "not_changed"])
    return [(e.what, e.agent.name if e.agent else "") for e in found.order_by("id")]


def test_an_edit_stands_once_on_the_network_in_the_thread_and_in_the_record(desk: Desk, sent: Dispatch) -> None:
    made = edits(desk, sent, "It leaves on Tuesday.", why="The day was wrong")
    assert (made.state, len(jobs("amend"))) == (State.WAITING, 1)
    assert works(made).state == State.DONE
    desk.comes_back()
    turn = ours(sent)
    assert desk.net.texts() == [turn.text] == ["It leaves on Tuesday. ^AO"]
    assert turn.edited_at is not None
    [row] = amended.record(sent.pk)
    assert (row.before, row.text, row.why, row.agent) == (
        "It leaves on Monday. ^AO",
        "It leaves on Tuesday. ^AO",
        "The day was wrong",
        desk.agent,
    )
    assert lines(sent) == [("edited", "Ana Ortega")], "one line, and it says who"
    assert (now(sent).text, now(sent).written) == ("It leaves on Tuesday. ^AO", "It leaves on Tuesday.")
    assert standing(sent.answers).status == "waiting"


def test_what_is_heard_of_it_from_the_network_is_no_surprise(desk: Desk, sent: Dispatch) -> None:
    """Whether the poll comes before or after whoever changed it could say so."""
    desk.net.changes = ["lost answer"]
    made = works(edits(desk, sent, "It leaves on Tuesday."))
    assert made.state == State.UNCERTAIN
    flow.arrive(desk.account, Batch((parcel(desk.net.posts[0].raw),)))
    desk.comes_back()
    assert lines(sent) == [("edited", "Ana Ortega")]
    (job,) = jobs("look_after")
    assert job.scheduled_at <= clock.now(), "the look is hurried"
    after.look_after(made.pk)
    assert amended.get(made.pk).state == State.DONE
    desk.comes_back()
    assert lines(sent) == [("edited", "Ana Ortega")]
    assert desk.net.changed == [f"{sent.external_id}: It leaves on Tuesday. ^AO"]


def test_a_deleted_answer_is_none_and_its_customer_waits_again(desk: Desk, asked: Turn, sent: Dispatch) -> None:
    assert standing(asked).status == "waiting"
    made = works(after.delete(now(sent), desk.agent, "Wrong customer"))
    desk.comes_back()
    assert (made.state, desk.net.texts()) == (State.DONE, [])
    turn, matter = ours(sent), standing(asked)
    asked.refresh_from_db()
    assert (turn.text, turn.removed_at is not None) == ("", True)
    assert (asked.outcome, matter.status, matter.waiting_since) == ("", "open", asked.said_at)
    [row] = amended.record(sent.pk)
    assert (row.before, row.why) == ("It leaves on Monday. ^AO", "Wrong customer")
    assert lines(sent) == [("removed", "Ana Ortega")]
    assert Clock.objects.filter(turn=asked, state__in=["met", "late"]).count() == 0


def test_another_answer_that_stands_is_enough(desk: Desk, asked: Turn, sent: Dispatch) -> None:
    desk.leaves(desk.answers(asked, "On Tuesday, I mean."))
    desk.comes_back()
    works(after.delete(now(sent), desk.agent))
    desk.comes_back()
    assert standing(asked).status == "waiting"


@pytest.mark.parametrize(("answers", "back"), [(1, True), (2, False)])
def test_what_is_put_away_comes_back_when_its_customer_waits_again(
    desk: Desk, asked: Turn, sent: Dispatch, answers: int, back: bool
) -> None:
    if answers == 2:
        desk.leaves(desk.answers(asked, "On Tuesday, I mean."))
        desk.comes_back()
    snoozing.snooze(standing(asked), desk.agent, clock.now() + timedelta(hours=1), "Waiting for the depot")
    works(after.delete(now(sent), desk.agent))
    desk.comes_back()
    matter = standing(asked)
    assert (matter.snoozed_until is None, matter.status) == (back, "open" if back else "waiting")
    returned = Event.objects.filter(conversation=matter, what="returned").values_list("details__why", flat=True)
    assert list(returned) == ["deleted"] * back
    assert matter.snoozed_why == "Waiting for the depot", "whoever has it again sees why it was away"


def test_what_is_gone_already_counts_as_deleted(desk: Desk, sent: Dispatch) -> None:
    desk.net.posts.clear()
    assert works(after.delete(now(sent), desk.agent)).state == State.DONE
    assert desk.net.changed == []


@pytest.mark.parametrize("what", ["edit", "delete"])
@pytest.mark.parametrize("lost", ["lost request", "lost answer"])
def test_what_is_uncertain_is_looked_up_and_done_once(desk: Desk, sent: Dispatch, what: str, lost: str) -> None:
    desk.net.changes = [lost]
    made = edits(desk, sent, "On Tuesday.") if what == "edit" else after.delete(now(sent), desk.agent)
    made = works(made)
    assert made.state == State.UNCERTAIN
    after.look_after(made.pk)
    made = amended.get(made.pk)
    assert made.state == (State.DONE if lost == "lost answer" else State.WAITING)
    assert works(made).state == State.DONE
    assert len(desk.net.changed) == 1


@pytest.mark.parametrize("what", ["edit", "delete"])
@pytest.mark.parametrize("step", ["asked", "claimed", "done there", "recorded"])
def test_a_worker_may_die_between_any_two_steps(desk: Desk, sent: Dispatch, what: str, step: str) -> None:
    made = edits(desk, sent, "On Tuesday.") if what == "edit" else after.delete(now(sent), desk.agent)
    claimed = amending.claim(made.pk) if step != "asked" else None
    if step in {"done there", "recorded"}:
        assert claimed is not None
        found = after._do(claimed)
        if step == "recorded":
            after.done(claimed, found)
    (job,) = jobs("amend")
    a_dead_worker_holds(job.id)
    upkeep.sweep(0)
    for _ in range(3):
        after.look_after(made.pk)
        works(made)
    desk.comes_back()
    assert amended.get(made.pk).state == State.DONE
    assert len(desk.net.changed) == 1
    assert len(lines(sent)) == 1


def test_of_two_who_change_it_at_once_the_second_is_told(desk: Desk, sent: Dispatch) -> None:
    first = edits(desk, sent, "On Tuesday.")
    boss = lead(desk)
    with pytest.raises(outbox.TooLate, match="just now"):
        edits(desk, sent, "On Friday.", boss)
    works(first)
    desk.comes_back()
    with pytest.raises(outbox.TooLate, match="since you opened"):
        edits(desk, sent, "On Friday.", boss, before="It leaves on Monday.")
    after.delete(now(sent), desk.agent)
    with pytest.raises(outbox.TooLate, match="deleting"):
        after.delete(now(sent), boss)
    with pytest.raises(outbox.TooLate, match="deleting"):
        edits(desk, sent, "On Friday.", boss)


def test_a_deletion_takes_the_place_of_a_change_that_has_not_begun(desk: Desk, sent: Dispatch) -> None:
    change = edits(desk, sent, "On Tuesday.")
    gone_ = after.delete(now(sent), desk.agent)
    assert works(change).state == State.DROPPED
    assert works(gone_).state == State.DONE
    assert desk.net.changed == [f"{sent.external_id}: gone"]


def test_a_deletion_waits_for_no_change_under_way_and_nothing_comes_back(desk: Desk, sent: Dispatch) -> None:
    change = amending.claim(edits(desk, sent, "On Tuesday.").pk)
    assert change is not None
    found = after._do(change)
    assert works(after.delete(now(sent), desk.agent)).state == State.DONE
    after.done(change, found)  # whoever changed it is only now heard of
    desk.comes_back()
    assert ours(sent).removed_at is not None
    assert amended.get(change.pk).state == State.DONE
    assert standing(sent.answers).status == "open"


def test_a_change_that_finds_it_gone_or_other_says_so_and_the_thread_follows(desk: Desk, sent: Dispatch) -> None:
    desk.net.posts[0] = type(desk.net.posts[0])(sent.external_id, str(sent.key), "By hand.", desk.net.posts[0].raw)
    made = works(edits(desk, sent, "On Tuesday."))
    assert (made.state, made.trouble) == (State.FAILED, "It was changed in another place.")
    assert [job.args for job in jobs("see")] == [{"dispatch_id": sent.pk}]
    assert desk.net.texts() == ["By hand."]
    assert lines(sent) == [("not_changed", "Ana Ortega")]


@pytest.mark.parametrize("trouble", [Refused("No."), Retry("Busy.", 5.0), Expired("Sign in."), RuntimeError("odd")])
def test_each_failure_ends_in_a_state_that_a_person_understands(desk: Desk, sent: Dispatch, trouble: Exception) -> None:
    desk.net.changes = [trouble]
    made = works(after.delete(now(sent), desk.agent))
    expected = {Refused: State.FAILED, Retry: State.WAITING, Expired: State.WAITING, RuntimeError: State.UNCERTAIN}
    assert made.state == expected[type(trouble)]
    assert made.trouble
    if isinstance(trouble, Failure):
        assert made.trouble == trouble.words
    assert len(desk.net.posts) == 1


def test_a_change_can_be_called_off_until_it_begins(desk: Desk, sent: Dispatch) -> None:
    made = edits(desk, sent, "On Tuesday.")
    amending.call_off(amended.get(made.pk), desk.agent)
    assert works(made).state == State.DROPPED
    assert desk.net.changed == []
    begun = amending.claim(edits(desk, sent, "On Tuesday.").pk)
    assert begun is not None
    with pytest.raises(outbox.TooLate):
        amending.call_off(begun, desk.agent)


def test_who_may(desk: Desk, sent: Dispatch) -> None:
    other = invite(desk.agent.workspace, "bo", "Bo Berg", Role.AGENT)
    for what in (lambda: edits(desk, sent, "On Friday.", other), lambda: after.delete(now(sent), other)):
        with pytest.raises(outbox.TooLate, match="leads and owners"):
            what()
    boss = lead(desk)
    made = edits(desk, sent, "On Friday.", boss)
    assert made.text == "On Friday. ^LL", "whoever changes the words stands for them"
    works(made)
    desk.comes_back()
    assert ours(sent).agent == desk.agent
    assert lines(sent) == [("edited", "Lee Lead")]


def test_a_network_that_cannot_says_why(desk: Desk, sent: Dispatch) -> None:
    desk.net.can = Can(send=True, graphemes=300)
    for what, words in (
        (lambda: edits(desk, sent, "On Friday."), "write it anew"),
        (lambda: after.delete(now(sent), desk.agent), "deleted"),
    ):
        with pytest.raises(outbox.TooLate, match=words):
            what()
    assert CAN.deletes


def test_the_guard_rules_on_other_words_as_on_new_ones(desk: Desk, sent: Dispatch) -> None:
    seen = sight.scene(standing(sent.answers)).confirming(desk.agent)
    for text in ("", "x" * 400, "Write to Ana at {name}.", "Call Maria on +49 30 901820 1234."):
        reviewed, made = after.edit(now(sent), desk.agent, text, seen=seen)
        assert made is None
        assert reviewed.refused(), text
    only_private = "Please write to us privately."
    reviewed, made = after.edit(now(sent), desk.agent, only_private, seen=seen)
    assert made is None, "as the first public answer, which it would be"
    [asked] = [one.code for one in reviewed.rulings if one.strength == "confirm"]
    reviewed, made = after.edit(
        now(sent), desk.agent, only_private, seen=seen, insisting=Insisting(frozenset({asked}), "They asked for it")
    )
    assert made is not None
    kept = Insistence.objects.get()
    assert (kept.amendment, kept.by, kept.reason) == (made, desk.agent, "They asked for it")


def test_whoever_needs_approval_edits_nothing_and_in_a_crisis_nobody_does(desk: Desk, sent: Dispatch) -> None:
    boss, made = lead(desk), edits(desk, sent, "On Tuesday.")
    approval.begin_crisis(boss, "A train has stopped")
    made = works(made)
    assert (made.state, "Crisis mode" in made.trouble) == (State.FAILED, True)
    with pytest.raises(outbox.TooLate, match="read your answers first"):
        edits(desk, sent, "On Friday.")
    assert works(after.delete(now(sent), desk.agent)).state == State.DONE


def test_what_came_meanwhile_is_read_first(desk: Desk, asked: Turn, sent: Dispatch) -> None:
    seen = sight.scene(standing(asked)).confirming(desk.agent)
    desk.hears("No, my other tent!", parent=asked.external_id)
    reviewed, made = after.edit(now(sent), desk.agent, "On Tuesday.", seen=seen)
    assert made is None
    assert [one.kind for one in reviewed.news] == ["customer"]


def test_taken_back_in_the_networks_own_app_the_words_go_from_the_record_too(desk: Desk, sent: Dispatch) -> None:
    works(edits(desk, sent, "On Tuesday."))
    desk.comes_back()
    flow.arrive(desk.account, Batch((gone(sent.external_id),)))
    desk.comes_back()
    [row] = amended.record(sent.pk)
    assert (row.before, row.text, row.state) == ("", "", State.DONE)
    assert lines(sent)[-1] == ("removed", "")


def test_the_record_goes_when_the_time_to_keep_words_is_over(desk: Desk, sent: Dispatch) -> None:
    works(after.delete(now(sent), desk.agent, "Wrong customer"))
    desk.comes_back()
    outbox.clear([sent.conversation_id], words=True)
    [row] = amended.record(sent.pk)
    assert (row.before, row.agent, row.what) == ("", desk.agent, "delete")
