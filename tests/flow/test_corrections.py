"""A team corrects triage: each word stands, counts at once, is learned from, can be taken back, and goes with what it was about."""

import numpy as np
import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from town import a_workspace, an_account, an_agent, edits, somebody_says, takes_back, we_say

from earful import flow, learning, upkeep
from earful.conversations import actions, clearing, levels
from earful.conversations.actions import CannotDo
from earful.conversations.models import Event, Keeping, Outcome, Turn
from earful.kit import clock
from earful.triage import actions as triage
from earful.triage import lessons, queries, taught, teaching
from earful.triage.models import Correction, Lesson, Meaning, Verdict
from earful.triage.rules import KINDS

pytestmark = pytest.mark.django_db
ASKED = "Could you tell me whether the number six throat is in stock?"
MIRLS = ("My number {n} throat mirls on the bench, can you help?", "The {n} throat mirls again, what now?")


@pytest.fixture
def ana():
    return an_agent(a_workspace(), "ana", "Ana Ortega")


@pytest.fixture
def works(ana):
    return an_account(ana.workspace)


def said(turn: Turn) -> Turn:
    turn.refresh_from_db()
    return turn


def other_kind(*turns: Turn) -> str:
    """A kind that triage gives to none of these."""
    return next(kind for kind in KINDS if kind not in {turn.kind for turn in turns})


def learned(workspace, trigger: str = "at once") -> Lesson:
    lesson = learning.learn_from(workspace.pk, trigger)
    assert lesson is not None
    return lesson


def taught_with(workspace, turns: list[Turn], ana, kind: str) -> Lesson:
    for turn in turns:
        learning.correct(turn, ana, "kind", kind)
    return learned(workspace)


def five_alike(works) -> list[Turn]:
    return [somebody_says(works, MIRLS[n % 2].format(n=n), by=f"c{n}") for n in range(5)]


def test_a_word_is_kept_with_what_triage_had_said(ana, works):
    turn = somebody_says(works, ASKED)
    verdict = queries.latest(turn.item_id)
    kind = other_kind(turn)
    learning.correct(turn, ana, "kind", kind)
    made = Correction.objects.get()
    assert (made.question, made.answer, made.said, made.version) == ("kind", kind, verdict.kind, verdict.version)
    assert made.said_p == pytest.approx(verdict.kinds_p[verdict.kind])
    assert (said(turn).kind, turn.kind_by) == (kind, ana)
    turn.conversation.refresh_from_db()
    assert turn.conversation.kind == kind


def test_judging_again_keeps_a_persons_word(ana, works):
    turn = somebody_says(works, ASKED)
    kind = other_kind(turn)
    learning.correct(turn, ana, "kind", kind)
    learning.correct(turn, ana, "urgency", "2")
    learning.correct(turn, ana, "needs", "no")
    flow.understand(turn.item_id)
    assert (said(turn).kind, turn.urgency, turn.needs_answer, turn.outcome) == (
        kind,
        levels.URGENT,
        False,
        Outcome.NOT_NEEDED,
    )
    edits(works, turn, "Could you tell me whether the number nine throat is in stock?")
    assert (said(turn).kind, turn.urgency, turn.needs_answer) == (kind, levels.URGENT, False)


def test_a_later_word_takes_the_place_of_an_earlier_one_and_taking_it_back_restores_that(ana, works):
    bo = an_agent(ana.workspace, "bo", "Bo Lund")
    turn = somebody_says(works, ASKED)
    learning.correct(turn, ana, "kind", "complaint")
    second = learning.correct(turn, bo, "kind", "praise")
    assert Correction.objects.filter(undone_at=None).values_list("answer", "agent").get() == ("praise", bo.pk)
    learning.take_back(second, bo)
    assert Correction.objects.filter(undone_at=None).values_list("answer", "agent").get() == ("complaint", ana.pk)
    assert (said(turn).kind, turn.kind_by) == ("complaint", ana)
    with pytest.raises(CannotDo):
        learning.take_back(second, bo)


def test_what_was_replaced_cannot_be_taken_back(ana, works):
    turn = somebody_says(works, ASKED)
    first = learning.correct(turn, ana, "kind", "complaint")
    learning.correct(turn, ana, "kind", "praise")
    with pytest.raises(CannotDo):
        learning.take_back(first, ana)
    assert said(turn).kind == "praise"


def test_taking_back_is_as_it_was(ana, works):
    turn = somebody_says(works, ASKED)
    before = Turn.objects.filter(pk=turn.pk).defer("search").values().get()
    for question, answer in (
        ("kind", "praise"),
        ("urgency", "1"),
        ("spam", "yes"),
        ("needs", "no"),
        ("mood", "negative"),
    ):
        learning.take_back(learning.correct(turn, ana, question, answer), ana)
        assert Turn.objects.filter(pk=turn.pk).defer("search").values().get() == before
    assert not Correction.objects.filter(undone_at=None).exists()


