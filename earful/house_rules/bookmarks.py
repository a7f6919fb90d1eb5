from django.db import models

from earful.staff.models import Workspace


class Bookmark(models.Model):
    """How far a workspace's history and clock signs were read: what has a smaller number was."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="+")
    events = models.BigIntegerField(default=0)
    signs = models.BigIntegerField(default=0)
    at = models.DateTimeField()


class Heard(models.Model):
    """Of what is behind the bookmark, what was read already: numbers do not become visible in their order."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    sort = models.CharField(max_length=5)  # "event" or "sign"
    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "sort", "number"], name="heard_once")]
