"""What was answered again and again in nearly the same words: worth an article? A person says; a no stays a no."""

from collections.abc import Sequence

from django.db import connection

from earful.conversations.models import Turn
from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.kit.words import gettext_noop
from earful.knowledge import actions, finding
from earful.knowledge.models import Article, Gist, Passage, Repeat
from earful.knowledge.refusing import CannotKeep
from earful.knowledge.rules import BITS, said, same
from earful.staff.models import Agent

TIMES = 3  # from so many matters on
MOST = 20
APART = """
select other.passage_id, bit_count(own.bits # other.bits) from knowledge_gist own join knowledge_gist other on other.sort = 's'
where own.passage_id = %s and own.sort = 's' and other.passage_id = any(%s)
"""


@one_transaction
def look(passage_id: int) -> Repeat | None:
    """Whether this answer was written three times by now; the proposal to which it belongs."""
    own = Passage.objects.select_related("turn").filter(pk=passage_id, turn__isnull=False).first()
    if own is None or own.turn is None:
        return None
    alone("repeats", own.workspace_id)
    alike = [own, *_alike(own, own.turn)]
    known = Repeat.objects.filter(answers__in=alike).order_by("pk").first()
    if known is not None:
        known.answers.add(own)
        return known
    if len({one.conversation_id for one in alike}) < TIMES:
        return None
    found = Repeat.objects.create(workspace_id=own.workspace_id, at=clock.now())
    found.answers.set(alike)
    return found


def _alike(own: Passage, turn: Turn) -> list[Passage]:
    near = finding.answers_with(own.workspace_id, turn.text, own.language)
    rows = Passage.objects.filter(pk__in=near, turn__isnull=False).exclude(pk=own.pk).select_related("turn")
    apart = _apart(own.pk, near) if Gist.objects.filter(passage=own).exists() else {}
    words = said(turn.text)
    return [one for one in rows if one.turn and same(words, said(one.turn.text), apart.get(one.pk, BITS))]


def _apart(passage_id: int, others: Sequence[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(APART, [passage_id, list(others)])
        return dict(cursor.fetchall())


@one_transaction
def decline(repeat: Repeat, agent: Agent) -> None:
    """No article, also when it is written again. Raises CannotKeep."""
    _settle(repeat, agent, Repeat.State.DECLINED)


@one_transaction
def write(repeat: Repeat, agent: Agent, language: str, title: str, body: str) -> Article:
    """An article is begun from it. Raises CannotKeep."""
    article = actions.begin(agent, language, title, body)
    _settle(repeat, agent, Repeat.State.WRITTEN, article)
    return article


def _settle(repeat: Repeat, agent: Agent, state: str, article: Article | None = None) -> None:
    rows = Repeat.objects.filter(pk=repeat.pk, workspace_id=agent.workspace_id, state=Repeat.State.PROPOSED)
    if not rows.update(state=state, article=article, by=agent, at=clock.now()):
        raise CannotKeep(gettext_noop("Somebody has decided about this already."))


def places(repeat: Repeat) -> list[Turn]:
    """Where it was written, the last first; what was removed since is left out."""
    turns = [one.turn for one in repeat.answers.all() if one.turn is not None]
    return sorted((one for one in turns if one.removed_at is None and one.emptied_at is None), key=lambda one: -one.pk)