def test_spam_is_put_aside_and_comes_back(ana, works):
    turn = somebody_says(works, ASKED)
    learning.correct(turn, ana, "spam", "yes")
    assert (said(turn).outcome, turn.needs_answer, turn.outcome_by) == (Outcome.SPAM, False, ana)
    learning.correct(turn, ana, "spam", "no")
    assert (said(turn).outcome, turn.needs_answer) == ("", True)


@pytest.mark.parametrize(
    ("question", "answer"), [("kind", "nonsense"), ("colour", "red"), ("needs", ""), ("severity", "1")]
)
def test_what_is_no_answer_is_refused(ana, works, question, answer):
    with pytest.raises(CannotDo):
        learning.correct(somebody_says(works, ASKED), ana, question, answer)
    assert not Correction.objects.exists()


def test_our_own_words_and_what_is_gone_are_nobody_s_to_correct(ana, works):
    turn = somebody_says(works, ASKED)
    with pytest.raises(CannotDo):
        learning.correct(we_say(works, "Yes.", parent=turn), ana, "kind", "praise")
    takes_back(works, turn)
    with pytest.raises(CannotDo):
        learning.correct(turn, ana, "kind", "praise")


def test_a_job_learns_right_after_it_once(ana, works):
    turn = somebody_says(works, ASKED)
    learning.correct(turn, ana, "kind", "praise")
    learning.judge(turn, ana, needs_answer=True)
    jobs = ProcrastinateJob.objects.filter(task_name="learn", args__workspace_id=ana.workspace_id)
    assert jobs.count() == 1


def test_what_is_like_it_is_judged_so_at_once(ana, works):
    turns = five_alike(works)
    assert Meaning.objects.filter(item__in=[turn.item_id for turn in turns]).count() == 5
    kind = other_kind(*turns)
    lesson = taught_with(ana.workspace, turns, ana, kind)
    assert lesson.taken, (lesson.reason, lesson.figures)
    new = somebody_says(works, "My number 7 throat mirls on the bench, can you help?", by="kim")
    verdict = queries.latest(new.item_id)
    assert (new.kind, verdict.version) == (kind, f"{triage.version()}+lesson-{lesson.pk}")
    assert verdict.untaught["kind"] != kind


def test_another_workspace_learns_nothing_of_it(ana, works):
    taught_with(ana.workspace, turns := five_alike(works), ana, other_kind(*turns))
    elsewhere = an_account(a_workspace("Elsewhere"), "else")
    new = somebody_says(elsewhere, MIRLS[0].format(n=7), by="kim")
    assert queries.latest(new.item_id).version == triage.version()


def test_taking_all_back_leaves_nothing_learned(ana, works):
    turns = five_alike(works)
    kind = other_kind(*turns)
    events = [learning.correct(turn, ana, "kind", kind) for turn in turns]
    assert learned(ana.workspace).in_force
    for event in events:
        learning.take_back(event, ana)
    lesson = learned(ana.workspace)
    assert (lesson.taken, lesson.reason) == (False, "nothing")
    assert not queries.in_force(ana.workspace_id)
    assert not Lesson.objects.exclude(weights=b"").exists()
    new = somebody_says(works, MIRLS[0].format(n=8), by="kim")
    assert (new.kind != kind, queries.latest(new.item_id).version) == (True, triage.version())


def test_a_nightly_lesson_that_is_no_better_is_not_taken_over(ana, works):
    """Half of what is alike is called one thing, half another: whatever is learned from one half is wrong of the other."""
    turns = [somebody_says(works, MIRLS[0].format(n=4), by=f"c{n}") for n in range(8)]
    for number, turn in enumerate(turns):
        Meaning.objects.filter(item=turn.item_id).update(vector=_near(number))
        learning.correct(turn, ana, "kind", turn.kind if number % 2 else other_kind(turn))
    upkeep.learn_at_night(timestamp=0)
    lesson = Lesson.objects.get(workspace=ana.workspace, trigger="nightly")
    assert not lesson.taken
    assert lesson.reason in {"worse", "no_better"}
    assert not queries.in_force(ana.workspace_id)
    upkeep.learn_at_night(timestamp=0)
    assert Lesson.objects.filter(workspace=ana.workspace, trigger="nightly").count() == 1, "nothing new, no new lesson"


def _near(number: int) -> bytes:
    dice = np.random.default_rng(number)
    found = np.ones(lessons.WIDE) + 0.01 * dice.standard_normal(lessons.WIDE)
    return (found / np.linalg.norm(found)).astype("<f2").tobytes()


def test_each_night_learns_where_something_is_new(ana, works):
    turns = five_alike(works)
    for turn in turns:
        learning.correct(turn, ana, "kind", other_kind(*turns))
    upkeep.learn_at_night(timestamp=0)
    first = Lesson.objects.get(workspace=ana.workspace, trigger="nightly")
    assert first.in_force
    learning.correct(somebody_says(works, ASKED, by="kim"), ana, "kind", "question")
    upkeep.learn_at_night(timestamp=0)
    assert Lesson.objects.filter(workspace=ana.workspace, trigger="nightly").count() == 2
    assert Lesson.objects.exclude(weights=b"").count() <= 1


