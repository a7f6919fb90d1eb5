"""The dry run: what it says is what then happens, and it changes nothing."""

from datetime import timedelta

import pytest
from ruled import a_rule, terms
from town import a_payload, a_workspace, an_account, an_agent, arrives, queries_of, somebody_says

from earful import ruling
from earful.conversations.models import Event, Turn
from earful.customers import actions as customers
from earful.house_rules import actions, past, trying
from earful.house_rules.models import Firing
from earful.house_rules.rules import When
from earful.kit import clock
from earful.queues import actions as queues
from earful.queues.promises import timetables
from earful.queues.promises.timetables import Open
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
SAID = [
    ("Where is my refund?", "maria", 2, False),
    ("My refund is late. This is terrible!", "bo", 30, True),
    ("Thank you for the refund, great service", "cleo", 55, False),
    ("Is the bar open?", "maria", 100, False),
    ("Someone is hurt in coach two, please help us now!", "dan", 130, True),
    ("Refund refund refund", "eve", 500, False),
    ("Where is my refund?", "finn", 24 * 31, False),
]
RULES = [
    [("words", ["refund"])],
    [("words", ["refund"]), ("where", "private", True)],
    [("words", ["bar", "hurt"], True), ("kind", "praise", True)],
    [("urgency", 1)],
    [("needs", True), ("network", "sandbox"), ("language", "en")],
    [("hours", "OFFICE", True)],
    [("hours", "OFFICE")],
    [],
]


def a_desk():
    lea = an_agent(a_workspace(), name="Lea Lindt", role=Role.LEAD)
    return lea, an_account(lea.workspace)


def told(lea, rail, raws):
    arrives(rail, *({**raw, "author": {**raw["author"]}} for raw in raws))


@pytest.mark.parametrize("conditions", RULES, ids=str)
def test_what_it_says_is_what_happens_when_the_same_things_are_said(conditions):
    """One desk only tries the rule; on another it is at work from the beginning, and the same things are said there."""
    (lea, rail), (mia, road) = a_desk(), a_desk()
    raws = [
        a_payload(rail, text, by=by, at=clock.now() - timedelta(hours=hours), private=private)
        for text, by, hours, private in SAID
    ]
    ours, theirs = (
        [(what, timetables.name(one.workspace_id, "Day", Open("UTC", ["08:00-13:00"] * 7), one).pk, *rest) if value == "OFFICE" else (what, value, *rest) for what, value, *rest in conditions]
        for one in (lea, mia)
    )  # fmt: skip
    rule = a_rule(mia, theirs, [("tag", "seen")])
    arrives(rail, *raws)
    arrives(road, *raws)
    tried = trying.dry_run(lea.workspace_id, terms(ours, [("tag", "seen")]))
    fired = Firing.objects.filter(rule=rule)
    assert not fired.exclude(trouble="").exists()
    assert {one.turn.external_id for one in tried.samples} == set(fired.values_list("turn__external_id", flat=True))
    assert (tried.looked, tried.fired) == (6, fired.count())
    assert len(tried.changing) == fired.values("conversation").distinct().count()


def test_it_changes_nothing(django_assert_num_queries):
    lea, rail = a_desk()
    turn = somebody_says(rail, "Where is my refund?")
    rule = a_rule(lea, [("words", ["refund"])], [("tag", "money"), ("end", "spam", "x")], on=False)
    lines = Event.objects.count()
    for _ in range(2):
        assert trying.dry_run(lea.workspace_id, terms([("words", ["refund"])], [("end", "spam", "x")])).fired == 1
    assert Event.objects.count() == lines
    assert not Firing.objects.exists()
    assert Turn.objects.get(pk=turn.pk).outcome == ""
    assert rule.on_since is None


def test_what_would_change_nothing_is_told_apart():
    lea, rail = a_desk()
    a_rule(lea, [("words", ["refund"])], [("tag", "money")])
    for by in ("maria", "bo"):
        somebody_says(rail, "Where is my refund?", by=by)
    somebody_says(rail, "The train is late", by="cleo")
    tried = trying.dry_run(lea.workspace_id, terms([], [("tag", "money")]))
    assert (tried.fired, len(tried.changing)) == (3, 1)


def test_of_very_many_the_latest_are_looked_at_and_it_says_so(monkeypatch):
    monkeypatch.setattr(trying, "MOST", 4)
    monkeypatch.setattr(past, "PART", 2)
    lea, rail = a_desk()
    for hours in range(7):
        somebody_says(rail, "Where is my refund?", by=f"c{hours}", at=clock.now() - timedelta(hours=hours))
    tried = trying.dry_run(lea.workspace_id, terms([], [("tag", "x")]))
    assert (tried.looked, tried.fired, tried.cut) == (4, 4, True)
    assert timedelta(hours=2.9) < clock.now() - tried.since < timedelta(hours=3.1)


def test_upon_what_people_did_and_what_clocks_said():
    lea, rail = a_desk()
    group = customers.put_in(somebody_says(rail, "Where is it?", by="maria").author.customer, "Press")
    conditions, acts = [("group", group.pk)], [("tag", "seen")]
    rules = [a_rule(lea, conditions, acts, when) for when in (When.HANDED, When.BREACHED)]
    for by in ("maria", "bo"):
        turn = somebody_says(rail, "Where is my train?", by=by, at=clock.now() - timedelta(hours=5))
        queues.assign(turn.conversation, lea, lea)
    ruling.look(0)
    for rule, when in zip(rules, (When.HANDED, When.BREACHED), strict=True):
        tried = trying.dry_run(lea.workspace_id, terms(conditions, acts, when))
        assert (tried.looked, tried.fired) == (2, 1)
        assert Firing.objects.filter(rule=rule).count() == 1


@pytest.mark.parametrize("when", When)
def test_it_asks_no_more_for_many(when):
    lea, rail = a_desk()

    def costs(count):
        for number in range(count):
            turn = somebody_says(rail, "Where is my train?", by=f"c{number}", at=clock.now() - timedelta(hours=5))
            queues.assign(turn.conversation, lea, lea)
        return queries_of(lambda: trying.dry_run(lea.workspace_id, terms([("tag", "x")], [("tag", "y")], when)))

    assert costs(1) == costs(4)


def test_only_a_trial_of_this_edition_by_this_person_counts():
    lea, rail = a_desk()
    somebody_says(rail, "Where is my refund?")
    rule = a_rule(lea, [("words", ["refund"])], [("tag", "money")], on=False)
    first = rule.editions.get()
    tried = trying.dry_run(lea.workspace_id, terms([("words", ["refund"])], [("tag", "money")]))
    mark = trying.seen(first, tried.told(), lea)
    assert trying.read(mark, first, lea) == {"looked": 1, "fired": 1, "changing": 1}
    assert trying.read(mark, first, an_agent(lea.workspace)) is None
    assert trying.read(mark + "x", first, lea) is None
    actions.change(rule, "Refunds", terms([], [("tag", "money")]), lea)
    assert trying.read(mark, rule.editions.get(number=2), lea) is None
