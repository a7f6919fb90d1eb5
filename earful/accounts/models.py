from django.db import models
from django.utils.translation import gettext_lazy as _

from earful.staff.models import Agent, Team, Workspace


class Account(models.Model):
    """The brand on one network: how to sign in, how far we have listened, and how it goes."""

    class State(models.TextChoices):
        LISTENING = "listening", _("Listening")
        SIGNED_OUT = "signed_out", _("Signed out")
        PAUSED = "paused", _("Paused")
        ARCHIVE = "archive", _("Archive")

    class Signature(models.TextChoices):
        NONE = "none", _("No name")
        INITIALS = "initials", _("Initials: ^AB")
        NAME = "name", _("First name: – Ana")
        LINK = "link", _("First name, and the address of their page")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="accounts")
    network = models.CharField(max_length=40)
    external_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=300)
    name = models.CharField(max_length=300, blank=True)
    avatar_url = models.TextField(blank=True)
    settings = models.JSONField(default=dict)
    sealed_secrets = models.BinaryField(default=bytes)
    sealed_session = models.BinaryField(default=bytes)
    cursor = models.TextField(null=True)
    state = models.CharField(max_length=12, choices=State, default=State.LISTENING)
    trouble = models.TextField(blank=True)  # a sentence for a person, empty when all is well
    trouble_since = models.DateTimeField(null=True)
    polled_at = models.DateTimeField(null=True)  # last poll that succeeded: the proof behind a green dot
    last_item_at = models.DateTimeField(null=True)
    listener = models.CharField(max_length=100, blank=True)  # who listens, and until when that claim holds
    listener_until = models.DateTimeField(null=True)
    signature = models.CharField(max_length=10, choices=Signature, default=Signature.INITIALS)
    acknowledgement = models.TextField(blank=True, default="", db_default="")  # sent by itself in private; empty: off
    acknowledged_by = models.ForeignKey(
        Agent, on_delete=models.PROTECT, null=True, related_name="+"
    )  # who switched it on
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True)
    connected_at = models.DateTimeField()
    hindrances = models.JSONField(null=True)  # what hides messages from us there; null: nobody has looked yet
    hindrances_at = models.DateTimeField(null=True)

    quiet_since = models.DateTimeField(null=True)  # quieter than usual, since then; null: as usual, or nobody can tell
    quiet_missed = models.PositiveIntegerField(default=0, db_default=0)  # so much is usually said in that time

    asked_at = models.DateTimeField(null=True)  # when that last poll began: what was said before it should be here
    cursor_at = models.DateTimeField(null=True)  # when the cursor last moved
    stream_since = models.DateTimeField(null=True)  # the stream of hints is open since then; null: none is open
    hinted_at = models.DateTimeField(null=True)  # the last hint it gave
    rate = models.JSONField(null=True)  # what the network said of how much may be asked: left, limit, fresh_at, seen_at
    ends_at = models.DateTimeField(null=True)  # the sign-in is good until then; null: it lasts, or nobody says
    renews = models.BooleanField(default=False, db_default=False)  # it is renewed without a person
    subscription = models.JSONField(null=True)  # how the network's promise to call us stands: stands, words; null: none
    passed_over_at = models.DateTimeField(null=True)  # a look found what polls had left out; null: not at the last look

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "network", "external_id"], name="one_account_of_an_identity")
        ]

    def __str__(self) -> str:
        return f"{self.handle} ({self.network})"


class Gap(models.Model):
    """A time in which no poll of an account succeeded, and why. Kept for three months."""

    class Why(models.TextChoices):
        NOBODY = "nobody", _("Nobody listened")  # Earful, or its listener, was not running
        TROUBLE = "trouble", _("The network was in trouble")
        SIGNED_OUT = "signed_out", _("Signed out")
        PAUSED = "paused", _("Paused")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="gaps", db_index=False)
    began = models.DateTimeField()
    ended = models.DateTimeField(null=True)
    why = models.CharField(max_length=12, choices=Why)
    words = models.TextField(blank=True)  # what the network said, for a person

    class Meta:
        indexes = [models.Index(fields=["account", "began"], name="gap_by_time")]
