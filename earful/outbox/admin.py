"""The administration pages of this room: what left can be looked at and never changed."""

from django.contrib import admin

from earful.outbox.models import Approval, ApprovalRule, Crisis, Dispatch, PrivatePage, SolvedQuestion
from earful.staff.admin import OfWorkspace


@admin.register(Dispatch)
class DispatchAdmin(OfWorkspace):
    """A reply on its way, and the proof that it arrived."""

    list_display = ("key", "account", "agent", "state", "attempts", "created_at", "settled_at", "trouble")
    list_filter = ("state", "account__network")
    list_select_related = ("account", "agent")
    ordering = ("-id",)
    exclude = ("workspace",)


@admin.register(Approval)
class ApprovalAdmin(OfWorkspace):
    """An answer that waited for a colleague: who wrote it, who decided, and how."""

    list_display = ("id", "agent", "state", "by", "asked_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("agent", "by")
    ordering = ("-id",)
    exclude = ("workspace", "seen")


@admin.register(ApprovalRule)
class ApprovalRuleAdmin(OfWorkspace):
    """Whose answers are read first, also rules that were withdrawn."""

    list_display = ("id", "agent", "team", "topic", "by", "at", "retired_at")
    list_select_related = ("agent", "team", "topic", "by")
    exclude = ("workspace",)


@admin.register(Crisis)
class CrisisAdmin(OfWorkspace):
    """When everything was read first, who said so, and why."""

    list_display = ("at", "by", "why", "ended_at", "ended_by")
    list_select_related = ("by", "ended_by")
    exclude = ("workspace",)


@admin.register(PrivatePage)
class PrivatePageAdmin(OfWorkspace):
    """A private page; of its link only the hash is kept, which is not shown either."""

    list_display = ("conversation", "given", "by", "created_at", "expires_at", "closed_at", "trouble")
    list_filter = ("given",)
    list_select_related = ("conversation", "by")
    ordering = ("-id",)
    exclude = ("workspace", "sha256", "address")


@admin.register(SolvedQuestion)
class SolvedQuestionAdmin(OfWorkspace):
    """Whether a customer was asked if it is solved, and what they said."""

    list_display = ("conversation", "by", "asked_at", "answer", "answered_at")
    list_filter = ("answer",)
    list_select_related = ("conversation", "by")
    ordering = ("-id",)
    exclude = ("workspace", "sha256")
