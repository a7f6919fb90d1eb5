"""A person's corrections, kept as examples; and what is learned from them, taken over or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from earful.intake.models import Item
from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.staff.models import Agent
from earful.triage.example import WIDE, Example, Outcome
from earful.triage.models import Correction, Lesson, Meaning, Verdict
from earful.triage.questions import CHOICES
from earful.triage.rules import KINDS, SPAM_FROM

MOST = 800  # the newest corrected items; learning takes some seconds then, and a lesson is 0.6 megabytes


class NoSuchAnswer(ValueError):
    """Something that is no answer to the question."""


@dataclass(frozen=True, slots=True)
class Examples:
    """What there is to learn from. `of`: the corrections it comes from, which must still stand when it is taken over."""

    version: str  # of the weights
    examples: tuple[Example, ...]
    of: frozenset[int]


@one_transaction
def correct(item: Item, agent: Agent, question: str, answer: str) -> Correction:
    """A person says what an item is; a later word takes the place of an earlier one. Raises NoSuchAnswer."""
    if answer not in CHOICES.get(question, ()) or question not in Correction.Question.values:
        raise NoSuchAnswer(f"{answer!r} does not answer {question!r}.")
    verdict = Verdict.objects.filter(item=item).order_by("-made_at", "-id").first()
    before = Correction.objects.select_for_update().filter(item=item, question=question, undone_at=None).first()
    if before is not None:
        Correction.objects.filter(pk=before.pk).update(undone_at=clock.now())
    said, p = ("", 0.0) if verdict is None else had_said(verdict, question)
    return Correction.objects.create(
        workspace_id=item.workspace_id,
        item=item,
        agent=agent,
        at=clock.now(),
        question=question,
        answer=answer,
        said=said,
        said_p=p,
        version="" if verdict is None else verdict.version,
        language="" if verdict is None else verdict.language,
        replaces=before,
    )


def had_said(verdict: Verdict, question: str) -> tuple[str, float]:
    """What triage answers to a question, and how sure it is of that."""
    match question:
        case "needs":
            p = verdict.needs_answer_p
            return ("yes", p) if verdict.needs_answer else ("no", 1 - p)
        case "kind":
            return verdict.kind, float(verdict.kinds_p.get(verdict.kind, 0.0))
        case "urgency":
            return str(verdict.urgency), verdict.urgent_p if verdict.urgency == 2 else 1 - verdict.urgent_p
        case "mood":
            return verdict.mood, verdict.mood_p
    spam = verdict.spam_p
    return ("yes", spam) if spam >= SPAM_FROM else ("no", 1 - spam)


@one_transaction
def withdraw(correction_id: int) -> bool:
    """Take a correction back; what it had replaced stands again. False: it did not stand any more."""
    one = Correction.objects.select_for_update().filter(pk=correction_id, undone_at=None).first()
    if one is None:
        return False
    Correction.objects.filter(pk=one.pk).update(undone_at=clock.now())
    if one.replaces_id is not None:
        Correction.objects.filter(pk=one.replaces_id).update(undone_at=None)
    return True


def standing(workspace_id: int) -> QuerySet[Correction]:
    """Corrections that count: those that nobody took back, made since triage was last set back."""
    rows = Correction.objects.filter(workspace=workspace_id, undone_at=None)
    last = Lesson.objects.filter(workspace=workspace_id, trigger__in=["set back", "resumed"]).order_by("-id").first()
    return rows if last is None or last.trigger == Lesson.Trigger.RESUMED else rows.filter(at__gt=last.at)


def to_learn(workspace_id: int, version: str) -> Examples:
    """Corrected items with what these weights alone make of them; without those that were not read closely by them."""
    rows = standing(workspace_id).order_by("-at", "-id").values_list("pk", "item_id", "question", "answer")
    said: dict[int, dict[str, str]] = {}
    numbers: dict[int, list[int]] = {}
    for pk, item_id, question, answer in rows[: MOST * len(Correction.Question.values)]:
        if len(said) < MOST or item_id in said:
            said.setdefault(item_id, {})[question] = answer
            numbers.setdefault(item_id, []).append(pk)
    known = without_lesson(said, version)
    examples = [_example(known[item], answers) for item, answers in said.items() if item in known]
    return Examples(version, tuple(examples), frozenset(pk for item in known for pk in numbers[item]))


def _example(known: Example, answers: dict[str, str]) -> Example:
    needs = {"yes": True, "no": False}.get(answers.get("needs", ""))
    needs = False if needs is None and answers.get("spam") == "yes" else needs
    return Example(known.meaning, known.needs_p, known.kinds_p, needs, answers.get("kind", ""))


def without_lesson(item_ids: Iterable[int], version: str) -> dict[int, Example]:
    """What these weights alone make of items that were read closely, by item."""
    kept = dict(Meaning.objects.filter(item__in=list(item_ids)).values_list("item_id", "vector"))
    found: dict[int, Example] = {}
    verdicts = Verdict.objects.filter(item__in=list(kept), tier="precise").order_by("made_at", "id")
    for one in verdicts.only("item_id", "version", "needs_answer_p", "kinds_p", "untaught"):
        meaning, said = bytes(kept[one.item_id]), one.untaught or {}
        if one.version.partition("+")[0] == version and len(meaning) == 2 * WIDE:
            given = said.get("kinds_p", one.kinds_p)
            shares = tuple(float(given.get(kind, 0.0)) for kind in KINDS)
            found[one.item_id] = Example(meaning, float(said.get("needs_p", one.needs_answer_p)), shares)
        else:
            found.pop(one.item_id, None)  # a newer verdict is of other weights: its meaning is not to be compared
    return found


@one_transaction
def take(workspace_id: int, learned: Examples, outcome: Outcome, trigger: str) -> Lesson | None:
    """Write down what came of learning, and take it over if it is better. None: what it comes from has changed meanwhile.

    Where it is not better, the lesson before stays, unless something that it came from was taken back.
    """
    alone("lesson", workspace_id)
    stand = standing(workspace_id).filter(pk__in=learned.of)
    there = Meaning.objects.filter(item__in=stand.values("item"))
    if (stand.count(), there.count()) != (len(learned.of), len(learned.examples)):
        return None
    taken = outcome.taught is not None
    changed = unlearn(workspace_id) if taken or _has_lost_ground(workspace_id) else False
    lesson = Lesson(
        workspace_id=workspace_id,
        at=clock.now(),
        trigger=trigger,
        made_for=learned.version,
        corrections=outcome.figures.get("corrections", 0),
        figures=dict(outcome.figures),
        taken=taken,
        reason=outcome.reason,
        in_force=taken,
        weights=outcome.taught.dumped() if outcome.taught else b"",
    )
    if outcome.figures.get("corrections") or changed or trigger == Lesson.Trigger.NIGHTLY:
        lesson.save()  # else nothing was learned, and nothing is to be told
    return lesson


def _has_lost_ground(workspace_id: int) -> bool:
    """Whether a correction was taken back, or replaced, since the lesson in force was learned."""
    since = Lesson.objects.filter(workspace=workspace_id, in_force=True).values_list("at", flat=True).first()
    return since is not None and Correction.objects.filter(workspace=workspace_id, undone_at__gte=since).exists()


def unlearn(workspace_id: int) -> bool:
    """Nothing learned is in force any more, and none of it is kept; whether anything was. Joins the transaction."""
    return bool(Lesson.objects.filter(workspace=workspace_id, in_force=True).update(in_force=False, weights=b""))


@one_transaction
def set_back(workspace_id: int, agent: Agent) -> Lesson:
    """Triage judges as it was shipped; corrections made up to now are kept, and not learned from."""
    alone("lesson", workspace_id)
    unlearn(workspace_id)
    return _by_hand(workspace_id, agent, Lesson.Trigger.SET_BACK)


@one_transaction
def resume(workspace_id: int, agent: Agent) -> Lesson:
    """All corrections count again; a job learns from them."""
    alone("lesson", workspace_id)
    return _by_hand(workspace_id, agent, Lesson.Trigger.RESUMED)


def _by_hand(workspace_id: int, agent: Agent, trigger: str) -> Lesson:
    return Lesson.objects.create(workspace_id=workspace_id, at=clock.now(), trigger=trigger, by=agent, reason="by_hand")


def unlearn_items(item_ids: Sequence[int]) -> bool:
    """What these items taught goes with them: the lesson in force where one of them was corrected; whether there was one."""
    taught = Correction.objects.filter(item__in=item_ids, undone_at=None).values_list("workspace_id", flat=True)
    gone = []
    for workspace_id in sorted(set(taught)):
        alone("lesson", workspace_id)
        gone.append(unlearn(workspace_id))
    return any(gone)
