from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from earful.accounts.models import Account
from earful.intake.models import Item
from earful.staff.models import Agent, Workspace


class Query(models.Model):
    """Something a workspace listens for, in its one written form."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    text = models.TextField()
    networks = models.JSONField(default=list)  # their names; none: all of them
    on = models.BooleanField(default=True)
    made_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="one_query_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Found(models.Model):
    """A query that fits one version of something that was said. `refused_at`: a person said that it is not about us."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+", db_index=False)
    query = models.ForeignKey(Query, on_delete=models.CASCADE, related_name="found", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="found_by")
    at = models.DateTimeField()
    refused_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["query", "item"], name="found_once_by_a_query")]
        indexes = [models.Index(fields=["workspace", "query", "at"], name="found_by_time")]


class Source(models.Model):
    """One way by which a network is searched for a workspace, in the name of one of its accounts."""

    class Way(models.TextChoices):
        STREAM = "stream", _("Everything that is posted, as it is posted")
        SEARCH = "search", _("The network's own search")
        TAGS = "tags", _("Hashtags")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sources")
    way = models.CharField(max_length=8, choices=Way)
    on = models.BooleanField(default=True)
    address = models.CharField(max_length=300, blank=True)  # of a stream; empty: the usual one
    places = models.JSONField(default=dict)  # how far each thing that is asked for was read; of a stream, its cursor
    asked = models.PositiveIntegerField(default=0)  # so many things it asks for
    left_out = models.PositiveIntegerField(default=0)  # more than it may ask for
    found = models.PositiveBigIntegerField(default=0)  # so much fitted
    heard_at = models.DateTimeField(null=True)  # the last time it answered: the proof behind a green dot
    reached_at = models.DateTimeField(null=True)  # everything up to then was heard
    lost_from = models.DateTimeField(null=True)  # what was said from here
    lost_until = models.DateTimeField(null=True)  # to here, this way can no longer bring
    next_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)  # a sentence for a person
    trouble_since = models.DateTimeField(null=True)
    listener = models.CharField(max_length=100, blank=True)  # who holds the stream, and until when
    listener_until = models.DateTimeField(null=True)
    switched_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+", db_index=False)
    switched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "way"], name="one_source_of_a_way")]
        indexes = [models.Index(fields=["next_at"], condition=models.Q(on=True), name="source_due")]
