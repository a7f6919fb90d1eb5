from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from earful.accounts.models import Account
from earful.conversations.models import Conversation, Turn
from earful.customers.models import Group
from earful.staff.models import Agent, Workspace


class Calendar(models.Model):
    """Business hours under a name. What they say stands in its timetables."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="calendars")
    name = models.CharField(max_length=80)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace", Upper("name"), condition=Q(retired_at=None), name="one_calendar_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Timetable(models.Model):
    """What a calendar says from a moment on. Never changed, only followed by another: no change is retroactive."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="timetables")
    since = models.DateTimeField()
    time_zone = models.CharField(max_length=60)
    week = models.JSONField()  # seven texts, Monday first: "09:00-12:00, 13:00-17:00"
    country = models.CharField(max_length=2, blank=True)  # whose public holidays are days off; "" for none
    region = models.CharField(max_length=10, blank=True)
    special = models.JSONField(default=dict)  # "2026-12-24" -> "09:00-12:00", "" for a day off
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["calendar", "since"], name="timetable_in_order")]


class Policy(models.Model):
    """What is promised to whom, as it was in force from one moment to another. A change ends a row and begins the next."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="policies")
    line = models.BigIntegerField(null=True)  # the first row of those that follow each other; null: this one
    name = models.CharField(max_length=80)
    place = models.IntegerField(default=0)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    base = models.BooleanField(default=False)  # for everything that no other policy is for
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, blank=True)
    urgency = models.SmallIntegerField(default=0)  # at least
    language = models.CharField(max_length=3, blank=True)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    first = models.PositiveIntegerField(null=True)  # minutes
    next = models.PositiveIntegerField(null=True)
    solved = models.PositiveIntegerField(null=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    warn = models.PositiveSmallIntegerField(default=75)  # hundredths of the time
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace"], condition=Q(base=True, until=None), name="one_base_policy_in_force"
            )
        ]
        indexes = [models.Index(fields=["workspace", "place"], name="policy_in_order")]

    def __str__(self) -> str:
        return self.name


class Clock(models.Model):
    """One promise to one customer: since when, until when, and how it ended. Its times are stored, not guessed again."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        MET = "met", _("Met")
        LATE = "late", _("Answered late")
        DROPPED = "dropped", _("No longer waited for")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    what = models.CharField(max_length=8)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)  # that it was warned of, breached: as it stands in the signs
    breached_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    basis = models.TextField(blank=True)  # what it was told from; when that differs, it is told anew

    class Meta:
        constraints = [models.UniqueConstraint(fields=["turn"], name="one_clock_of_a_turn")]
        indexes = [
            models.Index(fields=["conversation", "due_at"], name="clock_of_conversation"),
            models.Index(fields=["workspace", "due_at"], name="clock_by_due"),
            models.Index(fields=["warn_at"], condition=Q(state="running", warned_at=None), name="clock_to_warn"),
            models.Index(fields=["due_at"], condition=Q(state="running", breached_at=None), name="clock_to_breach"),
        ]


class ClockSign(models.Model):
    """What happened to a clock, exactly when, each once. Struck when it turns out that it did not happen after all."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="signs", db_index=False)
    what = models.CharField(max_length=8)
    at = models.DateTimeField()
    noted_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "what"], condition=Q(struck_at=None), name="each_sign_once")
        ]
        indexes = [models.Index(fields=["workspace", "at"], name="sign_by_time")]
