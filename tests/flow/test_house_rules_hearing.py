"""Rules upon what people did and what clocks said: each thing once, whatever happens in between, and never in a circle."""

from datetime import timedelta

import pytest
from ruled import a_rule, did, tags
from town import a_workspace, an_account, an_agent, somebody_says

from earful import ruling
from earful.conversations import actions as conversations
from earful.conversations.models import Conversation, Event, Outcome
from earful.house_rules import actions, hearing
from earful.house_rules.models import Bookmark, Heard
from earful.house_rules.rules import When
from earful.kit import clock
from earful.queues import actions as queues
from earful.queues.models import ClockSign
from earful.queues.promises import ringing, settling
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lea():
    return an_agent(a_workspace(answer_within_minutes=60), "lea", "Lea Lindt", Role.LEAD)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


@pytest.fixture
def bo(lea):
    return an_agent(lea.workspace, name="Bo Berg")


def looked():
    ruling.look(0)


def test_what_people_do_is_an_occasion_once(lea, rail, bo):
    handed = a_rule(lea, [], [("tag", "handed")], When.HANDED)
    ended = a_rule(lea, [], [("tag", "ended")], When.ENDED)
    again = a_rule(lea, [], [("tag", "again")], When.REOPENED)
    turn = somebody_says(rail, "Where is my train?")
    queues.assign(turn.conversation, bo, lea)
    looked()
    assert tags(turn) == {"handed"}
    queues.assign(turn.conversation, None, lea)
    event = conversations.end(turn.conversation, lea, Outcome.HANDED_ON, "To the bank")
    looked()
    assert tags(turn) == {"handed", "ended"}
    conversations.reopen(event, lea)
    for _ in range(3):
        looked()
    assert tags(turn) == {"handed", "ended", "again"}
    assert [len(did(rule)) for rule in (handed, ended, again)] == [1, 1, 1]


def test_a_promise_that_is_broken_goes_to_somebody_else(lea, rail, bo):
    rule = a_rule(lea, [("nobody", True, True)], [("give", lea.pk), ("tell", lea.pk, "It is late.")], When.BREACHED)
    turn = somebody_says(rail, "Where is my train?")
    queues.assign(turn.conversation, bo, lea)
    settling.settle_stirred()
    ringing.ring(clock.now() + timedelta(hours=2))
    looked()
    looked()
    assert Conversation.objects.get(pk=turn.conversation_id).assignee == lea
    assert did(rule) == [(f"breached:{turn.pk}", [["give", ""], ["tell", ""]], "")]


def test_what_was_late_before_the_rule_was_switched_on_is_left_alone(lea, rail):
    somebody_says(rail, "Where is my train?", at=clock.now() - timedelta(hours=2))
    assert ClockSign.objects.filter(what="breached").count() == 1
    rule = a_rule(lea, [], [("tag", "late")], When.BREACHED)
    looked()
    assert did(rule) == []


def test_rules_never_answer_each_other(lea, rail, bo):
    """Each would set the other off for ever."""
    one = a_rule(lea, [], [("give", bo.pk)], When.HANDED)
    two = a_rule(lea, [], [("give", lea.pk)], When.HANDED)
    turn = somebody_says(rail, "Where is my train?")
    queues.assign(turn.conversation, lea, lea)
    for _ in range(5):
        looked()
    assert (len(did(one)), len(did(two))) == (1, 1)
    assert Conversation.objects.get(pk=turn.conversation_id).assignee == lea


def test_rules_that_end_and_open_are_no_occasion_for_rules(lea, rail):
    a_rule(lea, [("words", ["train"])], [("end", "spam", "A list of trains.")])
    rule = a_rule(lea, [], [("tag", "ended")], When.ENDED)
    turn = somebody_says(rail, "Where is my train?")
    looked()
    assert turn.conversation.status == "ended"
    assert did(rule) == []


def test_a_line_whose_number_becomes_visible_late_is_heard_all_the_same(lea, rail, bo):
    rule = a_rule(lea, [], [("tag", "handed")], When.HANDED)
    late, other = somebody_says(rail, "Where is my train?"), somebody_says(rail, "And mine?", by="bo")
    queues.assign(late.conversation, bo, lea)
    event = Event.objects.get(what="assigned")
    hidden = Event.objects.filter(pk=event.pk)
    hidden.update(workspace=a_workspace())  # as if its transaction had not ended yet
    queues.assign(other.conversation, bo, lea)
    looked()
    assert (tags(late), tags(other)) == (set(), {"handed"})
    hidden.update(workspace=lea.workspace)
    looked()
    assert tags(late) == {"handed"}
    assert len(did(rule)) == 2


def test_the_bookmark_follows_an_hour_behind(lea, rail, bo):
    a_rule(lea, [], [("tag", "handed")], When.HANDED)
    turn = somebody_says(rail, "Where is my train?")
    queues.assign(turn.conversation, bo, lea)
    looked()
    assert Heard.objects.count() == 1
    later = clock.now() + timedelta(hours=3)
    with clock.pretending(lambda: later):
        looked()
        looked()
    assert not Heard.objects.exists()
    assert Bookmark.objects.get().events == Event.objects.order_by("-pk").first().pk


def test_nobody_listens_where_no_rule_asks_for_it(lea, rail):
    a_rule(lea, [], [("tag", "all")])
    assert actions.listening() == []
    assert hearing.hear(lea.workspace_id) == 0
    rule = a_rule(lea, [], [("tag", "handed")], When.HANDED)
    assert actions.listening() == [lea.workspace_id]
    actions.switch_off(rule)
    assert actions.listening() == []


def test_a_bookmark_that_nobody_needed_for_long_is_put_here_and_now(lea, rail, bo):
    rule = a_rule(lea, [], [("tag", "handed")], When.HANDED)
    actions.switch_off(rule)
    turn = somebody_says(rail, "Where is my train?")
    queues.assign(turn.conversation, bo, lea)
    actions.switch_on(rule, 1, {}, lea)
    assert Bookmark.objects.get().events == Event.objects.order_by("-pk").first().pk
    assert hearing.hear(lea.workspace_id) == 0


def test_more_than_one_part(lea, rail, bo):
    rule = a_rule(lea, [], [("tag", "handed")], When.HANDED)
    for number in range(5):
        queues.assign(somebody_says(rail, "Where is my train?", by=f"c{number}").conversation, bo, lea)
    assert [hearing.hear(lea.workspace_id, most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert len(did(rule)) == 5
