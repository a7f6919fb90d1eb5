"""What people do to topics: name, exemplify, rename, retire, merge, accept, decline, and take back.

Each is one transaction, and alone with the topics of its workspace.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Q

from earful.intake.models import Item
from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent
from earful.triage.models import Meaning
from earful.triage.topics import recording
from earful.triage.topics.models import ItemTopic, Topic, TopicExample
from earful.triage.topics.refusing import CannotSort
from earful.triage.topics.values import MOST

__all__ = [
    "CannotSort",
    "bring_back",
    "decline",
    "exemplify",
    "give",
    "leave_whole",
    "merge",
    "name",
    "rename",
    "retire",
    "split",
    "take_off",
    "use",
]
TOPICS = 100  # in use
EXAMPLES = 300  # of one topic
AT_ONCE = 30
State = Topic.State
TAKEN = gettext_noop("There is a topic of this name already. Choose another, or merge them.")


@one_transaction
def name(agent: Agent, called: str, hint: str = "", words: Iterable[str] = (), items: Iterable[Item] = ()) -> Topic:
    """A topic of a person's own, with a handful of examples. Raises CannotSort."""
    _alone(agent)
    called = _free_name(agent, called)
    examples = [*_clean(words)], list(items)
    if not any(examples):
        raise CannotSort(gettext_noop("Give it at least one example: what somebody wrote, or could write."))
    if Topic.objects.filter(workspace_id=agent.workspace_id, state=State.IN_USE).count() >= TOPICS:
        raise CannotSort(gettext_noop("There are a hundred topics already. Merge or retire some first."))
    topic = Topic.objects.create(
        workspace_id=agent.workspace_id, name=called, hint=_line(hint, 200), state=State.IN_USE, made_by=agent, at=clock.now()
    )  # fmt: skip
    _exemplify(topic, agent, *examples)
    return topic


@one_transaction
def exemplify(topic: Topic, agent: Agent, words: Iterable[str] = (), items: Iterable[Item] = ()) -> None:
    """More examples. Raises CannotSort."""
    topic = _held(topic, agent, State.IN_USE)
    cleaned, found = _clean(words), list(items)
    if not cleaned and not found:
        raise CannotSort(gettext_noop("Write an example, or choose one."))
    _exemplify(topic, agent, cleaned, found)


def _exemplify(topic: Topic, agent: Agent | None, words: Sequence[str], items: Sequence[Item]) -> None:
    """Examples with the meanings that are known; the others are read later."""
    if topic.examples.count() + len(words) + len(items) > EXAMPLES:
        raise CannotSort(gettext_noop("It has as many examples as a topic can use. Take some off first."))
    now = clock.now()
    heard = Meaning.objects.select_for_update().filter(pk__in=[item.pk for item in items])  # its removal waits for this
    vectors = dict(heard.values_list("pk", "vector"))
    common = {"workspace_id": topic.workspace_id, "topic": topic, "origin": topic, "by": agent, "at": now}
    rows = [TopicExample(**common, item=item, vector=vectors.get(item.pk)) for item in items]
    known = set(topic.examples.filter(item=None).values_list("text", flat=True))
    rows += [TopicExample(**common, text=each) for each in words if each not in known]
    TopicExample.objects.bulk_create(rows, ignore_conflicts=True)
    if agent is not None:
        _belong(topic, agent, items)
    recording.learn_anew(topic.pk)


def _belong(topic: Topic, agent: Agent, items: Sequence[Item]) -> None:
    """What a person gives as an example belongs there, by their word; unless somebody spoke about it before."""
    said = ItemTopic.objects.filter(item__in=items, by__isnull=False)
    counted = said.filter(holds=True).values("item").annotate(topics=Count("pk")).filter(topics__gte=MOST)
    full = set(counted.values_list("item", flat=True))
    here = set(said.filter(topic=topic).values_list("item", flat=True))
    fresh = [item for item in items if item.pk not in full | here]
    ItemTopic.objects.filter(item__in=fresh, topic=topic, by=None).delete()
    ItemTopic.objects.bulk_create(
        [
            ItemTopic(workspace_id=topic.workspace_id, item=item, topic=topic, origin=topic, p=1.0, by=agent, at=clock.now())
            for item in fresh
        ],
        ignore_conflicts=True,
    )  # fmt: skip


