from django.db import models
from django.utils.translation import gettext_lazy as _

from earful.intake.models import Item
from earful.staff.models import Workspace


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

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="verdicts")
    version = models.CharField(max_length=40)
    needs_answer = models.BooleanField()
    needs_answer_p = models.FloatField()
    kind = models.CharField(max_length=12, choices=Kind)
    kinds_p = models.JSONField()  # kind -> probability
    urgency = models.SmallIntegerField(choices=Urgency)
    language = models.CharField(max_length=3)
    language_p = models.FloatField()
    spam_p = models.FloatField()
    personal = models.CharField(max_length=60, blank=True, default="", db_default="")  # its sorts, with spaces between
    reasons = models.JSONField()  # short codes with the words that caused them, see triage/reasons.py
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="one_verdict_of_a_version")]
