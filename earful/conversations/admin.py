"""The administration pages of this room: what was said and done can be looked at; tags can be tidied."""

from django.contrib import admin

from earful.conversations.models import Conversation, Event, LinkLook, Note, Tag, Turn
from earful.staff.admin import OfWorkspace


@admin.register(Conversation)
class ConversationAdmin(OfWorkspace):
    """A matter; everything about it is done on the desk."""

    list_display = ("preview", "account", "status", "urgency", "waiting_since", "assignee", "last_at")
    list_filter = ("status", "urgency", "kind", "private", "account__network")
    list_select_related = ("account", "assignee")
    ordering = ("-id",)
    exclude = ("workspace",)


@admin.register(Turn)
class TurnAdmin(OfWorkspace):
    """One thing that was said, as it stands now."""

    list_display = ("external_id", "author", "ours", "needs_answer", "outcome", "said_at", "removed_at")
    list_filter = ("ours", "needs_answer", "outcome", "kind")
    list_select_related = ("author",)
    search_fields = ("=external_id",)
    ordering = ("-id",)
    exclude = ("workspace", "search")


@admin.register(Note)
class NoteAdmin(OfWorkspace):
    """A colleague's words for the team."""

    list_display = ("conversation", "agent", "at")
    list_select_related = ("conversation", "agent")
    ordering = ("-id",)
    exclude = ("workspace",)


@admin.register(Tag)
class TagAdmin(OfWorkspace):
    """The team's words; they may be renamed and taken away."""

    changes = deletes = True
    search_fields = ("name",)
    ordering = ("name",)
    fields = ("name",)


@admin.register(Event)
class EventAdmin(OfWorkspace):
    """Who did what; never changed."""

    list_display = ("conversation", "what", "agent", "at", "undone_at")
    list_filter = ("what",)
    list_select_related = ("conversation", "agent")
    ordering = ("-id",)
    exclude = ("workspace",)


@admin.register(LinkLook)
class LinkLookAdmin(OfWorkspace):
    """What was found behind a link; gone after a day."""

    list_display = ("address", "state", "target", "wanted_at")
    list_filter = ("state",)
    ordering = ("-id",)
    exclude = ("workspace",)
