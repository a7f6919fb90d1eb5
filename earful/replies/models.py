from django.db import models
from django.utils.translation import gettext_lazy as _

from earful.conversations.models import Conversation, Turn, Way
from earful.replies.saved.models import SavedEdition, SavedReply, SavedVariant, SavedWord, Taken
from earful.staff.models import Agent, Workspace

__all__ = ["Draft", "Enclosure", "GuardSetting", "SavedEdition", "SavedReply", "SavedVariant", "SavedWord", "Taken"]


class Draft(models.Model):
    """What one agent is writing in one conversation; saved as they type."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="drafts")
    answers = models.ForeignKey(Turn, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(blank=True)
    holds_until = models.DateTimeField(null=True)  # a holding reply: by when its writer comes back
    way = models.CharField(max_length=6, choices=Way, blank=True, default="", db_default="")
    readers = models.CharField(max_length=10, blank=True, default="", db_default="")  # for whom the words were written
    saved_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)  # since when colleagues may read it and take it over; null: private

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "agent"], name="one_draft_of_an_agent")]


class DraftVersion(models.Model):
    """What a shared draft said when it was shared, taken over or replaced: nothing is written over without a trace."""

    class What(models.TextChoices):
        SHARED = "shared", _("Shared")
        TAKEN = "taken", _("Taken over")
        REPLACED = "replaced", _("Replaced")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")  # who had written it
    by = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+", db_index=False)  # who did that
    what = models.CharField(max_length=8, choices=What)
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["conversation", "-id"], name="draft_version_latest")]


class Enclosure(models.Model):
    """A picture that goes with a draft, made fit for the network; without place or camera data.

    It hangs on the draft until it is sent, then on nothing but the dispatch that names its id.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, related_name="enclosures")
    content = models.BinaryField()
    mime = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt = models.CharField(max_length=2000, blank=True)
    added_at = models.DateTimeField()


class GuardSetting(models.Model):
    """What a desk made of a rule of the guard, and who did; never changed, the latest of a code holds.

    `strength`: guard.Strength, or "off". `words`: of the code "contacts", what the house itself publishes.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    code = models.CharField(max_length=24)
    strength = models.CharField(max_length=8, blank=True)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "code", "-id"], name="guard_setting_latest")]


class Assistance(models.Model):
    """The language model that may help people of a workspace to write; see replies/assisting/. Off until an owner says so."""

    workspace = models.OneToOneField(Workspace, on_delete=models.PROTECT, primary_key=True, related_name="+")
    on = models.BooleanField(default=False)
    address = models.CharField(max_length=300, blank=True)  # where its chat completions are, without their own path
    model = models.CharField(max_length=120, blank=True)
    sealed_key = models.BinaryField(default=bytes)
    private = models.BooleanField(default=False)  # whether it may also read what was not said to everybody
    hourly = models.PositiveIntegerField(default=60)  # how often one person may ask in an hour
    patience = models.PositiveSmallIntegerField(default=15)  # seconds for which an answer is waited


class Assist(models.Model):
    """One thing somebody asked the assistant for. What it says stands beside the draft until a person takes it."""

    class What(models.TextChoices):
        DRAFT = "draft", _("Draft an answer")
        SHORTEN = "shorten", _("Shorten what I wrote")
        TO_THEIRS = "to_theirs", _("Translate what I wrote")
        TO_OURS = "to_ours", _("Translate what they wrote")
        SUMMARY = "summary", _("Summarise this")
        EXPLAIN = "explain", _("Explain a word")

    class State(models.TextChoices):
        WANTED = "wanted", _("Not asked yet")
        ASKED = "asked", _("Being asked")
        GIVEN = "given", _("Given")
        FAILED = "failed", _("Not given")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="+")
    turn = models.ForeignKey(Turn, on_delete=models.SET_NULL, null=True, related_name="+")  # what it is about
    what = models.CharField(max_length=10, choices=What)
    language = models.CharField(max_length=3, blank=True)  # in which it is to answer
    asked = models.TextField(blank=True)  # the draft as it stood, or the word
    readers = models.CharField(max_length=10, blank=True, default="", db_default="")  # for whom its words may be
    state = models.CharField(max_length=6, choices=State, default=State.WANTED)
    at = models.DateTimeField()
    model = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)  # what it says, with what was masked put back
    gaps = models.PositiveSmallIntegerField(default=0)  # masks it invented or bent
    sources = models.JSONField(default=list)  # numbers of the passages it used
    failed = models.CharField(max_length=12, blank=True)  # triage.ungiven.Failed, or "off"
    status = models.PositiveSmallIntegerField(default=0)
    took_ms = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField(null=True)  # when its words went into the draft
    beside = models.TextField(blank=True)  # what stood in the draft then
    read_at = models.DateTimeField(null=True)  # when the person said that they have read it
    spent_at = models.DateTimeField(null=True)  # when that draft left or was thrown away

    class Meta:
        indexes = [
            models.Index(fields=["agent", "at"], name="assist_of_an_hour"),
            models.Index(fields=["conversation", "agent", "-id"], name="assist_newest"),
            models.Index(fields=["at"], condition=~models.Q(text="", asked=""), name="assist_with_words"),
        ]
