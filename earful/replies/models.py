from django.db import models

from earful.conversations.models import Conversation, Turn
from earful.staff.models import Agent, Workspace


class Draft(models.Model):
    """What one agent is writing in one conversation; saved as they type."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="drafts")
    answers = models.ForeignKey(Turn, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    holds_until = models.DateTimeField(null=True)  # a holding reply: by when its writer comes back
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "agent"], name="one_draft_of_an_agent")]


class Enclosure(models.Model):
    """A picture that goes with a draft, made fit for the network; without place or camera data.

    It hangs on the draft until it is sent, then on nothing but the dispatch that names its id.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="enclosures")
    content = models.BinaryField()
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=2000, blank=True)
    added_at = models.DateTimeField()


class GuardSetting(models.Model):
    """What a desk made of a rule of the guard, and who did; never changed, the latest of a code holds.

    `strength`: guard.Strength, or "off". `words`: of the code "contacts", what the house itself publishes.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    code = models.CharField(max_length=24)
    strength = models.CharField(max_length=8, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "code", "-id"], name="guard_setting_latest")]
