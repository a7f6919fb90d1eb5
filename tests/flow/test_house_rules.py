"""Rules at work: upon what customers say, once each, in order, and never in anybody's way."""

import itertools
from datetime import timedelta

import pytest
from ruled import a_rule, did, tags
from town import a_payload, a_team, a_workspace, an_account, an_agent, edits, queries_of, somebody_says, we_say

from earful import flow
from earful.channels.contract import Batch
from earful.channels.sandbox import wire
from earful.conversations import actions as conversations
from earful.conversations import levels
from earful.conversations.models import Conversation, Event, Turn
from earful.customers import actions as customers
from earful.house_rules import acting, actions
from earful.house_rules.models import Firing, Raised
from earful.insights import queries as figures
from earful.intake.models import Item
from earful.kit import clock
from earful.queues.models import Clock
from earful.queues.promises import policies, settling
from earful.queues.promises.policies import Terms
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
REFUND = [("words", ["refund", "money back"])]


@pytest.fixture
def lea():
    desk = a_workspace(answer_within_minutes=60)
    type(desk).objects.update(created_at=clock.now() - timedelta(days=400))
    return an_agent(desk, "lea", "Lea Lindt", Role.LEAD)


@pytest.fixture
def rail(lea):
    return an_account(lea.workspace)


def now(turn):
    return Turn.objects.select_related("conversation", "author").defer("search").get(pk=turn.pk)


def asks(rail, text="Where is my refund?", **more):
    return now(somebody_says(rail, text, **more))


def test_a_rule_does_what_it_says_and_the_history_says_that_it_did(lea, rail):
    bo, team = an_agent(lea.workspace, name="Bo Berg"), a_team(lea.workspace)
    acts = [
        ("tag", "Money"),
        ("team", team.pk),
        ("give", bo.pk),
        ("urgency", 2),
        ("note", "See page 4."),
        ("tell", lea.pk, "Look."),
    ]
    rule = a_rule(lea, REFUND, acts)
    turn = asks(rail)
    talk = turn.conversation
    assert (tags(turn), talk.team, talk.assignee, turn.urgency, talk.urgency) == (
        {"money"},
        team,
        bo,
        levels.URGENT,
        levels.URGENT,
    )
    assert did(rule) == [(f"turn:{turn.pk}", [[what, ""] for what, *_ in acts], "")]
    lines = Event.objects.filter(conversation=talk, details__has_key="rule").order_by("pk")
    assert [line.what for line in lines] == ["tagged", "team", "assigned", "urgency", "told", "told"]
    assert {(line.agent_id, line.details["rule"], line.details["rule_name"]) for line in lines} == {
        (None, rule.pk, "Refunds")
    }
    assert Firing.objects.get().events == [line.pk for line in lines]


def test_what_it_does_not_ask_for_is_left_alone(lea, rail):
    rule = a_rule(lea, REFUND, [("tag", "money")])
    assert tags(asks(rail, "Where is my train?")) == set()
    assert tags(asks(rail, "Was it refunded?")) == set(), "whole words only"
    assert tags(asks(rail, "I want my MONEY  back!")) == {"money"}
    assert len(did(rule)) == 1


def test_a_rule_that_is_off_or_came_later_does_nothing(lea, rail):
    rule = a_rule(lea, REFUND, [("tag", "money")], on=False)
    turn = asks(rail)
    actions.switch_on(rule, 1, {}, lea)
    flow.understand(turn.item_id)
    assert tags(turn) == set()
    assert tags(asks(rail)) == {"money"}
    actions.switch_off(rule)
    assert tags(asks(rail)) == set()


def test_understanding_again_does_nothing_twice(lea, rail):
    bo = an_agent(lea.workspace, name="Bo Berg")
    rule = a_rule(lea, REFUND, [("give", bo.pk), ("note", "Hello."), ("urgency", 2)])
    turn = asks(rail)
    lines = Event.objects.count()
    for _ in range(3):
        flow.understand(turn.item_id)
    edits(rail, turn, "Where is my refund, please?")
    assert len(did(rule)) == 1
    assert Event.objects.exclude(what="edited").count() == lines
    assert (now(turn).urgency, now(turn).conversation.urgency) == (levels.URGENT, levels.URGENT), (
        "triage does not overrule the rule"
    )


