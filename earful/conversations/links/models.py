from django.db import models
from django.utils.translation import gettext_lazy as _

from earful.staff.models import Workspace


class LinkLooking(models.Model):
    """Whether a desk looks behind links, and how often in an hour; without a row, it does, as often as usual."""

    workspace = models.OneToOneField(Workspace, on_delete=models.PROTECT, primary_key=True, related_name="+")
    on = models.BooleanField(default=True)
    hourly = models.PositiveIntegerField(default=60)
    since = models.DateTimeField(null=True)  # when the hour that is counted began
    used = models.PositiveIntegerField(default=0)  # looks since then


class LinkLook(models.Model):
    """One look behind one address, for everybody at the desk. Kept for a day."""

    class State(models.TextChoices):
        WANTED = "wanted", _("Not looked at yet")
        ASKED = "asked", _("Being looked at")
        SEEN = "seen", _("Looked at")
        FAILED = "failed", _("Not looked at")

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the address as it was written
    address = models.TextField()
    state = models.CharField(max_length=6, choices=State, default=State.WANTED)
    wanted_at = models.DateTimeField()
    target = models.TextField(blank=True)  # where it led, after every redirect
    hops = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300, blank=True)
    description = models.CharField(max_length=300, blank=True)
    failed = models.CharField(max_length=12, blank=True)  # links.rules.Why
    status = models.PositiveSmallIntegerField(default=0)
    sort = models.CharField(max_length=60, blank=True)  # what it is, if it is no page

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "sha256"], name="one_look_of_an_address")]
        indexes = [models.Index(fields=["wanted_at"], name="link_look_by_time")]
