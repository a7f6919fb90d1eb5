"""Our own words may be heard on the network before whoever sent them could say so, and what they answer may go."""

from collections.abc import Iterator

import pytest
from scripted import Scripted, installed, parcel
from sending import Desk, State, a_desk, due, now

from earful import flow
from earful.channels.contract import Batch
from earful.conversations.models import Event, Turn
from earful.outbox import actions as outbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted()) as net:
        yield a_desk(net)


def heard(desk: Desk) -> Turn:
    """The listener brings what stands on the network."""
    [post] = desk.net.posts
    for item_id in flow.arrive(desk.account, Batch((parcel(post.raw),))):
        flow.understand(item_id)
    return Turn.objects.get(account=desk.account, external_id=post.id)


def natively() -> int:
    return Event.objects.filter(what="answered_natively").count()


def test_an_uncertain_reply_that_is_heard_was_written_by_its_agent(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = desk.answers(asked)
    desk.net.sends = ["lost answer"]
    assert desk.leaves(dispatch).state == State.UNCERTAIN

    assert heard(desk).agent == desk.agent
    assert now(dispatch).state == State.UNCERTAIN  # until the network itself is asked
    flow.look(dispatch.pk)

    assert now(dispatch).state == State.SENT
    asked.refresh_from_db()
    assert (asked.outcome, asked.outcome_by) == ("answered", desk.agent)
    assert natively() == 0


def test_other_words_under_the_same_post_came_from_the_networks_own_app(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = desk.answers(asked)
    desk.net.sends = ["lost request"]
    desk.leaves(dispatch)
    mine = desk.net._put_up(outbox.outbound(desk.answers(asked, "Somebody typed this by hand.")))

    assert heard(desk).external_id == mine.id
    assert heard(desk).agent is None
    assert natively() == 1


def test_what_was_removed_meanwhile_is_not_answered(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = desk.answers(asked)
    gone = {**asked.item.raw, "version": "removed", "change": "removed"}
    for item_id in flow.arrive(desk.account, Batch((parcel(gone),))):
        flow.understand(item_id)

    due(dispatch)
    flow.send(dispatch.pk)

    assert now(dispatch).state == State.FAILED
    assert now(dispatch).trouble == "The message you are answering was removed by its author."
    assert desk.net.asked == []
