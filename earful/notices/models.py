from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from earful.accounts.models import Account
from earful.conversations.models import Conversation
from earful.notices.ladder import Escalation, EscalationStep
from earful.staff.models import Agent, Workspace

__all__ = ["Escalation", "EscalationStep", "Hook", "Letter", "Mark", "Notice", "Wishes"]


class Wishes(models.Model):
    """What a person wants to be told of, and when not. Without a row everything is as it comes."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="wishes")
    ways = models.JSONField(default=dict)  # kind -> list of ways; a kind that is not named comes as it does by itself
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    time_zone = models.CharField(max_length=60, blank=True)  # "": the workspace's
    digest = models.BooleanField(null=True)  # null: by role
    digest_hour = models.PositiveSmallIntegerField(default=8)
    digest_since = models.DateTimeField(null=True)  # the hour counts when it comes after this


class Hook(models.Model):
    """A chat tool that takes our messages: for everybody, or for one person."""

    class Shape(models.TextChoices):
        TEXT = "text", _("Slack, Mattermost, Rocket.Chat and others")
        CONTENT = "content", _("Discord")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    sealed_address = models.BinaryField(default=bytes)
    host = models.CharField(max_length=253)  # all that is shown of the address
    shape = models.CharField(max_length=8, choices=Shape, default=Shape.TEXT)
    kinds = models.JSONField(default=list)  # what it is told, when it is for everybody
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    trouble = models.TextField(blank=True)  # a sentence, empty when all is well
    trouble_since = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)  # last message that it took
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", Upper("name"), condition=Q(retired_at=None), name="one_hook_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class Letter(models.Model):
    """One mail, or one message to a chat tool, with everything that belonged together until it left."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not sent yet")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        SPARED = "spared", _("Not needed any more")
        UNCERTAIN = "uncertain", _("May have arrived")
        FAILED = "failed", _("Not sent")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    hook = models.ForeignKey(
        Hook, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )  # else by mail
    urgent = models.BooleanField(default=False)  # waits for nothing, and nothing joins it
    day = models.DateField(null=True)  # of which day it is the digest
    subject = models.CharField(max_length=200, blank=True)  # of a digest; others are written when they leave
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent", "day"], condition=Q(day__isnull=False), name="one_digest_a_day")
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state__in=["waiting", "sending"]), name="letter_to_leave"),
            models.Index(fields=["agent", "id"], name="letter_of_agent"),
            models.Index(fields=["hook", "id"], name="letter_of_hook"),
        ]


class Notice(models.Model):
    """That a person, or a chat tool, is told of something: once. `matter` says of what; no words of customers."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    hook = models.ForeignKey(Hook, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)
    matter = models.CharField(max_length=120)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    details = models.JSONField(default=dict)
    at = models.DateTimeField()  # when it happened
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    browser_at = models.DateTimeField(null=True)  # from when on an open page shows it outside itself; null: never
    mail = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, related_name="mailed")
    chat = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, related_name="chatted")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "agent", "matter"], name="told_once"),
            models.UniqueConstraint(
                fields=["workspace", "hook", "matter"], condition=Q(agent=None), name="told_a_hook_once"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "-told_at", "-id"], name="notice_of_agent"),
            models.Index(fields=["agent"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["conversation"], condition=Q(read_at=None), name="notice_of_conversation"),
            models.Index(fields=["told_at"], name="notice_by_time"),
        ]


class Mark(models.Model):
    """How far notices have read what happened, of one sort; see gaps.py."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10)
    upto = models.BigIntegerField()
    gaps = models.JSONField(default=list)  # [first, last, since]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "source"], name="one_mark_of_a_source")]