@one_transaction
def take_off(example: TopicExample, agent: Agent) -> None:
    """It is no example any more."""
    topic = _held(example.topic, agent, State.IN_USE)
    topic.examples.filter(pk=example.pk).delete()
    recording.learn_anew(topic.pk)


@one_transaction
def rename(topic: Topic, agent: Agent, called: str, hint: str) -> None:
    """Another name, another hint. Raises CannotSort."""
    topic = _held(topic, agent, State.IN_USE)
    topic.name, topic.hint = _free_name(agent, called, besides=topic), _line(hint, 200)
    topic.save(update_fields=["name", "hint"])


@one_transaction
def use(topic: Topic, agent: Agent, called: str) -> None:
    """A proposal becomes a topic, under a person's name for it. Raises CannotSort."""
    topic = _held(topic, agent, State.PROPOSED)
    if topic.part_of_id:
        raise CannotSort(gettext_noop("This is a part of a topic. Split that one instead."))
    topic.name, topic.state, topic.made_by = _free_name(agent, called), State.IN_USE, agent
    topic.save(update_fields=["name", "state", "made_by"])
    recording.learn_anew(topic.pk)


@one_transaction
def decline(topic: Topic, agent: Agent) -> None:
    """It is no topic, and is not proposed again as long as it is the same."""
    topic = _held(topic, agent, State.PROPOSED)
    topic.state, topic.retired_at = State.DECLINED, clock.now()
    topic.save(update_fields=["state", "retired_at"])


@one_transaction
def retire(topic: Topic, agent: Agent) -> None:
    """Nothing belongs to it any more; what did is remembered, so that it can come back."""
    topic = _held(topic, agent, State.IN_USE)
    _retire(topic)


def _retire(topic: Topic, into: Topic | None = None) -> None:
    topic.state, topic.retired_at, topic.merged_into = State.RETIRED, clock.now(), into
    topic.save(update_fields=["state", "retired_at", "merged_into"])
    topic.parts.filter(state=State.PROPOSED).delete()


@one_transaction
def merge(kept: Topic, other: Topic, agent: Agent) -> None:
    """Two topics are one: what belongs to `other` belongs to `kept` now. Raises CannotSort."""
    if kept.pk == other.pk:
        raise CannotSort(gettext_noop("A topic cannot be merged with itself."))
    kept, other = _held(kept, agent, State.IN_USE), _held(other, agent, State.IN_USE)
    TopicExample.objects.filter(topic=other).update(topic=kept)
    ItemTopic.objects.filter(topic=other).update(topic=kept)
    _by_a_persons_word(kept)
    _retire(other, kept)
    recording.learn_anew(kept.pk)


def _by_a_persons_word(topic: Topic) -> None:
    """Where a person spoke about an item, what Earful judged of the same item and topic goes."""
    said = ItemTopic.objects.filter(topic=topic, by__isnull=False).values("item")
    ItemTopic.objects.filter(topic=topic, by=None, item__in=said).delete()


@one_transaction
def split(topic: Topic, agent: Agent, names: Mapping[int, str]) -> list[Topic]:
    """The parts that were shown take its place, each under a name. Raises CannotSort."""
    topic = _held(topic, agent, State.IN_USE)
    parts = list(topic.parts.filter(state=State.PROPOSED).order_by("-size", "pk"))
    if len(parts) < 2 or {part.pk for part in parts} != set(names):
        raise CannotSort(gettext_noop("Its parts have changed since they were shown. Look again."))
    _retire_whole(topic)
    for part in parts:
        part.name, part.state, part.made_by = _free_name(agent, names[part.pk]), State.IN_USE, agent
        part.at = clock.now()
        part.save(update_fields=["name", "state", "made_by", "at"])
        items = part.examples.exclude(item=None).values("item")
        ItemTopic.objects.filter(topic=topic, item__in=items).update(topic=part)
    recording.learn_anew(*[part.pk for part in parts])
    return parts


def _retire_whole(topic: Topic) -> None:
    topic.state, topic.retired_at = State.RETIRED, clock.now()
    topic.save(update_fields=["state", "retired_at"])


@one_transaction
def leave_whole(topic: Topic, agent: Agent) -> None:
    """It is not split after all."""
    _held(topic, agent, State.IN_USE).parts.filter(state=State.PROPOSED).delete()


