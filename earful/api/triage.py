"""How good triage is on the team's own items, what it learned, and the card of what was shipped."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from earful.api import finding
from earful.api import schemas_triage as schemas
from earful.api.permission import allow
from earful.api.schemas import answers
from earful.insights.quality import quality as rated
from earful.insights.rating import KINDS, Part, Shares
from earful.staff.rules import Act
from earful.triage import queries as verdicts
from earful.triage.card import card as shipped

Days = Annotated[int, Field(ge=1, le=366)]
router = Router(tags=["triage"])


@router.get("/triage/quality", response=answers(schemas.Quality), summary="How good triage is on your own items")
def quality(request: HttpRequest, days: Days = 30) -> schemas.Quality:
    """Counted is what people said: corrections and confirmations, answers, and endings as needless or as spam."""
    workspace = finding.workspace(allow(request, Act.TRIAGE))
    found = rated(workspace, days)
    return schemas.Quality(
        days=days,
        whole=_part(found.whole),
        kinds=[schemas.Kind(kind=kind, **_shares(shares)) for kind, shares in found.kinds],
        confused={true: dict(zip(KINDS, counts, strict=True)) for true, counts in found.confused},
        networks=[_part(part) for part in found.networks],
        languages=[_part(part) for part in found.languages],
        weeks=[_part(part) for part in found.weeks],
        lessons=[schemas.Lesson.from_orm(lesson) for lesson in verdicts.lessons(workspace.pk)],
    )


def _part(part: Part) -> schemas.Part:
    needs = schemas.Found(**_shares(part.needs))
    return schemas.Part(name=part.name, kinds=part.kinds, right=part.right, judged=part.judged, needs=needs)


def _shares(shares: Shares) -> dict[str, Any]:
    return {
        "there": shares.there,
        "said": shares.said,
        "both": shares.both,
        "recall": shares.recall,
        "precision": shares.precision,
    }


@router.get("/triage/card", response=answers(schemas.Card), summary="The model card of what was shipped")
def card(request: HttpRequest) -> schemas.Card:
    """`whole`: whether the weights came with a card; else only what they tell themselves."""
    allow(request, Act.TRIAGE)
    found = shipped()
    sources = [schemas.Source(name=one.name, licence=one.licence, texts=one.texts) for one in found.learned_from]
    return schemas.Card(
        version=found.version,
        made=found.made,
        learned_from=sources,
        kept_aside=found.kept_aside,
        figures=dict(found.figures),
        limits=list(found.limits),
        not_for=list(found.not_for),
        whole=found.whole,
    )
