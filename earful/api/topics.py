"""Topics: which there are, naming and changing them, and what turns are about."""

from collections.abc import Callable, Sequence
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Status

from earful import topics as jobs
from earful.api import finding
from earful.api import schemas_topics as schemas
from earful.api.permission import allow
from earful.api.schemas import Id, answers
from earful.api.schemas_matters import Done
from earful.conversations import sorting
from earful.conversations.models import Turn
from earful.insights import topics as figures
from earful.intake.models import Item
from earful.staff.models import Agent
from earful.staff.rules import Act
from earful.triage.models import Topic
from earful.triage.topics import actions, queries

router = Router(tags=["topics"])
State = Literal["proposed", "in_use", "declined", "retired"]


@router.get("/topics", response=answers(list[schemas.Topic]), summary="All topics")
def topics(request: HttpRequest, state: State = "in_use") -> list[dict[str, Any]]:
    """By name. What Earful proposes is `proposed`; parts of a topic that could be split have `part_of_id`."""
    workspace = finding.workspace(allow(request, Act.READ)).pk
    said = figures.lately(workspace)
    return [_shown(row, said) for row in queries.with_examples(workspace, state).order_by("name", "pk")]


@router.post("/topics", response=answers(schemas.Topic, 201), summary="Name a topic")
def name(request: HttpRequest, what: schemas.NamingWithExamples) -> Status[dict[str, Any]]:
    """With a handful of examples. They are read by a worker; then the last 30 days are sorted again."""
    agent = allow(request, Act.TOPICS)
    items = _items(agent, what.turn_ids)
    return Status(201, _change(agent, lambda: actions.name(agent, what.name, what.hint, what.words, items)))


@router.put("/topics/{topic_id}", response=answers(schemas.Topic), summary="Call it something else")
def rename(request: HttpRequest, topic_id: Id, what: schemas.Naming) -> dict[str, Any]:
    """Its examples stay."""
    agent, topic = _asked(request, topic_id)
    return _change(agent, lambda: actions.rename(topic, agent, what.name, what.hint), topic)


@router.post("/topics/{topic_id}/examples", response=answers(schemas.Topic), summary="Give it more examples")
def exemplify(request: HttpRequest, topic_id: Id, what: schemas.Exemplifying) -> dict[str, Any]:
    """What is an example already stays one."""
    agent, topic = _asked(request, topic_id)
    items = _items(agent, what.turn_ids)
    return _change(agent, lambda: actions.exemplify(topic, agent, what.words, items), topic)


@router.post("/topics/{topic_id}/retire", response=answers(schemas.Topic), summary="Use it no more")
def retire(request: HttpRequest, topic_id: Id) -> dict[str, Any]:
    """It can be brought back."""
    agent, topic = _asked(request, topic_id)
    return _change(agent, lambda: actions.retire(topic, agent), topic)


@router.post("/topics/{topic_id}/back", response=answers(schemas.Topic), summary="Bring it back")
def bring_back(request: HttpRequest, topic_id: Id) -> dict[str, Any]:
    """Undoes a retirement, a merging, a splitting or a declining."""
    agent, topic = _asked(request, topic_id)
    return _change(agent, lambda: actions.bring_back(topic, agent), topic)


@router.post("/topics/{topic_id}/merge", response=answers(schemas.Topic), summary="Merge another one into it")
def merge(request: HttpRequest, topic_id: Id, what: schemas.MergingTopics) -> dict[str, Any]:
    """Examples and items of the other belong to this one then."""
    agent, topic = _asked(request, topic_id)
    other = finding.there(queries.one(finding.workspace(agent).pk, what.other_id))
    return _change(agent, lambda: actions.merge(topic, other, agent), topic)


@router.post("/topics/{topic_id}/use", response=answers(schemas.Topic), summary="Use a proposal")
def use(request: HttpRequest, topic_id: Id, what: schemas.Using) -> dict[str, Any]:
    """Under a name of your own."""
    agent, topic = _asked(request, topic_id)
    return _change(agent, lambda: actions.use(topic, agent, what.name), topic)


@router.post("/topics/{topic_id}/decline", response=answers(schemas.Topic), summary="Decline a proposal")
def decline(request: HttpRequest, topic_id: Id) -> dict[str, Any]:
    """It is not proposed again while it is about the same."""
    agent, topic = _asked(request, topic_id)
    return _change(agent, lambda: actions.decline(topic, agent), topic)


@router.post("/turns/{turn_id}/topic", response=answers(Done), summary="Say whether it belongs to a topic")
def put_under(request: HttpRequest, turn_id: Id, what: schemas.Sorting) -> dict[str, object]:
    """What a person said is not overruled, and the topic learns from it."""
    agent = allow(request, Act.ANSWER)
    turn = finding.turn(agent, turn_id)
    topic = finding.there(queries.one(finding.workspace(agent).pk, what.topic_id))
    sorting.put_under(turn, agent, topic, holds=what.holds)
    return {"conversation": finding.conversation(agent, turn.conversation_id), "event_id": None}


def _asked(request: HttpRequest, topic_id: int) -> tuple[Agent, Topic]:
    agent = allow(request, Act.TOPICS)
    return agent, finding.there(queries.one(finding.workspace(agent).pk, topic_id))


def _items(agent: Agent, turn_ids: Sequence[int]) -> list[Item]:
    rows = Turn.objects.filter(workspace=finding.workspace(agent), pk__in=turn_ids[: actions.AT_ONCE])
    return [turn.item for turn in sorting.said_in(finding.workspace(agent).pk, rows.values_list("item_id", flat=True))]


def _change(agent: Agent, act: Callable[[], Any], topic: Topic | None = None) -> dict[str, Any]:
    workspace = finding.workspace(agent).pk
    done = jobs.change(workspace, act)
    states = [state for state, _ in Topic.State.choices]
    row = queries.with_examples(workspace, *states).get(pk=(topic or done).pk)
    return _shown(row, figures.lately(workspace))


def _shown(row: Any, said: dict[int, figures.Said]) -> dict[str, Any]:
    known = said.get(row.pk, figures.Said())
    own = (
        "name",
        "hint",
        "state",
        "made_by",
        "at",
        "retired_at",
        "merged_into",
        "part_of_id",
        "size",
        "examples_count",
    )
    return {"id": row.pk, "count": known.count, "open": known.open, **{field: getattr(row, field) for field in own}}
