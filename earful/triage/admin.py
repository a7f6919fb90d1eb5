"""The administration pages of this room: verdicts can be looked at; a person's own judgement is made on the desk."""

from django.contrib import admin

from earful.staff.admin import OfWorkspace
from earful.triage.models import Verdict


@admin.register(Verdict)
class VerdictAdmin(OfWorkspace):
    """What triage made of an item, and why."""

    list_display = ("item", "version", "needs_answer", "kind", "urgency", "language", "made_at")
    list_filter = ("needs_answer", "kind", "urgency", "version")
    list_select_related = ("item",)
    ordering = ("-id",)
    exclude = ("workspace",)
