"""The administration pages of this room: who has something only for now."""

from django.contrib import admin

from earful.queues.models import Claim
from earful.staff.admin import OfWorkspace


@admin.register(Claim)
class ClaimAdmin(OfWorkspace):
    """Somebody began to write."""

    list_display = ("conversation", "agent", "since", "until")
    list_select_related = ("conversation", "agent")
    exclude = ("workspace",)
