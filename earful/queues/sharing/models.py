from django.db import models

from earful.accounts.models import Account
from earful.conversations.models import Conversation
from earful.staff.models import Agent, Skill, Team, Workspace
from earful.triage.models import Topic


class Shift(models.Model):
    """When somebody works, from a moment on; as `Timetable` for a team. An empty week: at no set times any more."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="shifts", db_index=False)
    since = models.DateTimeField()
    time_zone = models.CharField(max_length=60)
    week = models.JSONField()  # seven texts, Monday first
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=10, blank=True)
    special = models.JSONField(default=dict)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["workspace", "agent", "since"], name="shift_in_order")]

    @property
    def is_set(self) -> bool:
        """Whether it says any times."""
        return any(self.week) or bool(self.special)


class Route(models.Model):
    """Which team has what, and which skill it takes. Asked in order; the first that fits holds. What is empty fits all."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="routes", db_index=False)
    place = models.IntegerField(default=0)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, blank=True)
    language = models.CharField(max_length=3, blank=True)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["workspace", "place", "id"], name="route_in_order")]


class Queued(models.Model):
    """Why a matter that the desk would hand out lies with nobody, as it was when it was last looked at."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="queued")
    why = models.CharField(max_length=10)  # sharing.rules.Why
    until = models.DateTimeField(null=True)  # when somebody who fits comes, if that is why and it is known

    class Meta:
        indexes = [models.Index(fields=["workspace", "why"], name="queued_by_why")]
