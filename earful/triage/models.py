from django.db import models
from django.utils.translation import gettext_lazy as _

from earful.intake.models import Item
from earful.staff.models import Workspace
from earful.triage import rules
from earful.triage.topics.models import ItemTopic, Topic, TopicExample

__all__ = ["ItemTopic", "Meaning", "Topic", "TopicExample", "Verdict"]


class Verdict(models.Model):
    """What one version of the triage made of one item: probabilities, and reasons a person can check."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("Question")
        COMPLAINT = "complaint", _("Complaint")
        PRAISE = "praise", _("Praise")
        SUGGESTION = "suggestion", _("Suggestion")
        OTHER = "other", _("Other")

    class Urgency(models.IntegerChoices):
        NORMAL = 0, _("Normal")
        SOON = 1, _("Soon")
        URGENT = 2, _("Urgent")

    class Mood(models.TextChoices):
        NEGATIVE = "negative", _("Displeased")
        NEUTRAL = "neutral", _("Calm")
        POSITIVE = "positive", _("Pleased")

    class Tier(models.TextChoices):
        RULES = rules.Tier.RULES.value, _("By its form alone")
        FAST = rules.Tier.FAST.value, _("At a glance")
        PRECISE = rules.Tier.PRECISE.value, _("Read closely")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="verdicts")
    version = models.CharField(max_length=40)
    needs_answer = models.BooleanField()
    needs_answer_p = models.FloatField()
    kind = models.CharField(max_length=12, choices=Kind)
    kinds_p = models.JSONField()  # kind -> probability that it is the main one
    kinds = models.CharField(max_length=60, blank=True, default="", db_default="")  # all that hold, with spaces between
    mood = models.CharField(max_length=8, choices=Mood, blank=True, default="", db_default="")
    mood_p = models.FloatField(default=0.0, db_default=0.0)
    urgency = models.SmallIntegerField(choices=Urgency)
    urgent_p = models.FloatField(default=0.0, db_default=0.0)
    causes = models.CharField(
        max_length=100, blank=True, default="", db_default=""
    )  # of urgency, see triage/questions.py
    severity = models.SmallIntegerField(default=0, db_default=0)  # of a complaint, 1 to 4
    about_p = models.FloatField(default=1.0, db_default=1.0)  # that it is about us
    solved_p = models.FloatField(default=0.0, db_default=0.0)  # that its author says it is settled
    tier = models.CharField(
        max_length=8, choices=Tier, blank=True, default="", db_default=""
    )  # how closely it was read
    language = models.CharField(max_length=3)
    language_p = models.FloatField()
    spam_p = models.FloatField()
    personal = models.CharField(max_length=60, blank=True, default="", db_default="")  # its sorts, with spaces between
    reasons = models.JSONField()  # short codes with the words that caused them, see triage/reasons.py
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="one_verdict_of_a_version")]


class Meaning(models.Model):
    """What an item is about, as the direction of 384 numbers in half precision: for topics and for learning from corrections."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="+")
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    vector = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-made_at"], name="meaning_newest")]
