"""The lesson in force in a workspace, as this process knows it; one short question says whether it still is."""

from dataclasses import dataclass
from threading import Lock

from earful.kit.logs import log
from earful.triage.lessons import Taught, loaded
from earful.triage.linear import NotAModel
from earful.triage.models import Lesson

logger = log(__name__)


@dataclass(frozen=True, slots=True)
class InForce:
    """A lesson, and the name by which verdicts tell that it was added."""

    pk: int
    name: str
    taught: Taught


_known: dict[int, InForce] = {}
_loading = Lock()


def in_force(workspace_id: int) -> InForce | None:
    """What the team's corrections taught; None where nothing is in force."""
    with _loading:
        pk = Lesson.objects.filter(workspace=workspace_id, in_force=True).values_list("pk", flat=True).first()
        known = _known.get(workspace_id)
        if known is not None and known.pk == pk:
            return known
        _known.pop(workspace_id, None)
        found = None if pk is None else _load(pk)
        if found is not None:
            _known[workspace_id] = found
        return found


def _load(pk: int) -> InForce | None:
    kept = Lesson.objects.filter(pk=pk, in_force=True).values_list("weights", flat=True).first()
    try:
        return None if kept is None else InForce(pk, f"lesson-{pk}", loaded(bytes(kept)))
    except NotAModel:
        logger.warning("lesson_unreadable", lesson=pk)  # triage goes on as it was shipped
        return None
