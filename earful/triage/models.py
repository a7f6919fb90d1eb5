from django.db import models
from django.utils.translation import gettext_lazy as _

from earful.intake.models import Item
from earful.staff.models import Agent, Workspace
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
    untaught = models.JSONField(null=True)  # what the weights alone say, where the team's corrections were added
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "version"], name="one_verdict_of_a_version")]

    @property
    def opinion(self) -> "Opinion | None":
        """What a connected language model says about it, where it was asked and answered."""
        found: Opinion | None = getattr(self.item, "opinion", None)
        return found if found is not None and found.state == Opinion.State.GIVEN else None


class Adviser(models.Model):
    """The language model that a workspace has connected. It may add second opinions, and nothing else."""

    workspace = models.OneToOneField(Workspace, on_delete=models.PROTECT, primary_key=True, related_name="+")
    on = models.BooleanField(default=False)
    address = models.CharField(max_length=300, blank=True)  # where its chat completions are, without their own path
    model = models.CharField(max_length=120, blank=True)
    sealed_key = models.BinaryField(default=bytes)
    private = models.BooleanField(default=False)  # whether it may also read what was not said to everybody
    ceiling = models.PositiveIntegerField(default=1000)  # calls in a month
    month = models.DateField(null=True)  # the first day of the month that `calls` counts
    calls = models.PositiveIntegerField(default=0)
    stumbles = models.PositiveSmallIntegerField(default=0)  # how often in a row it could not be asked
    quiet_until = models.DateTimeField(null=True)  # it is left alone until then


class Opinion(models.Model):
    """A second opinion on one item, which is one version of a text: waiting to be asked for, given, or not given.

    It is shown beside the verdict and changes nothing.
    """

    class State(models.TextChoices):
        WANTED = "wanted", _("Not asked yet")
        ASKED = "asked", _("Being asked")
        GIVEN = "given", _("Given")
        FAILED = "failed", _("Not given")

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="opinion")
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=6, choices=State, default=State.WANTED)
    at = models.DateTimeField()  # since when it is in this state
    tries = models.PositiveSmallIntegerField(default=0)
    model = models.CharField(max_length=120, blank=True)
    needs_answer = models.BooleanField(null=True)
    kind = models.CharField(max_length=12, choices=Verdict.Kind, blank=True)
    urgency = models.SmallIntegerField(choices=Verdict.Urgency, null=True)
    why = models.CharField(max_length=300, blank=True)  # the model's own words: shown as text, never followed
    took_ms = models.PositiveIntegerField(null=True)
    failed = models.CharField(max_length=12, blank=True)  # why it was not given, see ungiven.Failed

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-item"], condition=models.Q(state="wanted"), name="opinion_wanted"),
            models.Index(fields=["at"], condition=models.Q(state__in=["wanted", "asked"]), name="opinion_unfinished"),
            models.Index(fields=["workspace", "-at"], name="opinion_newest"),
        ]


class Meaning(models.Model):
    """What an item is about, as the direction of 384 numbers in half precision: for topics and for learning from corrections."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, primary_key=True, related_name="+")
    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    vector = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "-made_at"], name="meaning_newest")]


class Correction(models.Model):
    """A person's word on what an item is, as an example to learn from; at most one stands for an item and a question.

    No words of the item are in it, so that it stays when those go.
    """

    class Question(models.TextChoices):
        NEEDS = "needs", _("Whether it needs an answer")
        KIND = "kind", _("What it is")
        URGENCY = "urgency", _("How urgent it is")
        MOOD = "mood", _("How its author feels")
        SPAM = "spam", _("Whether it is spam")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="corrections")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    question = models.CharField(max_length=8, choices=Question)
    answer = models.CharField(max_length=12)  # see triage/questions.py
    said = models.CharField(max_length=12, blank=True)  # what triage had said; "" for nothing
    said_p = models.FloatField(default=0.0)
    version = models.CharField(max_length=40, blank=True)  # of the triage that said so
    language = models.CharField(max_length=3, blank=True)
    undone_at = models.DateTimeField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "question"], condition=models.Q(undone_at=None), name="one_standing_correction"
            )
        ]
        indexes = [models.Index(fields=["workspace", "-at"], name="correction_newest")]


class Lesson(models.Model):
    """One time that triage learned from a workspace's corrections, or was set back: what came of it, and why."""

    class Trigger(models.TextChoices):
        AT_ONCE = "at once", _("After a correction")
        NIGHTLY = "nightly", _("At night")
        SET_BACK = "set back", _("Set back by hand")
        RESUMED = "resumed", _("Taken up again by hand")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    trigger = models.CharField(max_length=8, choices=Trigger)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")  # null: a job
    made_for = models.CharField(max_length=40, blank=True)  # the version of the weights to which it is added
    corrections = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)  # before and after, on corrections that were kept aside
    taken = models.BooleanField(default=False)
    reason = models.CharField(max_length=20)  # why it was taken over, or not; see web/house/lessons.py
    in_force = models.BooleanField(default=False)
    weights = models.BinaryField(default=bytes)  # only of the one in force

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace"], condition=models.Q(in_force=True), name="one_lesson_in_force")
        ]
        indexes = [models.Index(fields=["workspace", "-at"], name="lesson_newest")]
