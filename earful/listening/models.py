from django.db import models
from django.db.models.functions import Lower

from earful.staff.models import Agent, Workspace


class Query(models.Model):
    """Something a workspace listens for, in its one written form."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    text = models.TextField()
    networks = models.JSONField(default=list)  # their names; none: all of them
    on = models.BooleanField(default=True)
    made_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="one_query_of_a_name")]

    def __str__(self) -> str:
        return self.name
