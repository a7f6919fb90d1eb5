"""The administration pages of this room: the ledger can be looked at and never changed."""

from django.contrib import admin

from earful.intake.models import ImportRun, Item
from earful.staff.admin import OfWorkspace


@admin.register(Item)
class ItemAdmin(OfWorkspace):
    """What arrived, as it came."""

    list_display = ("external_id", "version", "account", "state", "arrived_at", "emptied_at")
    list_filter = ("state", "account__network")
    list_select_related = ("account",)
    search_fields = ("=external_id",)
    ordering = ("-id",)
    exclude = ("workspace",)


@admin.register(ImportRun)
class ImportRunAdmin(OfWorkspace):
    """How far an archive has been read."""

    list_display = ("name", "shape", "position", "added", "finished_at")
    exclude = ("workspace",)