@one_transaction
def bring_back(topic: Topic, agent: Agent) -> None:
    """Undo a retirement, a merging, a splitting or a declining: what belonged to it does again. Raises CannotSort."""
    topic = _held(topic, agent, State.RETIRED, State.DECLINED)
    if topic.state == State.DECLINED:
        topic.state, topic.retired_at = State.PROPOSED, None
        topic.save(update_fields=["state", "retired_at"])
        return
    _free_name(agent, topic.name)
    if topic.merged_into is not None:
        if topic.merged_into.state != State.IN_USE:
            raise CannotSort(gettext_noop("The topic it was merged into has changed since. Bring that one back first."))
        _part_again(topic, topic.merged_into)
    parts = list(topic.parts.filter(state=State.IN_USE))
    for part in parts:
        ItemTopic.objects.filter(topic=part, origin=topic).update(topic=topic)
        _retire_whole(part)
    topic.state, topic.retired_at, topic.merged_into = State.IN_USE, None, None
    topic.save(update_fields=["state", "retired_at", "merged_into"])
    recording.learn_anew(topic.pk)


def _part_again(topic: Topic, kept: Topic) -> None:
    own = _with_what_it_absorbed(topic)
    for rows in (TopicExample.objects, ItemTopic.objects):
        rows.filter(topic=kept, origin__in=own).update(topic=topic)
    recording.learn_anew(kept.pk)


def _with_what_it_absorbed(topic: Topic) -> set[int]:
    own, fresh = {topic.pk}, {topic.pk}
    while fresh:
        fresh = set(Topic.objects.filter(merged_into__in=fresh).values_list("pk", flat=True)) - own
        own |= fresh
    return own


@one_transaction
def give(item: Item, topic: Topic, agent: Agent, *, holds: bool) -> None:
    """A person says whether an item belongs to a topic, and the topic learns from it. Raises CannotSort."""
    topic = _held(topic, agent, State.IN_USE)
    said = ItemTopic.objects.filter(item=item, topic=topic)
    if holds:
        others = ItemTopic.objects.filter(item=item, holds=True, topic__state=State.IN_USE).exclude(topic=topic)
        by_people = others.filter(by__isnull=False).count()
        if by_people >= MOST:
            raise CannotSort(gettext_noop("It has three topics already. Take one off first."))
        spare = list(others.filter(by=None).order_by("-p")[MOST - 1 - by_people :])
        ItemTopic.objects.filter(pk__in=[row.pk for row in spare]).delete()
    said.delete()
    ItemTopic.objects.create(
        workspace_id=item.workspace_id, item=item, topic=topic, origin=topic, p=float(holds), by=agent, holds=holds, at=clock.now()
    )  # fmt: skip
    if holds and topic.examples.count() < EXAMPLES:
        _exemplify(topic, agent, (), [item])
    else:
        topic.examples.filter(item=item).delete()
        recording.learn_anew(topic.pk)


def _alone(agent: Agent) -> None:
    alone("topics", agent.workspace_id or 0)


def _held(topic: Topic, agent: Agent, *states: str) -> Topic:
    """The topic as it is now, which only this transaction changes. Raises CannotSort if it is another's or has changed."""
    _alone(agent)
    rows = Topic.objects.select_related("merged_into")
    found = rows.filter(pk=topic.pk, workspace_id=agent.workspace_id, state__in=states).first()
    if found is None:
        raise CannotSort(gettext_noop("This topic was changed meanwhile. Look again."))
    return found


def _free_name(agent: Agent, called: str, besides: Topic | None = None) -> str:
    called = _line(called, 60)
    if not called:
        raise CannotSort(gettext_noop("Give the topic a name."))
    taken = Q(workspace_id=agent.workspace_id, state=State.IN_USE, name__iexact=called)
    if Topic.objects.filter(taken).exclude(pk=besides.pk if besides else 0).exists():
        raise CannotSort(TAKEN)
    return called


def _line(text: str, most: int) -> str:
    return " ".join(text.replace("\0", "").split())[:most].strip()


def _clean(words: Iterable[str]) -> list[str]:
    found = dict.fromkeys(cleaned for each in words if (cleaned := _line(each, 500)))
    if len(found) > AT_ONCE:
        raise CannotSort(gettext_noop("Give it thirty examples at once at most."))
    return list(found)
