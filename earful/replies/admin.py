"""The administration pages of this room. Drafts belong to those who write them: who and when, not what."""

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from earful.replies.models import Draft, DraftVersion, Enclosure, GuardSetting, SavedReply
from earful.staff.admin import OfWorkspace


@admin.register(Draft)
class DraftAdmin(OfWorkspace):
    """That somebody is writing."""

    list_display = ("conversation", "agent", "saved_at")
    list_select_related = ("conversation", "agent")
    exclude = ("workspace", "text")


@admin.register(Enclosure)
class EnclosureAdmin(OfWorkspace):
    """A picture that goes along."""

    list_display = ("id", "mime", "width", "height", "alt", "added_at")
    exclude = ("workspace", "content")


@admin.register(GuardSetting)
class GuardSettingAdmin(OfWorkspace):
    """What a desk made of a rule."""

    list_display = ("code", "strength", "by", "at")
    list_select_related = ("by",)
    exclude = ("workspace",)


@admin.register(DraftVersion)
class DraftVersionAdmin(OfWorkspace):
    """That a shared draft was shared, taken over or replaced; not what it said."""

    list_display = ("conversation", "agent", "by", "what", "at")
    list_select_related = ("conversation", "agent", "by")
    exclude = ("workspace", "text")


@admin.register(SavedReply)
class SavedReplyAdmin(OfWorkspace):
    """What is said often; those of one person alone are theirs."""

    list_display = ("name", "owner", "newest", "review_on", "archived_at")
    list_select_related = ("owner",)
    exclude = ("workspace", "search", "personal")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only what everybody uses."""
        return super().get_queryset(request).filter(personal=False)
