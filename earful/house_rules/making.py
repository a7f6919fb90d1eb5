"""Making rules and changing what they say."""

from django.db.models import Max

from earful.house_rules import referents
from earful.house_rules.checking import CannotRule, checked
from earful.house_rules.models import Edition, Rule
from earful.house_rules.rules import Terms
from earful.house_rules.terms import stored
from earful.kit import clock
from earful.kit.transaction import alone, one_transaction
from earful.kit.words import gettext_noop
from earful.staff.models import Agent

MOST = 50


@one_transaction
def make(workspace_id: int, name: str, terms: Terms, by: Agent) -> Rule:
    """A new rule, after all others, and off. Raises CannotRule."""
    alone("rules", workspace_id)
    plain = _checked(workspace_id, terms)
    held = Rule.objects.filter(workspace_id=workspace_id, retired_at=None)
    if held.count() >= MOST:
        raise CannotRule(gettext_noop("There are very many rules already. Remove one that nobody needs first."))
    place = (held.aggregate(last=Max("place"))["last"] or 0) + 1
    rule = Rule.objects.create(workspace_id=workspace_id, name=_called(name), place=place)
    _edition(rule, plain, by)
    return rule


@one_transaction
def change(rule: Rule, name: str, terms: Terms, by: Agent) -> Rule:
    """What it says from now on. Another name changes nothing else; other terms switch it off until it was tried. Raises CannotRule."""
    rule = held(rule)
    plain = _checked(rule.workspace_id, terms)
    rule.name = _called(name)
    before = Edition.objects.get(rule=rule, number=rule.number)
    if {field: getattr(before, field) for field in ("occasion", "conditions", "acts")} != stored(plain):
        rule.number, rule.on_since, rule.on_by = rule.number + 1, None, None
        _edition(rule, plain, by)
    rule.save()
    return rule


def _checked(workspace_id: int, terms: Terms) -> Terms:
    plain = checked(terms)
    if gone := referents.known(workspace_id, [plain]).gone(plain):
        raise CannotRule(gone[0])
    return plain


def _edition(rule: Rule, terms: Terms, by: Agent) -> None:
    Edition.objects.create(
        workspace_id=rule.workspace_id, rule=rule, number=rule.number, by=by, at=clock.now(), **stored(terms)
    )


def held(rule: Rule) -> Rule:
    """Its row, held. Raises CannotRule when it was removed."""
    found = Rule.objects.select_for_update().filter(pk=rule.pk, retired_at=None).first()
    if found is None:
        raise CannotRule(gettext_noop("This rule was removed meanwhile."))
    return found


def _called(name: str) -> str:
    name = " ".join(name.split())[:80]
    if not name:
        raise CannotRule(gettext_noop("Give it a name. The history says it whenever the rule did something."))
    return name
