from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from earful.intake.models import Item
from earful.staff.models import Agent, Workspace


class Topic(models.Model):
    """What a workspace's customers write about, in its own words; or what Earful proposes as such."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        IN_USE = "in_use", _("In use")
        DECLINED = "declined", _("Not a topic")
        RETIRED = "retired", _("Retired")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    hint = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State)
    made_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")  # null: found by Earful
    at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="absorbed")
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    whole = models.BooleanField(default=False)  # somebody asked for parts, and there are none
    size = models.PositiveIntegerField(default=0)  # of a proposal: how many items it was found in
    version = models.PositiveIntegerField(default=1)  # grows whenever what it is learned from changes

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace", Lower("name"), condition=Q(state="in_use"), name="one_topic_in_use_of_a_name"
            )
        ]
        indexes = [models.Index(fields=["workspace", "state"], name="topic_by_state")]

    def __str__(self) -> str:
        return self.name


class TopicExample(models.Model):
    """What a topic is learned from: an item, or words that a person typed. `vector`: its meaning, once it was read.

    `origin`: under which topic it was given first; another than `topic` after a merge.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="examples")
    origin = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, null=True, related_name="+")
    text = models.CharField(max_length=500, blank=True)  # a person's own words; empty for an item
    vector = models.BinaryField(null=True)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")  # null: found by Earful
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "item"], name="one_example_of_an_item"),
            models.CheckConstraint(condition=Q(item=None) ^ Q(text=""), name="example_is_item_or_words"),
        ]


class ItemTopic(models.Model):
    """An item belongs to a topic, or, by a person's word, does not (`holds` false). What a person said stands.

    `origin`: as which topic it was given first; another than `topic` after a merge or a split.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="items")
    origin = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")
    p = models.FloatField()
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")  # null: judged by Earful
    holds = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "origin"], name="one_word_on_an_item_and_a_topic")]
        indexes = [models.Index(fields=["topic", "item"], condition=Q(holds=True), name="item_of_topic")]
