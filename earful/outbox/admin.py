"""The administration pages of this room: what left can be looked at and never changed."""

from django.contrib import admin

from earful.outbox.models import Dispatch
from earful.staff.admin import OfWorkspace


@admin.register(Dispatch)
class DispatchAdmin(OfWorkspace):
    """A reply on its way, and the proof that it arrived."""

    list_display = ("key", "account", "agent", "state", "attempts", "created_at", "settled_at", "trouble")
    list_filter = ("state", "account__network")
    list_select_related = ("account", "agent")
    ordering = ("-id",)
    exclude = ("workspace",)
