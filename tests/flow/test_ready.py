"""Queries made ready give what the same queryset gives, whichever values they are asked with."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q, Sum
from django.urls import reverse

from earful.conversations import listing
from earful.conversations.models import Conversation, Tag
from earful.kit import clock
from earful.kit.ready import Ready
from earful.staff.actions import open_workspace
from earful.staff.models import Agent, Workspace
from earful.web.desk import viewing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(db: None) -> Workspace:
    owner = open_workspace("Northwind")
    assert owner.workspace is not None
    return owner.workspace


def test_it_gives_what_the_queryset_gives(desk: Workspace) -> None:
    for name in ("refund", "50 % off", "it's", "late"):
        Tag.objects.create(workspace=desk, name=name)
    asked: Ready[Tag] = Ready(
        lambda workspace, name: (
            Tag.objects.filter(workspace=workspace, name__gte=name)
            .exclude(name="50 % off")
            .select_related("workspace")
            .order_by("name")
        )
    )
    for since in ("a", "it", "z"):
        plain = Tag.objects.filter(workspace=desk, name__gte=since).exclude(name="50 % off").order_by("name")
        found = asked(desk.pk, since)
        assert found == list(plain)
        assert all(tag.workspace == desk for tag in found)
    assert asked.first(desk.pk, "z") is None


def test_lists_sums_and_moments_can_be_asked_with(desk: Workspace) -> None:
    tags = [Tag.objects.create(workspace=desk, name=f"tag{number}") for number in range(5)]
    some: Ready[Tag] = Ready(lambda ids: Tag.objects.filter(pk__any=ids).order_by("pk"))
    assert some([tag.pk for tag in tags[1:3]]) == tags[1:3]
    assert some([]) == []
    sums: Ready[dict[str, Any]] = Ready(
        lambda workspace: (
            Tag.objects.filter(workspace=workspace)
            .values("workspace_id")
            .annotate(odd=Sum("workspace_id", filter=Q(name="tag1")))
        )
    )
    assert [row["odd"] for row in sums(desk.pk)] == [desk.pk]
    lately: Ready[Agent] = Ready(lambda since: Agent.objects.filter(date_joined__gt=since))
    assert lately(clock.now() - timedelta(hours=1)) == list(Agent.objects.all())
    assert lately(clock.now() + timedelta(hours=1)) == []


def test_every_thread_asks_over_its_own_connection(desk: Workspace) -> None:
    asked: Ready[Workspace] = Ready(lambda pk: Workspace.objects.filter(pk=pk))

    def ask(_number: int) -> Workspace | None:
        try:
            return asked.first(desk.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(12))) == [desk] * 12


def test_the_database_plans_it_once(desk: Workspace) -> None:
    asked: Ready[Workspace] = Ready(lambda pk: Workspace.objects.filter(pk=pk))
    for _ in range(6):
        asked(desk.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_prepared_statements where statement like '%%staff_workspace%%' and not from_sql"
        )
        assert cursor.fetchone() == (1,)


def test_a_connection_that_broke_between_two_jobs_is_made_anew(desk: Workspace) -> None:
    asked: Ready[Workspace] = Ready(lambda pk: Workspace.objects.filter(pk=pk))
    assert asked(desk.pk) == [desk]
    connection.connection.close()
    connection.health_check_enabled, connection.health_check_done = True, False  # as at the beginning of each job
    assert asked(desk.pk) == [desk]


def test_tags_are_at_hand_without_asking_again(desk: Workspace) -> None:
    assert listing.with_tags([]) == []
    tag = Tag.objects.create(workspace=desk, name="refund")
    row = Conversation(pk=12)
    assert [list(each.tags.all()) for each in listing.with_tags([row])] == [[]]
    assert tag.pk  # nothing of another conversation's


def test_the_address_of_a_row_is_that_of_its_page() -> None:
    assert viewing.address("needs", 12) == reverse("desk_one", args=["needs", 12])
    assert viewing.address("saved-3", 12, "late train") == reverse("desk_one", args=["saved-3", 12]) + "?q=late+train"
