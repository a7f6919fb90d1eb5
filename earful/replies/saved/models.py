from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from earful.staff.models import Agent, Team, Workspace
from earful.triage.models import Topic


class SavedReply(models.Model):
    """Something that is said often. What it says stands in its newest edition; it is archived, never deleted."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    owner = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")  # who looks after it
    personal = models.BooleanField(default=False)  # its owner's alone; nobody else sees it
    review_on = models.DateField(null=True, blank=True)  # when it should be read again
    topics = models.ManyToManyField(Topic, related_name="+", blank=True)  # where it fits
    teams = models.ManyToManyField(Team, related_name="+", blank=True)
    newest = models.PositiveIntegerField(default=0)  # number of its newest edition
    search = SearchVectorField(null=True)  # of the newest edition; words without accents
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="saved_search"),
            models.Index(fields=["workspace", "-changed_at"], name="saved_by_change"),
        ]

    def __str__(self) -> str:
        return self.name


class SavedEdition(models.Model):
    """What a saved reply said from one change to the next. Never changed."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    reply = models.ForeignKey(SavedReply, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "number"], name="one_saved_edition_at_a_number")]


class SavedVariant(models.Model):
    """One wording of an edition: in a language, in a tone ("" for the usual one)."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(SavedEdition, on_delete=models.CASCADE, related_name="variants")
    place = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=3)
    tone = models.CharField(max_length=30, blank=True)
    text = models.TextField()


class SavedWord(models.Model):
    """A word that stands in some saved reply, so that a slip finds what was meant."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=60)
    shortened = ArrayField(models.CharField(max_length=60))  # it, and it without each of its letters

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "word"], name="one_saved_word")]
        indexes = [GinIndex(fields=["shortened"], name="saved_word_shortened")]


class Taken(models.Model):
    """Somebody took a saved reply into a draft. What it became of it is in the outbox."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey("replies.Draft", on_delete=models.CASCADE, related_name="taken")
    variant = models.ForeignKey(SavedVariant, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
