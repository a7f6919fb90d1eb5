from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from earful.staff.models import Agent, Workspace


class Story(models.Model):
    """One text, or one page, that somebody brought up: the first who did, and by what it is found again.

    Most stay alone; a story of one has no tellings. With the second, both are told. See conversations/same/.
    """

    class Sort(models.TextChoices):
        TEXT = "text", _("The same words")
        PAGE = "page", _("The same page")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=4, choices=Sort, default=Sort.TEXT)
    first = models.ForeignKey("conversations.Turn", on_delete=models.CASCADE, related_name="+")
    keys = ArrayField(models.BigIntegerField(), default=list)
    last_at = models.DateTimeField()  # when it was brought up last

    class Meta:
        indexes = [
            GinIndex(fields=["keys"], name="story_by_key"),
            models.Index(fields=["workspace", "last_at"], name="story_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.sort}"


class Telling(models.Model):
    """Where a story was brought up."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="tellings")
    turn = models.ForeignKey("conversations.Turn", on_delete=models.CASCADE, related_name="tellings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "story", "turn"], name="one_telling_of_a_turn")]


class Likeness(models.Model):
    """Two matters that are possibly one: the same person asks in two places. People say what they are."""

    class Why(models.TextChoices):
        PERSON = "person", _("the same person")
        HANDLE = "handle", _("the same handle on another network")
        DATA = "data", _("the same number or address")

    class State(models.TextChoices):
        LIKELY = "likely", _("Possibly one matter")
        JOINED = "joined", _("One matter")
        APART = "apart", _("Two matters")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    one = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, related_name="+")  # the older
    other = models.ForeignKey("conversations.Conversation", on_delete=models.CASCADE, related_name="+")
    why = models.CharField(max_length=6, choices=Why)
    state = models.CharField(max_length=6, choices=State, default=State.LIKELY)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "one", "other"], name="one_likeness_of_two")]
