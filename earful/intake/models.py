from django.db import models
from django.utils.translation import gettext_lazy as _

from earful.accounts.models import Account
from earful.staff.models import Workspace


class Item(models.Model):
    """One row of the ledger: one version of one thing that was said, as it came. Never changed but for its state."""

    class State(models.TextChoices):
        FRESH = "fresh", _("Not yet read")
        PLACED = "placed", _("In a conversation")
        UNREADABLE = "unreadable", _("Unreadable")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="items")
    external_id = models.CharField(max_length=500)
    version = models.CharField(max_length=200)
    raw = models.JSONField()
    arrived_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.FRESH)
    trouble = models.TextField(blank=True)  # why it could not be read, for a person
    emptied_at = models.DateTimeField(null=True)  # its content went: its author removed it, or its time was over
    kept_in = models.CharField(max_length=100, blank=True, default="", db_default="")  # the archive file that has it;
    # "!" before the name: its author has removed it since, and it must leave that file as well

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "external_id", "version"], name="each_version_of_an_item_once")
        ]
        indexes = [
            models.Index(fields=["workspace", "arrived_at"], name="item_by_arrival"),
            models.Index(fields=["workspace", "id"], condition=~models.Q(state="placed"), name="item_not_placed"),
            models.Index(fields=["id"], condition=models.Q(kept_in__startswith="!"), name="item_to_withdraw"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} {self.version}"


class ImportRun(models.Model):
    """How far an archive file has been read, so that a second start goes on and a second import adds nothing."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    fingerprint = models.CharField(max_length=64)
    name = models.CharField(max_length=300)
    shape = models.CharField(max_length=20)
    position = models.BigIntegerField(default=0)  # records read
    added = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "fingerprint"], name="one_run_of_a_file")]


class ListeningHour(models.Model):
    """How much customers said on an account in one hour, and the longest silence that ended in it; for four weeks."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", db_index=False)
    begins = models.DateTimeField()
    items = models.PositiveIntegerField()
    gap_s = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "begins"], name="one_hour_of_an_account")]


class Silence(models.Model):
    """An account was quieter than its own history makes likely: since when, when that was told, and when it ended."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="silences", db_index=False)
    since = models.DateTimeField()
    due_at = models.DateTimeField()  # from when on it was unlikely
    told_at = models.DateTimeField()
    expected = models.FloatField()  # items that are usually said in that time
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=models.Q(ended_at=None), name="one_silence_at_a_time")
        ]
        indexes = [models.Index(fields=["account", "since"], name="silence_by_time")]


class Unheard(models.Model):
    """Something that stands on a network and was missing in the ledger when somebody looked.

    A first look only suspects (`found_at` is null): what has just been said will be heard. Kept without its content.
    """

    class Cause(models.TextChoices):
        PASSED_OVER = "passed_over", _("Checks left it out")
        NOBODY = "nobody", _("Nobody listened")
        TROUBLE = "trouble", _("The network was in trouble")
        SIGNED_OUT = "signed_out", _("Signed out")
        PAUSED = "paused", _("Paused")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="unheard", db_index=False)
    external_id = models.CharField(max_length=500)
    said_at = models.DateTimeField(null=True)  # null: what it is could not be read
    seen_at = models.DateTimeField()  # a look first missed it here
    found_at = models.DateTimeField(null=True)  # a later look missed it still
    fetched_at = models.DateTimeField(null=True)  # it is in the ledger since; null: it was gone before
    cause = models.CharField(max_length=12, choices=Cause, blank=True)
    cause_from = models.DateTimeField(null=True)
    cause_until = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)  # the last check that should have brought it began then
    words = models.TextField(blank=True)  # what the network said meanwhile

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="unheard_once")]
        indexes = [models.Index(fields=["workspace", "found_at"], name="unheard_by_time")]


class Look(models.Model):
    """How far an account's network has been compared with the ledger, and when that is done next."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="look", primary_key=True)
    began_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # the last one that came to its end
    since = models.DateTimeField(null=True)  # how far back it went
    deep_at = models.DateTimeField(null=True)  # the last one that went back a whole day
    listed = models.PositiveIntegerField(default=0)  # so many things it compared
    next_at = models.DateTimeField()
    trouble = models.TextField(blank=True)  # why the last one did not come to its end, for a person


class Knock(models.Model):
    """Somebody says that something of concern stands somewhere. Nobody has looked yet, or what was found is not kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="knocks", db_index=False)
    mark = models.CharField(max_length=64)  # a fingerprint of what was said
    name = models.CharField(max_length=500)  # what it would be called in the ledger
    host = models.CharField(max_length=300)
    told = models.JSONField()
    came_at = models.DateTimeField()  # the last time that it was said
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)  # it was looked at, and nothing was kept
    trouble = models.TextField(blank=True)  # why, for a person

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "account", "mark"], name="each_knock_once")]
        indexes = [models.Index(fields=["account", "ended_at", "host"], name="knock_waiting")]
