"""What people do to articles: write, publish, retire, bring back, restore what it said before. Each one transaction."""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.kit.words import gettext_noop
from earful.knowledge.models import Article, Edition, Passage, Wording
from earful.knowledge.passages import of_edition
from earful.knowledge.refusing import CannotKeep
from earful.knowledge.rules import config, slug
from earful.staff.models import Agent

__all__ = ["CannotKeep", "begin", "bring_back", "publish", "restore", "retire", "settle", "take_down", "write"]
LONGEST = 50_000  # characters


@one_transaction
def begin(agent: Agent, language: str, title: str, body: str) -> Article:
    """A new article: internal, and a draft. Raises CannotKeep."""
    alone("articles", agent.workspace_id)
    now = clock.now()
    article = Article.objects.create(
        workspace_id=agent.workspace_id, slug=_free(agent.workspace_id, title), owner=agent, created_at=now, changed_at=now
    )  # fmt: skip
    write(article, agent, language, title, body)
    return article


@one_transaction
def write(article: Article, agent: Agent, language: str, title: str, body: str, seen: int | None = None) -> Edition:
    """A new edition in a language; what is published stays as it is. `seen`: the edition it was written from. Raises CannotKeep."""
    article, language = _held(article, agent), language.strip().lower()
    title, body = " ".join(title.replace("\0", "").split()), body.replace("\0", "").replace("\r\n", "\n").strip()
    if not (language.isascii() and language.isalpha() and len(language) in {2, 3}):
        raise CannotKeep(gettext_noop("Choose the language it is written in."))
    if not title or not body:
        raise CannotKeep(gettext_noop("Write a title and a text."))
    if len(title) > 120 or len(body) > LONGEST:
        raise CannotKeep(gettext_noop("A title has 120 characters at most, a text 50,000. Make two articles of it."))
    wording, _ = Wording.objects.get_or_create(
        article=article, language=language, defaults={"workspace_id": article.workspace_id}
    )
    if seen is not None and seen != wording.newest:
        raise CannotKeep(
            gettext_noop("Somebody changed this text meanwhile. Look at their edition, then save yours again.")
        )
    last = wording.editions.filter(number=wording.newest).first()
    if last is not None and (last.title, last.body) == (title, body):
        return last
    wording.newest += 1
    wording.save(update_fields=["newest"])
    _touch(article)
    return Edition.objects.create(
        workspace_id=article.workspace_id, wording=wording, number=wording.newest, title=title, body=body, by=agent, at=clock.now()
    )  # fmt: skip


@one_transaction
def publish(edition: Edition, agent: Agent) -> None:
    """From now on the article says what this edition says, in its language. Raises CannotKeep."""
    article = _held(edition.wording.article, agent)
    if article.retired_at is not None:
        raise CannotKeep(gettext_noop("This article is retired. Bring it back first."))
    wording = Wording.objects.get(pk=edition.wording_id)
    _forget(wording)
    wording.published = edition
    wording.save(update_fields=["published"])
    reads = config(wording.language)
    words = SearchVector(Value(edition.title), config=reads, weight="A") + SearchVector(
        Value(edition.body), config=reads
    )
    Wording.objects.filter(pk=wording.pk).update(search=words)
    of_edition(edition, wording.language)
    _touch(article)


@one_transaction
def take_down(wording: Wording, agent: Agent) -> None:
    """What it says in this language is a draft again."""
    article = _held(wording.article, agent)
    _forget(wording)
    Wording.objects.filter(pk=wording.pk).update(published=None, search=None)
    _touch(article)


@one_transaction
def restore(edition: Edition, agent: Agent) -> Edition:
    """What it said before is its newest edition again; published only when somebody says so. Raises CannotKeep."""
    return write(edition.wording.article, agent, edition.wording.language, edition.title, edition.body)


@one_transaction
def settle(article: Article, agent: Agent, *, public: bool, owner: Agent | None) -> None:
    """Who may read it, and who looks after it."""
    article = _held(article, agent)
    article.public = public
    article.owner = owner if owner is not None and owner.workspace_id == article.workspace_id else None
    article.save(update_fields=["public", "owner"])
    _touch(article)


@one_transaction
def retire(article: Article, agent: Agent) -> None:
    """It is shown and suggested nowhere any more, and can be brought back."""
    article = _held(article, agent)
    for wording in article.wordings.all():
        _forget(wording)
    Article.objects.filter(pk=article.pk).update(retired_at=clock.now(), changed_at=clock.now())


@one_transaction
def bring_back(article: Article, agent: Agent) -> None:
    """As it was before it was retired."""
    article = _held(article, agent)
    if article.retired_at is None:
        return
    Article.objects.filter(pk=article.pk).update(retired_at=None, changed_at=clock.now())
    wordings: Sequence[Wording] = list(article.wordings.select_related("published"))
    for wording in wordings:
        if wording.published is not None:
            of_edition(wording.published, wording.language)


def _held(article: Article, agent: Agent) -> Article:
    """As it is now, and nobody else's until the end. Raises CannotKeep where it is not of this person's workspace."""
    found = Article.objects.select_for_update().filter(pk=article.pk, workspace_id=agent.workspace_id).first()
    if found is None:
        raise CannotKeep(gettext_noop("This article is not here any more."))
    return found


def _touch(article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(changed_at=clock.now())


def _forget(wording: Wording) -> None:
    Passage.objects.filter(edition__wording=wording).delete()


def _free(workspace_id: int, title: str) -> str:
    wanted = slug(title) or "article"
    taken = set(
        Article.objects.filter(workspace_id=workspace_id, slug__startswith=wanted).values_list("slug", flat=True)
    )
    return next(one for one in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