def test_a_persons_word_on_urgency_goes_before_a_rules(lea, rail):
    a_rule(lea, REFUND, [("urgency", 2)])
    turn = asks(rail)
    conversations.correct(turn, lea, "urgency", "0")
    flow.understand(turn.item_id)
    assert (now(turn).urgency, now(turn).urgency_by) == (0, lea)


def test_what_a_rule_makes_urgent_is_promised_as_urgent_at_once(lea, rail):
    policies.promise(lea.workspace_id, Terms("Urgent", urgency=2, first=10), lea)
    a_rule(lea, REFUND, [("urgency", 2)])
    turn = asks(rail, "My refund did not come")
    assert Clock.objects.get(turn=turn).due_at == turn.said_at + timedelta(minutes=10)


def test_a_later_rule_sees_what_an_earlier_one_did(lea, rail):
    second = a_rule(lea, [("tag", "money")], [("untag", "money"), ("tag", "second")], name="Second")
    a_rule(lea, REFUND, [("tag", "money")], name="First")
    assert tags(asks(rail)) == {"money"}, "it is asked after"
    actions.move(second, up=False)
    assert tags(asks(rail)) == {"second"}


def test_an_explicit_rule_goes_before_who_answered_last(lea, rail):
    bo = an_agent(lea.workspace, name="Bo Berg")
    first = asks(rail, "Where is my train?")
    conversations.end(first.conversation, lea, "answered")
    assert asks(rail, "Where is my bag?").conversation.assignee == lea
    a_rule(lea, REFUND, [("give", bo.pk)])
    assert asks(rail).conversation.assignee == bo
    assert asks(rail, "And where is my hat?").conversation.assignee == lea


def test_who_is_away_is_stood_in_for_or_left_alone(lea, rail):
    bo, kim = an_agent(lea.workspace, name="Bo Berg"), an_agent(lea.workspace, name="Kim Koch")
    rule = a_rule(lea, REFUND, [("give", bo.pk)])
    bo.away_from, bo.substitute = clock.now() - timedelta(days=1), kim
    bo.save()
    assert asks(rail).conversation.assignee == kim
    bo.substitute = None
    bo.save()
    assert asks(rail, "Where is my refund?", by="bo").conversation.assignee is None
    assert did(rule)[-1][1] == [["give", "away"]]


def test_a_rule_whose_colleague_left_is_skipped_and_nothing_is_held_up(lea, rail):
    bo = an_agent(lea.workspace, name="Bo Berg")
    rule = a_rule(lea, REFUND, [("tag", "money"), ("give", bo.pk)])
    other = a_rule(lea, REFUND, [("tag", "other")], name="Other")
    bo.is_active = False
    bo.save()
    assert tags(asks(rail)) == {"other"}
    assert (did(rule), len(did(other))) == ([], 1)


def test_a_group_that_is_gone_does_not_make_its_opposite_true(lea, rail):
    group = customers.put_in(asks(rail, "Hello, where is it?").author.customer, "Press")
    rule = a_rule(lea, [("group", group.pk, True)], [("tag", "not press")])
    assert tags(asks(rail, by="maria")) == set()
    assert tags(asks(rail, by="bo")) == {"not press"}
    group.delete()
    assert tags(asks(rail, by="cleo")) == set()
    assert len(did(rule)) == 1


def test_a_rule_that_stumbles_loses_nothing(lea, rail, monkeypatch):
    def stumbles(*_all):
        Conversation.objects.update(team=-1)  # which the database refuses when it looks
        raise RuntimeError("The floor is wet.")

    monkeypatch.setitem(acting._ACTS, "team", stumbles)
    wrong = a_rule(lea, REFUND, [("tag", "wrong"), ("team", a_team(lea.workspace).pk)], name="Wrong")
    right = a_rule(lea, REFUND, [("tag", "right")], name="Right")
    turn = asks(rail)
    assert tags(turn) == {"right"}
    assert did(wrong) == [(f"turn:{turn.pk}", [], "RuntimeError: The floor is wet.")]
    assert len(did(right)) == 1
    flow.understand(turn.item_id)
    assert len(did(wrong)) == 1
    assert turn.item.__class__.objects.get(pk=turn.item_id).state == "placed"