def test_what_was_learned_goes_with_the_words_it_came_from(ana, works):
    turns = five_alike(works)
    assert taught_with(ana.workspace, turns, ana, other_kind(*turns)).in_force
    takes_back(works, turns[0])
    assert not queries.in_force(ana.workspace_id)
    assert not Lesson.objects.exclude(weights=b"").exists()
    assert Correction.objects.filter(item=turns[0].item_id, undone_at=None).exists(), "the trace stays"
    assert ProcrastinateJob.objects.filter(task_name="learn", status="todo").exists()
    assert learned(ana.workspace).corrections == 4


def test_what_is_past_its_time_is_no_longer_learned_from(ana, works):
    turns = five_alike(works)
    assert taught_with(ana.workspace, turns, ana, other_kind(*turns)).in_force
    for turn in turns[:2]:
        actions.end(turn.conversation, ana, Outcome.ANSWERED)
        type(turn.conversation).objects.filter(pk=turn.conversation_id).update(
            ended_at=clock.now() - 100 * clearing.MONTH
        )
    clearing.keep(ana.workspace_id, Keeping.What.TEXTS, 1)
    upkeep.retain(timestamp=0)
    assert not queries.in_force(ana.workspace_id)
    assert learned(ana.workspace).corrections == 3


def test_what_changes_while_it_learns_is_learned_again(ana, works):
    turns = five_alike(works)
    for turn in turns:
        learning.correct(turn, ana, "kind", other_kind(*turns))
    version = triage.version()
    examples = triage.to_learn(ana.workspace_id, version)
    outcome = teaching.learn(version, examples.examples, [], triage.limit())
    takes_back(works, turns[0])
    assert triage.take(ana.workspace_id, examples, outcome, "at once") is None
    assert not queries.in_force(ana.workspace_id)


def test_setting_back_and_resuming(ana, works):
    turns = five_alike(works)
    kind = other_kind(*turns)
    assert taught_with(ana.workspace, turns, ana, kind).in_force
    new = somebody_says(works, MIRLS[0].format(n=8), by="kim")
    assert new.kind == kind
    triage.set_back(ana.workspace_id, ana)
    flow.understand(new.item_id)
    assert (said(new).kind != kind, queries.latest(new.item_id).version) == (True, triage.version())
    assert learned(ana.workspace).reason == "nothing"
    learning.resume(ana.workspace_id, ana)
    assert learned(ana.workspace).in_force


def test_corrections_of_other_weights_are_read_again_before_they_count(ana, works):
    turn = somebody_says(works, ASKED)
    learning.correct(turn, ana, "kind", "praise")
    Verdict.objects.filter(item=turn.item_id).update(version="2001.01")
    assert triage.to_learn(ana.workspace_id, triage.version()).examples == ()
    assert queries.of_other_weights(triage.version()) == [(ana.workspace_id, turn.item_id)]
    flow.understand(turn.item_id)
    assert len(triage.to_learn(ana.workspace_id, triage.version()).examples) == 1
    assert queries.of_other_weights(triage.version()) == []


def test_a_lesson_that_cannot_be_read_leaves_triage_as_it_was_shipped(ana, works):
    turns = five_alike(works)
    lesson = taught_with(ana.workspace, turns, ana, other_kind(*turns))
    taught._known.clear()
    Lesson.objects.filter(pk=lesson.pk).update(weights=b"garbled")
    new = somebody_says(works, MIRLS[0].format(n=9), by="kim")
    assert queries.latest(new.item_id).version == triage.version()


def page(agent, address: str, **form: str):
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client.post(address, form, follow=True) if form else client.get(address)


def test_the_desk_says_it_and_takes_it_back(ana, works):
    turn = somebody_says(works, ASKED)
    shown = page(ana, f"/desk/turn/{turn.pk}/correct/?view=all", **{"is": "kind:suggestion"}).content.decode()
    assert "Ana Ortega said what this is: Suggestion" in shown
    assert "Ana Ortega said what it is." in shown
    event = Event.objects.get(what="corrected")
    assert f"/desk/undo/{event.pk}/" in shown
    again = page(ana, f"/desk/undo/{event.pk}/?view=all", x="y").content.decode()
    assert said(turn).kind == Correction.objects.get().said
    assert "said what it is." not in again


def test_nonsense_is_told_on_the_page(ana, works):
    turn = somebody_says(works, ASKED)
    for given in ("", "kind", "kind:", ":", "kind:complaint:more", "x" * 500):
        shown = page(ana, f"/desk/turn/{turn.pk}/correct/?view=all", **{"is": given or " "}).content.decode()
        assert "Choose one of the answers." in shown
