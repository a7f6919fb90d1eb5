"""The public side of a person: what customers read and see of them, and whether they can at all."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.staff import marks
from earful.staff.models import Agent, Face

NAME = gettext_noop("Write down the name that customers read.")
MARK = gettext_noop("Initials are one to four letters, perhaps with a number.")
MARK_TAKEN = gettext_noop("%(name)s signs with these initials. Choose others.")
PAGE = gettext_noop("The name of a page is made of letters, numbers and hyphens.")
PAGE_TAKEN = gettext_noop("A colleague has a page of this name. Choose another one.")


class CannotShow(Exception):
    """Why somebody cannot show themself like that, in a sentence; `part` names what is wrong."""

    def __init__(self, part: str, words: str, **told: str) -> None:
        super().__init__(words)
        self.part, self.words, self.told = part, words, told


@dataclass(frozen=True, slots=True)
class Side:
    """What somebody shows. `open`: everybody may see their page; `findable`: search engines too."""

    public_name: str
    title: str
    bio: str
    signs: str
    slug: str
    open: bool
    findable: bool


@one_transaction
def present(agent: Agent, side: Side) -> None:
    """What customers read from now on. Empty initials or page name: the first that is free. Raises CannotShow."""
    alone("people", agent.workspace_id or 0)
    name = " ".join(side.public_name.split())
    if not name:
        raise CannotShow("public_name", NAME)
    agent.public_name, agent.title, agent.bio = name[:80], side.title.strip()[:80], side.bio.strip()[:300]
    agent.signs, agent.slug = _mark(agent, side.signs.strip()), _page(agent, side.slug.strip().lower())
    agent.findable = side.findable
    if side.open != (agent.shown_since is not None):
        agent.shown_since = clock.now() if side.open else None
    agent.save(update_fields=["public_name", "title", "bio", "signs", "slug", "findable", "shown_since"])


def _mark(agent: Agent, wanted: str) -> str:
    others = list(Agent.objects.filter(workspace_id=agent.workspace_id).exclude(pk=agent.pk))
    if not wanted:
        return marks.free_mark(agent.name, [one.mark for one in others])
    if not marks.is_mark(wanted):
        raise CannotShow("signs", MARK)
    same = next((one for one in others if one.mark.upper() == wanted.upper()), None)
    if same is not None:
        raise CannotShow("signs", MARK_TAKEN, name=same.name)
    return wanted


def _page(agent: Agent, wanted: str) -> str:
    taken = set(
        Agent.objects.filter(workspace_id=agent.workspace_id).exclude(pk=agent.pk).values_list("slug", flat=True)
    )
    if not wanted:
        return marks.free_page(agent.name, taken)
    if not marks.is_page(wanted):
        raise CannotShow("slug", PAGE)
    if wanted in taken:
        raise CannotShow("slug", PAGE_TAKEN)
    return wanted


def sign_in_order(agent: Agent) -> None:
    """Initials for somebody who has none of their own yet; before their row is saved, or in its transaction."""
    alone("people", agent.workspace_id or 0)
    others = Agent.objects.filter(workspace_id=agent.workspace_id).exclude(pk=agent.pk)
    agent.signs = marks.free_mark(agent.name, [one.mark for one in others])


@one_transaction
def set_face(agent: Agent, content: bytes, mime: str) -> None:
    """Their picture, already made fit."""
    told = {"workspace_id": agent.workspace_id, "content": content, "mime": mime, "at": clock.now()}
    Face.objects.update_or_create(agent=agent, defaults=told)


@one_transaction
def take_off_face(agent: Agent) -> None:
    """No picture any more."""
    Face.objects.filter(agent=agent).delete()


def person(workspace_id: int, slug: str) -> Agent | None:
    """Whom everybody may see under this name: they work here and opened their page."""
    here = Agent.objects.filter(workspace_id=workspace_id, slug=slug, is_active=True, shown_since__isnull=False)
    return here.select_related("face").defer("face__content").first() if slug else None


def face(agent: Agent) -> Face | None:
    """Their picture, with its bytes."""
    return Face.objects.filter(agent=agent).first()
