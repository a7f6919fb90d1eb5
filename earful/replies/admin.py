"""The administration pages of this room. Drafts belong to those who write them: who and when, not what."""

from django.contrib import admin

from earful.replies.models import Draft, DraftVersion, Enclosure, GuardSetting
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
