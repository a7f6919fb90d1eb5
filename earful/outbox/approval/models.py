from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from earful.conversations.models import Conversation, Turn, Way
from earful.staff.models import Agent, Team, Workspace
from earful.triage.models import Topic


class Approval(models.Model):
    """An answer that waits for a second pair of eyes. It is no dispatch: nothing leaves until somebody approves it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Sent back")
        WITHDRAWN = "withdrawn", _("Taken back by its writer")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="approvals", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")  # who wrote it
    answers = models.ForeignKey(Turn, on_delete=models.PROTECT, related_name="+")
    written = models.TextField()  # as it was written
    text = models.TextField(blank=True)  # as it was approved, unsigned; empty until then
    enclosure_ids = models.JSONField(default=list)
    holds_until = models.DateTimeField(null=True)  # of a holding reply
    way = models.CharField(max_length=6, choices=Way, blank=True, default="", db_default="")
    readers = models.CharField(max_length=10, blank=True, default="", db_default="")  # at most these read it
    seen = models.JSONField(default=dict)  # what its writer had; outbox/sight.py
    insisted = models.JSONField(default=list)  # codes of rulings the writer set aside
    reason = models.CharField(max_length=300, blank=True)  # and why
    assisted = models.BooleanField(default=False)  # the assistant helped to write it
    saved_ids = models.JSONField(
        default=list, db_default=Value([], models.JSONField())
    )  # wordings of saved replies in it
    why = models.JSONField(default=list)  # why it needs approval: [kind, id of the rule]
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")  # who decided
    decided_at = models.DateTimeField(null=True)
    comment = models.CharField(max_length=2000, blank=True)  # to its writer
    dispatch = models.OneToOneField("outbox.Dispatch", on_delete=models.PROTECT, null=True, related_name="approval")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "conversation"], condition=Q(state="waiting"), name="one_answer_waits"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "asked_at", "id"], condition=Q(state="waiting"), name="approval_waiting"),
            models.Index(fields=["conversation", "-id"], name="approval_of_conversation"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} in {self.conversation_id}"


class ApprovalRule(models.Model):
    """Whose answers, or about what, somebody else reads before they leave. Never changed but to be withdrawn."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField(null=True)  # of a person: until then
    answers = models.PositiveIntegerField(null=True)  # of a person: until so many were approved
    why = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    retired_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["workspace"], condition=Q(retired_at=None), name="approval_rule_in_force")]

    def __str__(self) -> str:
        return f"{self.pk}"


class Crisis(models.Model):
    """A time in which every answer of a desk is read by somebody else: who said so, why, and when it ended."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    ended_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], condition=Q(ended_at=None), name="one_crisis_at_a_time")
        ]
        indexes = [models.Index(fields=["workspace", "-at"], name="crisis_by_time")]

    def __str__(self) -> str:
        return f"{self.pk}"
