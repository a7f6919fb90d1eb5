from django.db import models
from django.db.models import Q

from earful.conversations.models import Conversation
from earful.queues.promises.clocks import Clock, ClockSign
from earful.queues.promises.models import Calendar, Policy, Timetable
from earful.queues.sharing.models import Queued, Route, Shift
from earful.staff.models import Agent, Workspace

__all__ = [
    "Calendar",
    "Claim",
    "Clock",
    "ClockSign",
    "Policy",
    "Presence",
    "Queued",
    "Route",
    "Shift",
    "Timetable",
]


class Presence(models.Model):
    """One open page: whose it is, what it shows, and when its person last wrote there. Only how it is now.

    A page says so every few seconds, and is gone by itself when it no longer does. The table is not logged: what was
    here before a crash is worth nothing after it. No constraint on the conversation, so that a page never waits for it.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=24)  # what the page calls itself
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )
    beat_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    wrote_at = models.DateTimeField(null=True)
    writing_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "page"], name="one_presence_of_a_page")]
        indexes = [
            models.Index(
                fields=["conversation"], condition=Q(conversation__isnull=False), name="presence_in_conversation"
            )
        ]


class Claim(models.Model):
    """Somebody began to write where nobody was in charge, and has it for now: until they answer, leave, or let it lie."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(db_index=True)  # not before, and not while its person is there
