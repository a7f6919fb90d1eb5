"""A customer who takes our name out of their question has still asked it."""

from collections.abc import Iterator

import pytest
from scripted import Scripted, installed, parcel
from sending import Desk, a_desk, standing

from earful import flow
from earful.channels.contract import Batch
from earful.conversations.models import Turn

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with installed(Scripted()) as net:
        yield a_desk(net)


def edit(desk: Desk, turn: Turn, text: str, version: str, why: str) -> Turn:
    raw = {**turn.item.raw, "version": version, "change": "edited", "text": text, "why": why}
    for item_id in flow.arrive(desk.account, Batch((parcel(raw),))):
        flow.understand(item_id)
    return Turn.objects.get(pk=turn.pk)


def test_an_edit_that_no_longer_names_us_leaves_the_question_a_question(desk: Desk) -> None:
    asked = desk.hears("Where is my tent? It should have been here on Monday.")
    assert (asked.needs_answer, standing(asked).status) == (True, "open")

    edited = edit(desk, asked, "Where is my green tent? It should have been here on Monday.", "2", "context")

    assert (edited.text[:22], edited.why, edited.needs_answer) == ("Where is my green tent", "mention", True)
    assert standing(edited).status == "open"


def test_what_never_spoke_to_us_does_not_begin_to(desk: Desk) -> None:
    asked = desk.hears("Where is my tent? It should have been here on Monday.")
    raw = {**asked.item.raw, "id": "post:beside", "parent": asked.external_id, "by": "town:dan", "why": "context"}
    flow.understand(flow.arrive(desk.account, Batch((parcel({**raw, "text": "Mine came today."}),)))[0])
    beside = Turn.objects.get(external_id="post:beside")
    assert edit(desk, beside, "Mine came yesterday.", "2", "context").why == "context"
    assert edit(desk, beside, "Does yours lack pegs as well, Northwind?", "3", "mention").why == "mention"
