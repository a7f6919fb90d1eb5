"""What each person can do, and how much at once; and who gives matters to whom."""

from collections.abc import Iterable, Sequence

from earful.kit.transaction import alone, one_transaction
from earful.staff.models import Agent, Skill, Workspace
from earful.staff.rules import HandOut

LANGUAGES = 20
SKILLS = 100


@one_transaction
def set_languages(agent: Agent, codes: Iterable[str]) -> None:
    """In which languages somebody answers; none for whatever comes."""
    found = sorted({code.strip().lower() for code in codes if code.strip().isalpha() and len(code.strip()) in {2, 3}})
    agent.languages = " ".join(found[:LANGUAGES])
    agent.save(update_fields=["languages"])


@one_transaction
def set_capacity(agent: Agent, capacity: int | None) -> None:
    """How many open matters somebody can have at once; None for no limit."""
    agent.capacity = capacity
    agent.save(update_fields=["capacity"])


@one_transaction
def set_skills(agent: Agent, skills: Iterable[Skill]) -> None:
    """What somebody can do, of the workspace's skills."""
    agent.skills.set([skill for skill in skills if skill.workspace_id == agent.workspace_id])


def skills(workspace_id: int) -> Sequence[Skill]:
    """All skills, by name."""
    return list(Skill.objects.filter(workspace_id=workspace_id).order_by("name"))


@one_transaction
def name_skill(workspace_id: int, name: str) -> Skill | None:
    """The skill of this name, made if there is none; None for no name, or when there are very many already."""
    called = " ".join(name.split())[:60]
    alone("skills", workspace_id)
    here = Skill.objects.filter(workspace_id=workspace_id)
    found = here.filter(name__iexact=called).first()
    if found is not None or not called or here.count() >= SKILLS:
        return found
    return Skill.objects.create(workspace_id=workspace_id, name=called)


@one_transaction
def set_sharing(workspace: Workspace, hand_out: HandOut, *, no_picking: bool) -> None:
    """Who gives matters that nobody has, and whether agents may take what they like."""
    workspace.hand_out, workspace.no_picking = hand_out, no_picking
    workspace.save(update_fields=["hand_out", "no_picking"])
