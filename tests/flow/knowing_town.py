"""For stories about what the team knows: articles, and answers of solved matters, without the encoder."""

import struct
from typing import Any

from town import a_dispatch, it_leaves, somebody_says

from earful.accounts.models import Account
from earful.conversations import actions as conversations
from earful.conversations.models import Outcome, Turn
from earful.kit import clock
from earful.knowledge import actions, counting, gathering, hearing, repeating
from earful.knowledge.models import Article, Edition, Passage
from earful.knowledge.usual import usual
from earful.staff.models import Agent
from earful.triage.models import Meaning


def an_article(agent: Agent, title: str, body: str, **how: Any) -> Article:
    """Published in a language; `public` for everybody."""
    article = how.get("of") or actions.begin(agent, how.get("language", "en"), title, body)
    if how.get("of"):
        actions.write(article, agent, how["language"], title, body)
    edition = Edition.objects.filter(wording__article=article).latest("pk")
    actions.settle(article, agent, public=how.get("public", False), owner=agent)
    if how.get("published", True):
        actions.publish(edition, agent)
    article.refresh_from_db()
    return article


def about(*places: int) -> bytes:
    """A meaning that differs from the usual in these places only; plainly so in every other half of them."""
    return struct.pack("<384e", *(common + (0.5 if at in places else -0.5) for at, common in enumerate(usual())))


def means(turn: Turn, *places: int) -> Turn:
    """Triage heard that it is about this."""
    told = {"workspace_id": turn.workspace_id, "vector": about(*places), "made_at": clock.now()}
    Meaning.objects.update_or_create(item_id=turn.item_id, defaults=told)
    return turn


def answered(agent: Agent, account: Account, asked: str, words: str, by: str = "maria", ended: bool = True) -> Turn:
    """Somebody asked, we answered, and the matter is over."""
    question = somebody_says(account, asked, by=by)
    answer = it_leaves(a_dispatch(agent, question.conversation, words))
    if ended:
        question.conversation.refresh_from_db()
        conversations.end(question.conversation, agent, Outcome.ANSWERED, "")
    return answer


def worker_does(workspace_id: int) -> None:
    """What workers do every few minutes, without the encoder."""
    gathering.gather(workspace_id)
    rows = list(
        Passage.objects.filter(workspace_id=workspace_id, heard=False).select_related("turn", "edition", "asked")
    )
    telling = [row.pk for row in rows if row.turn and hearing.personal.sorts(row.turn.text, "en")]
    hearing.keep(rows, [b""] * len(rows), telling)
    for row in rows:
        repeating.look(row.pk)
    hearing.done([row.pk for row in rows])
    gathering.refresh(workspace_id)
    counting.count(workspace_id)
