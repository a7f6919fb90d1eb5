"""The mark of somebody who has seen how a rule would go."""

from collections.abc import Mapping
from datetime import timedelta

from django.core import signing

from earful.house_rules.models import Edition
from earful.staff.models import Agent

GOOD_FOR = timedelta(hours=1)


def seen(edition: Edition, told: Mapping[str, int], agent: Agent) -> str:
    """The mark of somebody who has seen this trial of this edition; without one no rule is switched on."""
    return signing.dumps([edition.pk, agent.pk, dict(told)], salt="earful.tried")


def read(mark: str, edition: Edition, agent: Agent) -> dict[str, int] | None:
    """What they had seen; None for no such mark, an old one, or one of another edition or person."""
    try:
        told = signing.loads(mark, salt="earful.tried", max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return dict(told[2]) if told[:2] == [edition.pk, agent.pk] else None
