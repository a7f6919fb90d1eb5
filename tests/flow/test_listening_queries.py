"""What a lead writes down to listen for, sees found, pauses; and what those see who may not change it."""

import pytest
from django.test import Client
from django.urls import reverse
from town import a_workspace, an_account, an_agent, somebody_says

from earful.listening import actions, queries
from earful.listening.matching import Post
from earful.listening.models import Query
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return an_agent(a_workspace("northwind"), "lena", "Lena", Role.LEAD)


def page_of(agent) -> Client:
    client = Client()
    client.force_login(agent, backend="earful.web.signed_in.Backend")
    return client


def test_a_query_is_written_seen_and_kept(lead) -> None:
    rail = an_account(lead.workspace)
    somebody_says(rail, "Northwind Rail is late again", by="maria")
    somebody_says(rail, "Northwind jobs, apply now", by="bo")
    page = page_of(lead)
    new = reverse("house_listening_new")
    seen = page.post(new, {"name": "", "text": "northwind -jobs", "try": "1"}).content.decode()
    assert "It would have found 1 message" in seen
    assert "of 2 that came in 30 days" in seen
    assert "Northwind Rail is late again" in seen
    assert page.post(new, {"name": "Us", "text": "northwind -jobs"}).status_code == 302
    assert Query.objects.get().text == "northwind AND NOT jobs"
    assert "northwind AND NOT jobs" in page.get(reverse("house_listening")).content.decode()


def test_what_cannot_be_read_is_said_with_its_place(lead) -> None:
    page = page_of(lead)
    for button in ({"try": "1"}, {}):
        said = page.post(
            reverse("house_listening_new"), {"name": "Us", "text": "rail (late", **button}
        ).content.decode()
        assert "Character 6: The group that opens here is never closed." in said
        assert 'role="alert"' in said
    assert not Query.objects.exists()


def test_lists_make_the_text(lead) -> None:
    lists = {
        "any_of": "northwind rail\nnorthwnd*",
        "tags": "on",
        "all_of": "late",
        "none_of": "jobs\nhiring now",
        "language": "EN",
    }
    said = (
        page_of(lead)
        .post(reverse("house_listening_new"), {"name": "Us", "text": "old", "build": "1", **lists})
        .content.decode()
    )
    text = (
        "(&quot;northwind rail&quot; OR northwnd* OR #&quot;northwind rail&quot;) AND late AND NOT jobs "
        "AND NOT &quot;hiring now&quot; AND lang:en"
    )
    assert text in said
    wrong = (
        page_of(lead)
        .post(reverse("house_listening_new"), {"build": "1", "any_of": "&", "text": "old"})
        .content.decode()
    )
    assert "There is no letter, digit or emoji in this." in wrong


def test_a_name_is_taken_once_and_a_query_is_paused(lead) -> None:
    query = actions.make(lead, "Us", "northwind")
    page = page_of(lead)
    said = page.post(reverse("house_listening_new"), {"name": "us", "text": "rail"}).content.decode()
    assert "There is a query of this name already." in said
    assert queries.compiled(lead.workspace_id).match(Post("Northwind")) == [query.pk]
    page.post(reverse("house_listening_switch", args=[query.pk]))
    assert queries.compiled(lead.workspace_id).match(Post("Northwind")) == []
    page.post(reverse("house_listening_one", args=[query.pk]), {"name": "Us", "text": "northwind OR rail"})
    query.refresh_from_db()
    assert (query.text, query.on, query.changed_by) == ("northwind OR rail", False, lead)


def test_other_workspaces_have_their_own(lead) -> None:
    other = an_agent(a_workspace("other"), "olaf", "Olaf", Role.LEAD)
    query = actions.make(other, "Theirs", "rail")
    page = page_of(lead)
    assert "Theirs" not in page.get(reverse("house_listening")).content.decode()
    assert page.get(reverse("house_listening_one", args=[query.pk])).status_code == 404
    assert page.post(reverse("house_listening_switch", args=[query.pk])).status_code == 404


def test_the_list_asks_the_same_for_one_and_for_three(lead, django_assert_num_queries) -> None:
    page = page_of(lead)
    actions.make(lead, "One", "rail")
    page.get(reverse("house_listening"))
    with django_assert_num_queries(asked := _count(page)):
        page.get(reverse("house_listening"))
    actions.make(lead, "Two", "rail")
    actions.make(lead, "Three", "rail")
    with django_assert_num_queries(asked):
        page.get(reverse("house_listening"))


def _count(page: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        page.get(reverse("house_listening"))
    return len(asked)