def test_what_is_broken_off_is_done_again_and_once(lea, rail, monkeypatch):
    """The process dies after the rules looked, before anything was committed."""
    rule = a_rule(lea, REFUND, [("tag", "money"), ("note", "Look.")])
    raw = a_payload(rail, "Where is my refund?")
    (item_id,) = flow.arrive(rail, Batch((wire.parcel(raw),)))
    with monkeypatch.context() as dying:
        dying.setattr(flow.promises, "settle", lambda _some: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            flow.understand(item_id)
    assert (did(rule), Event.objects.count(), Turn.objects.count()) == ([], 0, 0)
    flow.understand(item_id)
    flow.understand(item_id)
    assert len(did(rule)) == 1
    assert Event.objects.filter(what="told").count() == 1


def test_what_a_rule_ends_is_over_and_still_counts_as_owed(lea, rail):
    a_rule(lea, REFUND, [("end", "not_needed", "The bank writes these itself.")])
    turn = asks(rail, "Where is my refund?", at=clock.now() - timedelta(hours=3))
    assert (turn.outcome, turn.outcome_by, turn.outcome_reason) == ("not_needed", None, "The bank writes these itself.")
    assert (turn.conversation.status, turn.conversation.ended_by) == ("ended", None)
    settling.settle_stirred()
    assert Clock.objects.get(turn=turn).state == "dropped"
    told = figures.report(lea.workspace).figures
    assert (told.due, told.ignored, told.by_rule, told.set_aside) == (1, 1, 1, 0)
    flow.understand(turn.item_id)
    assert now(turn).outcome == "not_needed", "it stays so when it is understood anew"


def test_our_words_answer_what_a_rule_ended(lea, rail):
    a_rule(lea, REFUND, [("end", "not_needed", "The bank writes these itself.")])
    turn = asks(rail, "Where is my refund?", at=clock.now() - timedelta(hours=3))
    we_say(rail, "It left on Monday.", parent=turn, at=turn.said_at + timedelta(minutes=9))
    assert now(turn).outcome == "answered"
    told = figures.report(lea.workspace).figures
    assert (told.due, told.ignored, told.by_rule) == (1, 0, 0)


def test_other_words_than_a_rule_ended_wait_again(lea, rail):
    a_rule(lea, REFUND, [("end", "not_needed", "The bank writes these itself.")])
    turn = asks(rail)
    edits(rail, turn, "Where is my refund? My rent is due and nobody answers me!")
    assert (now(turn).outcome, now(turn).conversation.status) == ("", "open")


def test_what_was_said_long_before_it_came_is_history(lea, rail):
    rule = a_rule(lea, REFUND, [("tag", "money")])
    asks(rail, "Where is my refund?", at=clock.now() - timedelta(days=31))
    assert did(rule) == []


def test_other_desks_have_their_own_rules(lea, rail):
    rule = a_rule(lea, REFUND, [("tag", "money")])
    asks(an_account(a_workspace()))
    assert did(rule) == []


def test_what_rules_cost(lea, rail):
    """One question while there are none; with some that do not fire a fixed number, however many came."""

    names = itertools.count()

    def costs(count):
        raws = [a_payload(rail, "Where is my train?", by=f"c{next(names)}") for _ in range(count)]
        some = flow.arrive(rail, Batch(tuple(wire.parcel(raw) for raw in raws)))
        asked = queries_of(lambda: flow.understand_some(some))
        assert not Item.objects.exclude(state="placed").exists()
        return asked

    costs(1)
    none = costs(3)
    for number in range(3):
        a_rule(lea, [("words", ["refund"]), ("tag", "x"), ("nobody", True)], [("tag", "y")], name=f"Rule {number}")
    some = costs(3)
    assert some - none == 1, "what is tagged how; nothing else was asked that is not known"
    assert costs(6) == some
    assert not Firing.objects.exists()
    assert not Raised.objects.exists()
