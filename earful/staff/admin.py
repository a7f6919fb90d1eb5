"""The administration pages of this room, and what those of all rooms have in common."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
from django.forms import ModelChoiceField, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest

from earful.staff.models import Agent, ApiToken, Face, Team, Workspace
from earful.staff.rules import Act

admin.site.site_header = admin.site.site_title = "Earful"
for unused in (Group, EmailAddress):  # roles and addresses stand with the person
    if admin.site.is_registered(unused):
        admin.site.unregister(unused)


class OfWorkspace(admin.ModelAdmin):  # type: ignore[type-arg]  # -- not generic at run time
    """Rows of the owner's own workspace, and of no other."""

    mine = "workspace"  # the path from a row to its workspace
    list_per_page = 50
    show_full_result_count = False
    adds = changes = deletes = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Model]:
        """Only our own."""
        rows: QuerySet[Model] = super().get_queryset(request)
        return rows.filter(**{self.mine: _owner(request).workspace_id})

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Owners only."""
        return _may(request)

    def has_view_permission(self, request: HttpRequest, _row: Model | None = None) -> bool:
        """Owners only."""
        return _may(request)

    def has_add_permission(self, request: HttpRequest, *_inline: Model | None) -> bool:
        """What people make elsewhere is not made here, unless a room says so."""
        return self.adds and _may(request)

    def has_change_permission(self, request: HttpRequest, _row: Model | None = None) -> bool:
        """What happened is not changed here, unless a room says so."""
        return self.changes and _may(request)

    def has_delete_permission(self, request: HttpRequest, _row: Model | None = None) -> bool:
        """What happened does not go away here, unless a room says so."""
        return self.deletes and _may(request)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelChoiceField[Model] | None":
        """Choose among our own rows only."""
        kwargs["queryset"] = _ours(db_field.related_model, request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "ModelMultipleChoiceField[Model] | None":
        """Choose among our own rows only."""
        kwargs["queryset"] = _ours(db_field.related_model, request)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> "type[ModelForm[Model]]":
        """What is made here belongs to the owner's workspace, and is unique in it before it is saved."""
        plain: type[ModelForm[Model]] = super().get_form(request, *args, **kwargs)
        workspace_id = _owner(request).workspace_id

        class Ours(plain):  # type: ignore[valid-type,misc]  # -- Django makes the form anew for each request
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(*args, **kwargs)
                self.instance.workspace_id = workspace_id

            def _get_validation_exclusions(self) -> set[str]:
                excluded: set[str] = super()._get_validation_exclusions()
                return excluded - {"workspace"}

        return Ours


def _owner(request: HttpRequest) -> Agent:
    assert isinstance(request.user, Agent)
    return request.user


def _may(request: HttpRequest) -> bool:
    return isinstance(request.user, Agent) and request.user.may(Act.ADMIN)


def _ours(model: Any, request: HttpRequest) -> "QuerySet[Model]":
    rows: QuerySet[Model] = model._default_manager.all()  # noqa: SLF001 -- Django's documented way to it
    return rows.filter(workspace=_owner(request).workspace_id)


@admin.register(Workspace)
class WorkspaceAdmin(OfWorkspace):
    """Changed on the workspace's own page."""

    mine = "pk"
    list_display = ("name", "time_zone", "answer_within_minutes")


@admin.register(Agent)
class AgentAdmin(OfWorkspace):
    """Invited, changed and let go on the page of people, which guards the last owner. No password, not even hashed."""

    list_display = ("username", "public_name", "role", "is_active", "last_login")
    list_filter = ("role", "is_active")
    search_fields = ("username", "public_name", "email")
    fields = (
        "username",
        "public_name",
        "email",
        "title",
        "bio",
        "signs",
        "slug",
        "shown_since",
        "role",
        "approves",
        "is_active",
        "date_joined",
        "last_login",
    )


@admin.register(Team)
class TeamAdmin(OfWorkspace):
    """Who shares a queue."""

    adds = changes = deletes = True
    fields = ("name", "members")
    filter_horizontal = ("members",)


@admin.register(ApiToken)
class ApiTokenAdmin(OfWorkspace):
    """Which programs act as whom; never the token itself."""

    list_display = ("name", "agent", "prefix", "created_at", "last_used_at", "revoked_at")
    exclude = ("workspace", "sha256")


@admin.register(Face)
class FaceAdmin(OfWorkspace):
    """Who shows a picture of themself."""

    list_display = ("agent", "mime", "at")
    list_select_related = ("agent",)
    exclude = ("workspace", "content")
