"""The administration pages of this room. Sealed secrets are never shown, not even sealed."""

from django.contrib import admin

from earful.accounts.models import Account
from earful.staff.admin import OfWorkspace


@admin.register(Account)
class AccountAdmin(OfWorkspace):
    """How listening goes; connecting and choosing happen on the page of accounts."""

    list_display = ("handle", "network", "state", "trouble", "polled_at", "last_item_at")
    list_filter = ("network", "state")
    search_fields = ("handle", "name", "external_id")
    exclude = ("workspace", "sealed_secrets", "sealed_session")
