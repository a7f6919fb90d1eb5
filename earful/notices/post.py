"""Writing notices, and the letters that carry them; joins the transaction that read what they are about."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from earful.kit import mail
from earful.kit.announce import announce_all
from earful.notices import wishes
from earful.notices.models import Hook, Letter, Notice
from earful.notices.people import People
from earful.notices.rules import Kind, Way, leaves_at, quiet_until
from earful.notices.saying import Saying
from earful.staff.models import Agent, Workspace


@dataclass
class Post:
    """Everything needed to tell a workspace's people something; good for one transaction."""

    workspace: Workspace
    people: People
    now: datetime
    opened: list[Letter] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._agents = {agent.pk: agent for agent in self.people.all}
        self._wishes = wishes.of_all(self.workspace, self.people.all)
        hooks = list(Hook.objects.filter(workspace=self.workspace, retired_at=None).order_by("id"))
        self._own = {hook.agent_id: hook for hook in hooks if hook.agent_id is not None}
        self._shared = [hook for hook in hooks if hook.agent_id is None]
        self._waiting: dict[tuple[int | None, int | None], Letter] = {}

    def tell(self, sayings: Iterable[Saying]) -> list[Letter]:
        """Write what nobody was told yet; the letters that were begun for it."""
        those = list(sayings)
        matters = Notice.objects.filter(workspace=self.workspace, matter__in=[one.matter for one in those])
        known: set[tuple[int | None, int | None, str]] = set()
        if those:
            known.update(matters.values_list("agent_id", "hook_id", "matter"))
        rows: list[Notice] = []
        for one in those:
            rows += [
                self._to(agent_id, one) for agent_id in sorted(one.to & self._agents.keys())
                if (agent_id, None, one.matter) not in known
            ]  # fmt: skip
            rows += [
                self._shown_in(hook, one) for hook in self._shared
                if one.kind in hook.kinds and (None, hook.pk, one.matter) not in known
            ]  # fmt: skip
        Notice.objects.bulk_create(rows)
        told = {row.agent_id for row in rows if row.agent_id is not None}
        announce_all(self.workspace.pk, "notice", [(agent_id, 0) for agent_id in sorted(told)])
        return self.opened

    def _to(self, agent_id: int, one: Saying) -> Notice:
        agent, wanted = self._agents[agent_id], self._wishes[agent_id]
        by, hook = wishes.ways(wanted, one.kind), self._own.get(agent_id)
        urgent = one.kind == Kind.ESCALATED
        quiet = wishes.quiet(wanted)
        due = leaves_at(self.now, quiet, urgent=urgent)
        notice = self._notice(one)
        notice.agent = agent
        if Way.BROWSER in by:
            notice.browser_at = self.now if urgent else quiet_until(self.now, quiet) or self.now
        if Way.MAIL in by and agent.email and mail.ready():
            notice.mail = self._letter(agent, None, due, urgent=urgent)
        if Way.CHAT in by and hook is not None:
            notice.chat = self._letter(agent, hook, due, urgent=urgent)
        return notice

    def _shown_in(self, hook: Hook, one: Saying) -> Notice:
        notice, urgent = self._notice(one), one.kind == Kind.ESCALATED
        notice.hook = hook
        notice.chat = self._letter(None, hook, leaves_at(self.now, None, urgent=urgent), urgent=urgent)
        return notice

    def _notice(self, one: Saying) -> Notice:
        about = {"conversation_id": one.conversation_id, "account_id": one.account_id, "details": one.details}
        return Notice(workspace=self.workspace, kind=one.kind, matter=one.matter, at=one.at, told_at=self.now, **about)

    def _letter(self, agent: Agent | None, hook: Hook | None, due: datetime, *, urgent: bool) -> Letter:
        """The one that waits for them already, or a new one. What is urgent has one of its own."""
        key = (agent.pk if agent else None, hook.pk if hook else None)
        if not urgent and (waits := self._waiting.get(key) or _waiting(agent, hook)):
            self._waiting[key] = waits
            return waits
        letter = Letter.objects.create(
            workspace=self.workspace, agent=agent, hook=hook, urgent=urgent, at=self.now, due_at=due
        )
        self.opened.append(letter)
        if not urgent:
            self._waiting[key] = letter
        return letter


def _waiting(agent: Agent | None, hook: Hook | None) -> Letter | None:
    rows = Letter.objects.select_for_update().filter(agent=agent, hook=hook, urgent=False, day=None, failures=0)
    return rows.filter(state=Letter.State.WAITING).order_by("id").first()
