from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Upper

from earful.staff.models import Agent, Workspace


class Customer(models.Model):
    """One person. Begins with one handle; gains others only when somebody says that they are the same."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="customers")
    name = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    left_alone_at = models.DateTimeField(null=True)  # since when they wish to be written to only when they speak
    left_alone_by = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    left_alone_why = models.CharField(max_length=200, blank=True, default="", db_default="")

    def __str__(self) -> str:
        return self.name


class Handle(models.Model):
    """A person on one network. `external_id` never changes; `handle`, `name` and picture may."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    network = models.CharField(max_length=40)
    external_id = models.CharField(max_length=300)
    handle = models.CharField(max_length=300)
    name = models.CharField(max_length=300, blank=True)
    avatar_url = models.TextField(blank=True)
    profile_url = models.TextField(blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="handles")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "network", "external_id"], name="one_handle_of_an_identity")
        ]
        indexes = [  # by how a name begins; by any part of it: customers/names.py
            models.Index(OpClass(Upper("name"), "text_pattern_ops"), name="handle_by_name"),
            models.Index(OpClass(Upper("handle"), "text_pattern_ops"), name="handle_by_handle"),
        ]

    def __str__(self) -> str:
        return self.handle

    @property
    def shown(self) -> str:
        """The name people see, or the handle when there is none."""
        return self.name or self.handle


class Group(models.Model):
    """Customers to whom something else is promised than to others: contract customers, carers, the press."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="customer_groups")
    name = models.CharField(max_length=60)
    customers = models.ManyToManyField(Customer, related_name="groups", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("workspace", Upper("name"), name="one_group_of_a_name")]

    def __str__(self) -> str:
        return self.name


class Joining(models.Model):
    """Somebody said that two customers are one person; kept so that it can be undone."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT)
    kept = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    merged_name = models.CharField(max_length=300, blank=True)
    handle_ids = models.JSONField()
    by = models.ForeignKey(Agent, on_delete=models.PROTECT)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
