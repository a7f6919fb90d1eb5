"""A network that cannot tell which of our posts a reply became is told which ones it did not become."""

from collections.abc import Iterator

import pytest
from scripted import US, Scripted, installed, parcel, words
from sending import Desk, State, a_desk

from earful import flow
from earful.channels.contract import Batch
from earful.outbox import actions as outbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted()) as net:
        yield a_desk(net)


def test_what_stands_below_a_post_already_is_known_to_each_new_answer(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    natively = words("Thank you.", by=US.external_id, parent=asked.external_id, why="own")
    flow.arrive(desk.account, Batch((parcel(natively),)))
    desk.comes_back()

    first = desk.leaves(desk.answers(asked, "Thank you."))
    desk.comes_back()
    second = desk.leaves(desk.answers(asked, "Thank you."))

    assert (first.state, second.state) == (State.SENT, State.SENT)
    one, two = desk.net.asked
    assert one.known == (natively["id"],)
    assert set(two.known) == {natively["id"], first.external_id}
    assert second.external_id not in outbox.outbound(second).known, "its own post is what it looks for"
