from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from earful.accounts.models import Account
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
