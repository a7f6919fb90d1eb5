from django.db import models
from django.db.models import Q

from earful.conversations.models import Conversation, Turn
from earful.house_rules.bookmarks import Bookmark, Heard
from earful.staff.models import Agent, Workspace

__all__ = ["Bookmark", "Edition", "Firing", "Heard", "Raised", "Rule"]


class Rule(models.Model):
    """Something a team lets Earful do by itself. What it says stands in its editions; it is off until somebody saw it tried."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="house_rules")
    name = models.CharField(max_length=80)
    place = models.IntegerField(default=0)
    number = models.PositiveIntegerField(default=1)  # of the edition that stands
    on_since = models.DateTimeField(null=True)
    on_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "place", "id"], condition=Q(retired_at=None), name="rule_in_order")
        ]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """What a rule says, from one change to the next. Never changed, but for how it went when it was tried."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="editions", db_index=False)
    number = models.PositiveIntegerField()
    occasion = models.CharField(max_length=10)  # rules.When
    conditions = models.JSONField(default=list)
    acts = models.JSONField(default=list)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    tried = models.JSONField(default=dict)  # what whoever switched it on had seen: how often, of how many, when

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="one_edition_of_a_number")]


class Firing(models.Model):
    """That a rule did something, or stumbled: once for each edition and each thing that happened."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="firings", db_index=False)
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=40)  # upon what: "turn:12", "event:5", "breached:12"
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()
    did = models.JSONField(default=list)  # the acts, each with what came of it: "" for done, else why it was left alone
    events = models.JSONField(default=list)  # the lines of history it wrote
    trouble = models.CharField(max_length=300, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="one_firing_for_a_thing")]
        indexes = [
            models.Index(fields=["rule", "id"], name="firing_of_rule"),
            models.Index(fields=["rule", "at"], name="firing_by_time"),
        ]


class Raised(models.Model):
    """How urgent a rule said that a message is; a person's word goes before it, and triage does not overrule it."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, related_name="+")
    urgency = models.SmallIntegerField()
