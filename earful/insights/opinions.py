"""How often second opinions were given, and how they compare with triage and with what people decided."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from earful.conversations.models import Outcome, Turn
from earful.triage.models import Opinion, Verdict

STATES = Opinion.State
_YES = (Outcome.ANSWERED, Outcome.PEER, Outcome.HANDED_ON)  # ended so by a person, it did need something
_NO = (Outcome.NOT_NEEDED, Outcome.SPAM)
_DECIDED = ("item", "needs_answer", "judged_by", "outcome", "outcome_by")


@dataclass(frozen=True, slots=True)
class Compared:
    """Of what stands on the desk: opinions given, and how many said otherwise; `decided`: of those that a person did."""

    given: int
    otherwise: int  # than triage, about needing an answer
    other_kind: int
    decided: int
    against_people: int
    triage_against_people: int
    failed: Mapping[str, int]  # why not given -> how often
    newest: Opinion | None  # of those that were asked for and ended


def compared(workspace_id: int, since: datetime) -> Compared:
    """Everything since a moment, in four queries."""
    ours = Opinion.objects.filter(workspace_id=workspace_id, at__gte=since)
    given = {one.item_id: one for one in ours.filter(state=STATES.GIVEN)}
    verdicts = {one.item_id: one for one in Verdict.objects.filter(item__in=given.keys()).order_by("made_at", "id")}
    both = [(one, verdicts[item_id]) for item_id, one in given.items() if item_id in verdicts]
    people = _people(workspace_id, since)
    decided = [(one, thought, people[one.item_id]) for one, thought in both if one.item_id in people]
    ended = ours.filter(state__in=[STATES.GIVEN, STATES.FAILED])
    return Compared(
        given=len(given),
        otherwise=sum(one.needs_answer != thought.needs_answer for one, thought in both),
        other_kind=sum(one.kind != thought.kind for one, thought in both),
        decided=len(decided),
        against_people=sum(one.needs_answer != word for one, _, word in decided),
        triage_against_people=sum(thought.needs_answer != word for _, thought, word in decided),
        failed=Counter(ours.filter(state=STATES.FAILED).values_list("failed", flat=True)),
        newest=ended.order_by("-at").first(),
    )


def _people(workspace_id: int, since: datetime) -> dict[int, bool]:
    """Whether an answer was needed, by item, where a person has said so or ended it so."""
    asked = Turn.objects.filter(
        workspace_id=workspace_id, item__opinion__state=STATES.GIVEN, item__opinion__at__gte=since
    )
    words: dict[int, bool] = {}
    for row in asked.values(*_DECIDED):
        if row["judged_by"] is not None:
            words[row["item"]] = row["needs_answer"]
        elif row["outcome_by"] is not None and row["outcome"] in {*_YES, *_NO}:
            words[row["item"]] = row["outcome"] in _YES
    return words
