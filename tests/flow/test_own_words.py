"""Our own words may be heard on the network before whoever sent them could say so, and what they answer may go."""

from collections.abc import Iterator

import pytest
from django.test import Client
from scripted import US, Scripted, installed, parcel, words
from sending import Desk, State, a_desk, due, jobs, now

from earful import flow
from earful.channels.contract import Batch
from earful.conversations import actions as conversations
from earful.conversations import queries
from earful.conversations.models import Conversation, Event, Turn
from earful.kit import clock
from earful.outbox import actions as outbox
from earful.outbox import queries as leaving
from earful.outbox.models import Dispatch
from earful.web.desk import turns

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


def leaves_unproven(desk: Desk, dispatch: Dispatch) -> Dispatch:
    """It arrives, and whoever sent it dies before they could say so."""
    due(dispatch)
    claimed = outbox.claim(dispatch.pk)
    assert claimed is not None
    desk.net._put_up(outbox.outbound(claimed))
    return claimed


def shown(desk: Desk, conversation_id: int) -> list[tuple[str, str]]:
    """What the page shows as said and as on its way."""
    client = Client()
    client.force_login(desk.agent, backend="earful.web.signed_in.Backend")
    entries = client.get(f"/desk/all/{conversation_id}/").context["talk"]["entries"]
    return [(one.sort, str(one.thing.said.whole)) for one in entries if one.sort in {"turn", "sending"}]


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


@pytest.mark.parametrize("known", ["claimed", "uncertain"])
def test_what_is_heard_before_it_is_recorded_is_not_shown_as_on_its_way_too(desk: Desk, known: str) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = leaves_unproven(desk, desk.answers(asked))
    if known == "uncertain":
        outbox.record_uncertain(dispatch, "Nobody knows.")
    on_its_way = [("turn", "Where is my tent?"), ("sending", "It is on its way. ^AO")]
    assert shown(desk, asked.conversation_id) == on_its_way

    heard(desk)

    assert now(dispatch).state == known
    assert shown(desk, asked.conversation_id) == [("turn", "Where is my tent?"), ("turn", "It is on its way. ^AO")]


def test_words_that_come_back_while_a_page_is_made_are_on_it(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = desk.answers(asked)
    before = queries.whole(asked.conversation)
    desk.leaves(dispatch)
    desk.comes_back()

    found = turns.entries(before, leaving.shown(asked.conversation), desk.agent)
    assert [one.sort for one in found if one.sort in {"turn", "sending"}] == ["turn", "sending"]
    assert [sort for sort, _ in shown(desk, asked.conversation_id)] == ["turn", "turn"]


def test_words_that_stood_there_before_a_reply_are_not_its_echo(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    typed = words("Thank you. ^AO", by=US.external_id, parent=asked.external_id, why="own")
    flow.arrive(desk.account, Batch((parcel(typed),)))
    desk.comes_back()
    dispatch = desk.answers(asked, "Thank you.")
    due(dispatch)
    outbox.claim(dispatch.pk)
    assert shown(desk, asked.conversation_id)[-1] == ("sending", "Thank you. ^AO")


def test_of_two_replies_with_the_same_words_one_is_on_its_way(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    first, second = desk.answers(asked, "Thank you."), desk.answers(asked, "Thank you.")
    desk.leaves(first)
    due(second)
    outbox.claim(second.pk)
    desk.comes_back()
    assert [sort for sort, _ in shown(desk, asked.conversation_id)] == ["turn", "turn", "sending"]


def test_a_network_that_keeps_no_empty_lines_brings_back_our_own_words(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    leaves_unproven(desk, desk.answers(asked, "In the depot.\n\n\n\nIt  leaves tonight."))
    [post] = desk.net.posts
    squeezed = {**post.raw, "text": "In the depot.\n\nIt leaves tonight. ^AO"}
    flow.arrive(desk.account, Batch((parcel(squeezed),)))
    desk.comes_back()
    assert Turn.objects.get(external_id=post.id).agent == desk.agent
    assert [sort for sort, _ in shown(desk, asked.conversation_id)] == ["turn", "turn"]
    assert natively() == 0


def test_a_reply_that_is_heard_is_looked_for_at_once(desk: Desk) -> None:
    asked = desk.hears("Where is my tent?")
    dispatch = leaves_unproven(desk, desk.answers(asked))
    outbox.record_uncertain(dispatch, "Nobody knows.")
    flow.look_in(dispatch, 900.0)
    heard(desk)
    [look] = jobs("look")
    assert look.scheduled_at <= clock.now()


def test_what_was_sent_and_moved_away_is_not_shown_where_it_was(desk: Desk) -> None:
    begins = desk.hears("Where is my tent?")
    asked = desk.hears("And who pays?", by="town:jo", parent=begins.external_id)
    desk.leaves(desk.answers(asked, "We do."))
    desk.comes_back()
    conversations.split(Conversation.objects.get(pk=begins.conversation_id), asked, desk.agent)
    assert shown(desk, begins.conversation_id) == [("turn", "Where is my tent?")]
