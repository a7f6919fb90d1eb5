"""Writing saved replies: a new one, a change (an edition of its own), archiving one and bringing it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from earful.kit import clock
from earful.kit.transaction import one_transaction
from earful.kit.words import gettext_noop
from earful.replies.saved import rules
from earful.replies.saved.models import SavedEdition, SavedReply, SavedVariant, SavedWord
from earful.replies.saved.refusing import CannotSave, MayNot
from earful.staff.models import Agent, Team
from earful.staff.rules import Act
from earful.triage.models import Topic

__all__ = ["CannotSave", "MayNot", "Terms", "Wording", "archive", "bring_back", "change", "make"]
MOST, LONGEST = 12, 5_000  # wordings; characters of one


@dataclass(frozen=True, slots=True)
class Wording:
    """What it says in a language, in a tone."""

    language: str
    text: str
    tone: str = ""

    def clean(self) -> "Wording":
        """Without what nobody sees."""
        text = self.text.replace("\0", "").replace("\r\n", "\n").strip()
        return Wording(self.language.strip().lower(), text, " ".join(self.tone.replace("\0", "").split()))


@dataclass(frozen=True, slots=True)
class Terms:
    """A saved reply as somebody wants it. Who may not write for everybody makes it their own."""

    name: str
    wordings: Sequence[Wording]
    personal: bool = False
    owner_id: int | None = None  # None: who writes it
    review_on: date | None = None
    topics: Sequence[int] = ()
    teams: Sequence[int] = ()


@one_transaction
def make(agent: Agent, terms: Terms) -> SavedReply:
    """A new one. Raises CannotSave."""
    now = clock.now()
    reply = SavedReply(workspace_id=agent.workspace_id, owner=agent, created_at=now, changed_at=now)
    reply.personal = not agent.may(Act.SAVED)
    return _keep(reply, agent, terms)


@one_transaction
def change(reply: SavedReply, agent: Agent, terms: Terms, seen: int | None = None) -> SavedReply:
    """Its next edition, if it says something else now. `seen`: the edition it was written from. Raises CannotSave."""
    held = _held(reply, agent)
    if seen is not None and seen != held.newest:
        raise CannotSave(gettext_noop("Somebody changed this meanwhile. Look at their edition, then save yours again."))
    return _keep(held, agent, terms)


@one_transaction
def archive(reply: SavedReply, agent: Agent) -> int:
    """Nobody is offered it any more; what it said and did stays. Its number. Raises CannotSave."""
    held = _held(reply, agent)
    SavedReply.objects.filter(pk=held.pk, archived_at=None).update(archived_at=clock.now(), changed_at=clock.now())
    return held.pk


@one_transaction
def bring_back(reply: SavedReply, agent: Agent) -> int:
    """As it was. Its number. Raises CannotSave."""
    held = _held(reply, agent)
    SavedReply.objects.filter(pk=held.pk).update(archived_at=None, changed_at=clock.now())
    return held.pk


def _held(reply: SavedReply, agent: Agent) -> SavedReply:
    """As it is now, and nobody else's until the end, if this person may change it."""
    found = SavedReply.objects.select_for_update().filter(pk=reply.pk, workspace_id=agent.workspace_id).first()
    if found is None or (found.personal and found.owner_id != agent.pk):
        raise CannotSave(gettext_noop("This saved reply is not here any more."))
    if not rules.may_change(personal=found.personal, mine=found.owner_id == agent.pk, shares=agent.may(Act.SAVED)):
        raise MayNot(gettext_noop("Leads and owners write what everybody uses. Make one of your own."))
    return found


