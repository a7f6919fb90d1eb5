"""Rules at work: each in its order, each at most once for a thing, and no trouble of theirs holds anything up."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.db import connection, transaction

from earful.conversations.history import by_rule
from earful.conversations.models import Conversation
from earful.house_rules import acting, referents
from earful.house_rules.fitting import after, in_turn
from earful.house_rules.models import Firing
from earful.house_rules.occasions import Occasion, facts_of
from earful.house_rules.rules import Facts
from earful.house_rules.standing import Standing
from earful.kit import clock
from earful.kit.logs import log

logger = log(__name__)


@dataclass(slots=True)
class Round:
    """One look of some rules at some occasions of a workspace. `changed`: conversations that rules changed, as they are now."""

    rules: Sequence[Standing]
    known: referents.Known
    changed: dict[int, Conversation] = field(default_factory=dict)

    def look(self, occasion: Occasion, facts: Facts) -> None:
        """All of them, in order, at one occasion that came after they were switched on."""
        heard = [rule for rule in self.rules if (rule.edition.rule.on_since or occasion.came_at) <= occasion.came_at]
        in_turn(heard, facts, lambda rule, facts: self._does(rule, occasion, facts))

    def _does(self, rule: Standing, occasion: Occasion, facts: Facts) -> Facts:
        try:
            with transaction.atomic():
                return self._fire(rule, occasion, facts)
        except Exception as error:
            if not connection.is_usable():
                raise
            logger.exception("rule_stumbled", rule=rule.edition.rule_id, key=occasion.key, error=type(error).__name__)
            _claim(rule, occasion, trouble=f"{type(error).__name__}: {error}"[:300])
            return facts

    def _fire(self, rule: Standing, occasion: Occasion, facts: Facts) -> Facts:
        firing = _claim(rule, occasion)
        if firing is None:
            return facts
        rows = Conversation.objects.select_for_update(of=("self",)).select_related("account")
        conversation = rows.get(pk=occasion.conversation.pk)
        with by_rule(rule.edition.rule_id, rule.edition.rule.name) as written:
            left = [acting.do(act, conversation, firing, self.known) for act in rule.terms.acts]
            conversation = rows.get(pk=conversation.pk)
        firing.did = [[act.what, why] for act, why in zip(rule.terms.acts, left, strict=True)]
        firing.events = [event.pk for event in written]
        firing.save(update_fields=["did", "events"])
        self.changed[conversation.pk] = conversation
        return after((act for act, why in zip(rule.terms.acts, left, strict=True) if not why), facts)


def _claim(rule: Standing, occasion: Occasion, trouble: str = "") -> Firing | None:
    """The row that says so; None when there is one already, so it was done before."""
    fresh = Firing(
        workspace_id=rule.edition.workspace_id,
        rule_id=rule.edition.rule_id,
        edition=rule.edition,
        key=occasion.key,
        conversation_id=occasion.conversation.pk,
        turn_id=occasion.turn.pk,
        at=clock.now(),
        trouble=trouble,
    )
    if Firing.objects.filter(edition=rule.edition, key=occasion.key).exists():
        return None
    fresh.save()
    return fresh


def look(workspace_id: int, some: Sequence[Occasion], rules: Sequence[Standing]) -> dict[int, Conversation]:
    """Rules that are on, at some occasions; joins the caller's transaction, which holds the conversations.

    What conversations they changed, as they are now. Those that name somebody who is gone are left out, and say so.
    """
    found = {one.when for one in some}
    rules = [rule for rule in rules if rule.terms.when in found]
    if not rules:
        return {}
    known = referents.known(workspace_id, (rule.terms for rule in rules))
    ready = [rule for rule in rules if not known.gone(rule.terms)]
    here = Round(ready, known)
    tags = any(act.what in {"tag", "untag"} for rule in ready for act in rule.terms.acts)
    asked = [rule.terms for rule in ready]
    for occasion, facts in zip(some, facts_of(workspace_id, some, asked, tags=tags), strict=True):
        if (talk := here.changed.get(occasion.conversation.pk)) is not None:  # by a rule, for another thing in it
            occasion = replace(occasion, conversation=talk)  # noqa: PLW2901 -- the same one, as it is now
            (facts,) = facts_of(workspace_id, [occasion], asked, tags=tags)  # noqa: PLW2901 -- likewise
        here.look(occasion, facts)
    return here.changed
