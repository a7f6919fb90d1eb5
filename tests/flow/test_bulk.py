"""One act on many conversations: what is done, what is left alone and why, and one undo that spares what came since."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from town import a_team, a_workspace, an_account, an_agent, queries_of, somebody_says

from earful import upkeep
from earful.conversations import actions, queries
from earful.conversations.actions import CannotDo
from earful.conversations.models import Bulk, Conversation, Event
from earful.kit import clock
from earful.queues import actions as queues
from earful.queues import bulk

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def rail(ana):
    return an_account(ana.workspace)


def some(rail, count=3):
    turns = [somebody_says(rail, f"Where is train {n}?", by=f"person{n}") for n in range(count)]
    return list(Conversation.objects.filter(pk__in=[turn.conversation_id for turn in turns]).order_by("pk"))


def do(agent, what, rows, **how):
    begun = upkeep.begin_bulk(agent, what, how, bulk.chosen(rows))
    return bulk.advance(begun)


def undo(done, agent):
    return bulk.advance(upkeep.begin_bulk_undo(done, agent))


def tomorrow():
    return (clock.now() + timedelta(days=1)).isoformat()


def stands(conversation):
    c = Conversation.objects.get(pk=conversation.pk)
    outcomes = list(c.turns.order_by("pk").values_list("outcome", "outcome_reason"))
    return c.status, c.assignee_id, c.team_id, c.snoozed_until, sorted(t.name for t in c.tags.all()), outcomes


@pytest.mark.parametrize("what", bulk.ACTS)
def test_each_act_is_done_to_all_and_undone_as_a_whole(ana, rail, what):
    rows, bo = some(rail), an_agent(ana.workspace, "bo")
    team = a_team(ana.workspace)
    queues.assign(rows[0], ana, ana)
    actions.tag(rows[0], ana, "late")
    for row in rows[1:]:
        actions.tag(row, ana, "late")
    rows = list(Conversation.objects.order_by("pk"))
    before = [stands(row) for row in rows]
    how = {
        "assign": {"to": bo.pk},
        "team": {"to": team.pk},
        "tag": {"name": "#Refund"},
        "untag": {"name": "late"},
        "snooze": {"until": tomorrow(), "reason": "Depot"},
        "end": {"outcome": "not_needed", "reason": "Solved by phone"},
    }[what]
    done = do(ana, what, rows, **how)
    assert (done.state, done.asked, done.done, done.left) == ("done", 3, 3, {})
    assert all(now != was for now, was in zip([stands(row) for row in rows], before, strict=True))
    undone = undo(done, ana)
    assert (undone.state, undone.restored, undone.kept) == ("undone", 3, 0)
    assert [stands(row) for row in rows] == before
    with pytest.raises(CannotDo):
        upkeep.begin_bulk_undo(done, ana)


def test_what_changed_since_it_was_chosen_is_left_alone_and_said(ana, rail):
    rows = some(rail, 6)
    chosen = bulk.chosen(rows)
    turn = rows[0].turns.get()
    somebody_says(rail, "Anybody there?", by="person0", parent=turn)
    actions.tag(rows[1], ana, "mine")
    actions.merge(rows[2], rows[3], ana)
    actions.end(rows[4], ana, "spam")
    ended = Conversation.objects.get(pk=rows[4].pk)
    chosen[4] = bulk.chosen([ended])[0]
    done = bulk.advance(upkeep.begin_bulk(ana, "end", {"outcome": "peer", "reason": "Answered in the forum"}, chosen))
    assert (done.done, done.left) == (1, {"said": 2, "changed": 1, "gone": 1, "ended": 1})
    assert stands(rows[0])[0] == "open"
    assert stands(rows[5])[0] == "ended"


def test_what_was_so_already_is_said(ana, rail):
    rows = some(rail, 2)
    queues.assign(rows[0], ana, ana)
    done = do(ana, "assign", list(Conversation.objects.all()), to=ana.pk)
    assert (done.done, done.left) == (1, {"already": 1})


@pytest.mark.parametrize(
    ("what", "how"),
    [
        ("reply", {"text": "Hello"}),
        ("tag", {"name": " "}),
        ("snooze", {"until": "2020-01-01T00:00:00Z", "reason": "x"}),
        ("snooze", {"until": "2999-01-01T00:00:00Z", "reason": ""}),
        ("end", {"outcome": "removed"}),
        ("end", {"outcome": "not_needed"}),
        ("end", {"outcome": "answered", "reason": " "}),
        ("assign", {"to": 10**9}),
        ("team", {"to": 10**9}),
    ],
)
def test_what_would_be_refused_for_each_is_refused_before_anything_is_done(ana, rail, what, how):
    rows = some(rail, 2)
    before = [stands(row) for row in rows]
    with pytest.raises(CannotDo):
        do(ana, what, rows, **how)
    assert ([stands(row) for row in rows], Bulk.objects.count()) == (before, 0)


def test_another_desk_is_never_touched(ana, rail):
    elsewhere = an_agent(a_workspace("Elsewhere"), "eve")
    done = do(elsewhere, "end", some(rail, 1), outcome="spam", reason="A wave")
    assert (done.done, done.left) == (0, {"gone": 1})


def test_undo_leaves_alone_what_somebody_did_since(ana, rail):
    rows, bo = some(rail, 4), an_agent(ana.workspace, "bo")
    done = do(ana, "assign", rows, to=ana.pk)
    queues.assign(rows[0], bo, bo)
    actions.tag(rows[1], bo, "late")
    somebody_says(rail, "Thank you, and where is my bag?", by="person2", parent=rows[2].turns.get())
    undone = undo(done, ana)
    assert (undone.restored, undone.kept) == (3, 1)
    assert [stands(row)[1] for row in rows] == [bo.pk, None, None, None]
    assert stands(rows[1])[4] == ["late"]


def test_undo_of_ending_many_opens_only_what_it_ended(ana, rail):
    rows = some(rail, 3)
    done = do(ana, "end", rows, outcome="peer", reason="Answered in the forum")
    (first,) = Event.objects.filter(conversation=rows[0], what="ended")
    actions.reopen(first, ana)
    actions.end(rows[0], ana, "spam")
    undone = undo(done, ana)
    assert (undone.restored, undone.kept) == (2, 0)
    assert [stands(row)[0] for row in rows] == ["ended", "open", "open"]


def test_only_its_doer_undoes_it(ana, rail):
    done = do(ana, "tag", some(rail, 1), name="late")
    with pytest.raises(CannotDo):
        upkeep.begin_bulk_undo(done, an_agent(ana.workspace, "bo"))


def test_a_worker_finishes_what_its_asker_did_not_live_to_do(ana, rail, django_capture_on_commit_callbacks):
    rows = some(rail, bulk.PART + 3)
    begun = upkeep.begin_bulk(ana, "tag", {"name": "late"}, bulk.chosen(rows))
    half = bulk.advance(begun, most=1)
    assert (half.state, half.done) == ("running", bulk.PART)
    upkeep.go_on(begun.pk)
    upkeep.go_on(begun.pk)
    begun.refresh_from_db()
    assert (begun.state, begun.done, Event.objects.filter(what="tagged").count()) == ("done", len(rows), len(rows))


def test_undo_in_the_middle_begins_nothing_more(ana, rail):
    rows = some(rail, bulk.PART + 3)
    begun = upkeep.begin_bulk(ana, "tag", {"name": "late"}, bulk.chosen(rows))
    bulk.advance(begun, most=1)
    undone = undo(begun, ana)
    assert (undone.state, undone.restored) == ("undone", bulk.PART)
    assert not Conversation.objects.filter(tags__isnull=False).exists()


def test_each_conversation_costs_the_same(ana, rail):
    rows = some(rail, 3)
    one = queries_of(lambda: do(ana, "tag", rows[:1], name="a"))
    two = queries_of(lambda: do(ana, "tag", rows[1:], name="b"))
    assert (one, two) == (26, 39)


STEPS = st.lists(
    st.tuples(st.sampled_from(["assign", "lay", "tag", "untag", "snooze", "back", "end", "says"]), st.integers(0, 2)),
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=st.sampled_from(["assign", "tag", "snooze", "end"]), steps=STEPS)
def test_whatever_happens_between_undo_restores_what_nobody_touched_and_spares_the_rest(ana, rail, what, steps):
    rows, bo = some(rail), an_agent(ana.workspace)
    before = [stands(row) for row in rows]
    how = {"to": ana.pk, "name": "late", "until": tomorrow(), "reason": "Depot", "outcome": "handed_on"}
    done = do(ana, what, rows, **how)
    touched = {place for step, place in steps if _step(step, rows[place], bo, rail)}
    between = [stands(row) for row in rows]
    undone = undo(done, ana)
    assert undone.restored + undone.kept <= 3
    for place, row in enumerate(rows):
        now = stands(row)
        if place not in touched:
            assert now == before[place]
        spared = {"assign": 1, "tag": 4, "snooze": 3}.get(what)
        for part in {1, 2, 3, 4} - {spared, 3 if what == "end" else spared}:
            assert now[part] == between[place][part]  # what this act never changed, its undo does not change either


def _step(step, row, bo, rail):
    row = Conversation.objects.get(pk=row.pk)
    match step:
        case "assign":
            queues.assign(row, bo, bo)
        case "lay":
            queues.assign(row, None, bo)
        case "tag":
            actions.tag(row, bo, "late")
        case "untag":
            actions.remove_tag(row, bo, "late")
        case "snooze" if row.status != "ended":
            actions.snooze(row, bo, clock.now() + timedelta(hours=1), "Other")
        case "back":
            actions.bring_back(row, bo)
        case "end":
            actions.end(row, bo, "spam")
        case "says":
            somebody_says(rail, "Hello?", by="somebody", parent=row.turns.order_by("pk").first())
    return True


def test_the_desk_lists_what_was_done_to_many(ana, rail):
    done = do(ana, "tag", some(rail, 2), name="late")
    assert [each.pk for each in bulk.lately(ana)] == [done.pk]
    assert queries.counts(ana)["needs"] == 2