def _keep(reply: SavedReply, agent: Agent, terms: Terms) -> SavedReply:
    wordings = _checked(terms)
    reply.name = " ".join(terms.name.replace("\0", "").split())
    reply.personal = terms.personal or not agent.may(Act.SAVED)
    reply.owner = agent if reply.personal else _owner(reply, agent, terms)
    reply.review_on, reply.changed_at = terms.review_on, clock.now()
    _put(reply)
    own = {"workspace_id": agent.workspace_id}
    reply.topics.set(Topic.objects.filter(**own, pk__in=terms.topics))
    reply.teams.set(Team.objects.filter(**own, pk__in=terms.teams))
    if _says(reply) != (reply.name, wordings):
        _edition(reply, agent, wordings)
    return reply


def _put(reply: SavedReply) -> None:
    """As it is now; what it is found by is written with an edition."""
    kept = ["name", "personal", "owner", "review_on", "changed_at"]
    reply.save(update_fields=kept if reply.newest else None)


def _owner(reply: SavedReply, agent: Agent, terms: Terms) -> Agent:
    if terms.owner_id is None:
        return reply.owner
    found = Agent.objects.filter(workspace=agent.workspace_id, is_active=True, pk=terms.owner_id).first()
    if found is None:
        raise CannotSave(gettext_noop("Choose somebody of your desk to look after it."))
    return found


def _checked(terms: Terms) -> list[Wording]:
    """Raises CannotSave with the first thing that is wrong."""
    wordings = [wording.clean() for wording in terms.wordings]
    wordings = [wording for wording in wordings if wording.text]
    if not terms.name.strip() or len(terms.name) > 80:
        raise CannotSave(gettext_noop("Give it a name of 80 characters at most."))
    if not wordings:
        raise CannotSave(gettext_noop("Write what it says."))
    if len(wordings) > MOST:
        raise CannotSave(gettext_noop("It has more than twelve wordings. Make two saved replies of it."))
    if any(not (one.language.isascii() and one.language.isalpha() and 2 <= len(one.language) <= 3) for one in wordings):
        raise CannotSave(gettext_noop("Say in which language each wording is: en, de, fr."))
    if any(len(one.text) > LONGEST or len(one.tone) > 30 for one in wordings):
        raise CannotSave(gettext_noop("A wording has 5,000 characters at most, and its tone 30."))
    if len({(one.language, one.tone.casefold()) for one in wordings}) < len(wordings):
        raise CannotSave(gettext_noop("Two wordings have the same language and tone. Give one another tone."))
    if slip := next(filter(None, (rules.misread(one.text) for one in wordings)), ""):
        raise CannotSave(
            gettext_noop("Nothing is known by which %(words)s could be filled in. See how it is spelt."), words=slip
        )
    return wordings


def _says(reply: SavedReply) -> tuple[str, list[Wording]] | None:
    last = reply.editions.filter(number=reply.newest).first()
    if last is None:
        return None
    return last.name, [Wording(one.language, one.text, one.tone) for one in last.variants.order_by("place")]


def _edition(reply: SavedReply, agent: Agent, wordings: Sequence[Wording]) -> None:
    own = {"workspace_id": reply.workspace_id}
    reply.newest += 1
    edition = SavedEdition.objects.create(
        **own, reply=reply, number=reply.newest, name=reply.name, by=agent, at=clock.now()
    )
    SavedVariant.objects.bulk_create(
        SavedVariant(**own, edition=edition, place=place, language=one.language, tone=one.tone, text=one.text)
        for place, one in enumerate(wordings)
    )
    name, text = rules.listed(reply.name), rules.listed(" ".join(f"{one.tone} {one.text}" for one in wordings))
    heavy = SearchVector(Value(" ".join(name)), config="simple", weight="A")
    search = heavy + SearchVector(Value(" ".join(text)), config="simple")
    SavedReply.objects.filter(pk=reply.pk).update(newest=reply.newest, search=search)
    SavedWord.objects.bulk_create(
        (
            SavedWord(**own, word=word, shortened=rules.shortened(word))
            for word in sorted({*name, *text})
            if len(word) <= 60
        ),
        ignore_conflicts=True,
    )
