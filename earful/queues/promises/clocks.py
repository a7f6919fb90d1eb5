from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from earful.conversations.models import Conversation, Turn
from earful.queues.promises.models import Policy
from earful.staff.models import Workspace


class Clock(models.Model):
    """One promise to one customer: since when, until when, and how it ended. Its times are stored, not guessed again."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        MET = "met", _("Met")
        LATE = "late", _("Answered late")
        PAUSED = "paused", _("Waiting for the customer")  # only of what measures the solution
        DROPPED = "dropped", _("No longer waited for")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="clocks", db_index=False)
    what = models.CharField(max_length=8)
    policy = models.ForeignKey(  # null: what a holding reply promised
        Policy, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)  # that it was warned of, breached: as it stands in the signs
    breached_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    basis = models.TextField(blank=True)  # what it was told from; when that differs, it is told anew

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["turn"], condition=~Q(what="solved"), name="one_clock_of_a_word"),
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(what="solved"), name="one_solution_of_a_conversation"
            ),
        ]
        indexes = [
            models.Index(fields=["conversation"], condition=Q(state="paused"), name="clock_paused"),
            models.Index(fields=["conversation", "due_at"], name="clock_of_conversation"),
            models.Index(fields=["workspace", "due_at"], name="clock_by_due"),
            models.Index(fields=["warn_at"], condition=Q(state="running", warned_at=None), name="clock_to_warn"),
            models.Index(fields=["due_at"], condition=Q(state="running", breached_at=None), name="clock_to_breach"),
        ]


class ClockSign(models.Model):
    """What happened to a clock, exactly when, each once. Struck when it turns out that it did not happen after all."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, db_index=False)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="signs", db_index=False)
    what = models.CharField(max_length=8)
    at = models.DateTimeField()
    noted_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "what"], condition=Q(struck_at=None), name="each_sign_once")
        ]
        indexes = [models.Index(fields=["workspace", "at"], name="sign_by_time")]
