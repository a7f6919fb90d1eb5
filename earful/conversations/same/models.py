from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from earful.staff.models import Workspace


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
