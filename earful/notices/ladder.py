from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earful.conversations.models import Conversation
from earful.staff.models import Agent, Workspace


class EscalationStep(models.Model):
    """Somebody on the chain, and how many minutes they have."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.PositiveSmallIntegerField()
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    minutes = models.PositiveIntegerField(default=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "place"], name="one_step_of_a_place")]


class Escalation(models.Model):
    """Something urgent that is late goes along the chain, until somebody takes it. At most one runs for a conversation."""

    class How(models.TextChoices):
        TAKEN = "taken", _("Somebody took it")
        ANSWERED = "answered", _("It was answered, or needs no answer any more")
        STOPPED = "stopped", _("The chain was taken away")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="escalations", db_index=False)
    begun_at = models.DateTimeField()
    round = models.PositiveIntegerField(default=0)
    place = models.PositiveSmallIntegerField(default=0)  # the step that comes next
    next_at = models.DateTimeField()
    told = models.PositiveIntegerField(default=0)  # how many steps were told
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, choices=How, blank=True)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at=None), name="one_escalation_of_a_conversation"
            )
        ]
        indexes = [models.Index(fields=["workspace", "next_at"], condition=Q(ended_at=None), name="escalation_running")]
