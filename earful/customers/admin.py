"""The administration pages of this room."""

from django.contrib import admin

from earful.customers.models import Customer, Handle, Joining
from earful.staff.admin import OfWorkspace


@admin.register(Customer)
class CustomerAdmin(OfWorkspace):
    """A person; only what we call them can be changed."""

    changes = True
    list_display = ("name", "created_at")
    search_fields = ("name", "handles__handle")
    fields = ("name", "created_at")
    readonly_fields = ("created_at",)


@admin.register(Handle)
class HandleAdmin(OfWorkspace):
    """A person on one network, as the network shows them."""

    list_display = ("handle", "name", "network", "customer", "seen_at")
    list_filter = ("network",)
    list_select_related = ("customer",)
    search_fields = ("handle", "name", "external_id")
    exclude = ("workspace",)


@admin.register(Joining)
class JoiningAdmin(OfWorkspace):
    """Who said that two are one; undone on the customer's page."""

    list_display = ("kept", "merged_name", "by", "at", "undone_at")
    list_select_related = ("kept", "by")
    exclude = ("workspace",)
