"""A desk brought back from a backup does not know what it did since: nothing may leave a second time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from scripted import Scripted, installed
from sending import Desk, State, a_desk, due, jobs, now

from earful import flow, taking_on
from earful.channels.contract import Retry
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox.models import Dispatch
from earful.replies import queries as replies

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted()) as net:
        yield a_desk(net)


def restored() -> int:
    return taking_on.after_restore(clock.now() - timedelta(hours=9))


def test_a_reply_that_had_not_left_is_a_draft_again(desk: Desk) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"), "It is on its way.")
    assert restored() == 1
    draft = replies.draft(dispatch.conversation, desk.agent)
    assert draft is not None
    assert draft.text == "It is on its way."
    assert desk.leaves(dispatch).state == State.UNDONE
    assert desk.net.posts == []


def test_a_reply_that_had_left_since_is_found_and_not_sent_again(desk: Desk) -> None:
    desk.net.repeats = False
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    due(dispatch)
    assert outbox.claim(dispatch.pk) is not None  # the moment of the backup
    desk.net.posts.clear()
    before = Dispatch.objects.filter(pk=dispatch.pk).values().get()
    Dispatch.objects.filter(pk=dispatch.pk).update(state=State.HELD, claimed_at=None, attempts=0)
    assert desk.leaves(dispatch).state == State.SENT  # what happened after it
    Dispatch.objects.filter(pk=dispatch.pk).update(**before)

    assert restored() == 1
    assert now(dispatch).state == State.UNCERTAIN
    assert [job.args["dispatch_id"] for job in jobs("look")] == [dispatch.pk]
    flow.look(dispatch.pk)

    assert now(dispatch).state == State.SENT
    assert len(desk.net.posts) == 1


def test_an_old_reply_that_never_left_waits_for_a_person(desk: Desk) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    due(dispatch)
    assert outbox.claim(dispatch.pk) is not None
    Dispatch.objects.filter(pk=dispatch.pk).update(created_at=clock.now() - timedelta(hours=9))

    assert restored() == 1
    flow.look(dispatch.pk)

    found = now(dispatch)
    assert found.state == State.FAILED
    assert "an hour has passed" in found.trouble
    assert desk.net.posts == []


def test_one_that_waits_for_its_next_try_is_looked_for_too(desk: Desk) -> None:
    desk.net.sends = [Retry("The network is busy.", 600.0)]
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    assert desk.leaves(dispatch).state == State.HELD
    assert restored() == 1
    assert now(dispatch).state == State.UNCERTAIN
    assert desk.leaves(dispatch).state == State.UNCERTAIN, "it is not simply sent"
    flow.look(dispatch.pk)
    assert desk.leaves(dispatch).state == State.SENT
    assert len(desk.net.posts) == 1


def test_what_has_ended_stays_as_it_is(desk: Desk) -> None:
    dispatch = desk.answers(desk.hears("Where is my tent?"))
    assert desk.leaves(dispatch).state == State.SENT
    assert restored() == 0
    assert now(dispatch).state == State.SENT
