"""The addresses for machines that watch the desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from procrastinate.contrib.django import app
from town import a_dispatch, a_workspace, an_account, an_agent, somebody_says

from earful import flow
from earful.accounts.models import Account
from earful.intake.models import Item
from earful.kit import clock
from earful.web import doors

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def looked_at_anew():
    doors._see_tables.cache_clear()
    yield
    doors._see_tables.cache_clear()


def figures() -> dict[str, float]:
    answer = Client().get("/metrics")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_a_desk_that_is_well_says_so_and_nothing_more(django_assert_num_queries):
    assert Client().get("/healthz").json() == {"ok": True, "database": True, "tables": True}
    with django_assert_num_queries(1):
        answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_tables_that_are_behind_are_told():
    MigrationRecorder.Migration.objects.filter(app="outbox").delete()
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"ok": False, "database": True, "tables": False})


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_told():
    told = connection.settings_dict["OPTIONS"]
    before, host = connection.settings_dict["HOST"], told.pop("host", None)
    connection.close()
    connection.settings_dict["HOST"] = "127.0.0.1"
    port, connection.settings_dict["PORT"] = connection.settings_dict["PORT"], "1"
    try:
        answer = Client().get("/healthz")
    finally:
        connection.close()
        connection.settings_dict.update(HOST=before, PORT=port)
        if host is not None:
            told["host"] = host
    assert (answer.status_code, answer.json()) == (
        503,
        {"ok": False, "database": False, "tables": False, "why": "gone"},
    )


def test_the_figures_say_what_waits_and_what_is_stuck():
    ana = an_agent(a_workspace(), "ana", "Ana Ortega")
    rail = an_account(ana.workspace)
    turn = somebody_says(rail, "Where is my train?")
    somebody_says(rail, "And mine?", by="bo")
    a_dispatch(ana, turn.conversation)
    Item.objects.filter(pk=turn.item_id).update(state="unreadable")
    told = figures()
    assert (told['earful_items{state="placed"}'], told['earful_items{state="unreadable"}']) == (1, 1)
    assert told['earful_items{state="fresh"}'] == 0
    assert told['earful_conversations{status="open"}'] == 2
    assert told['earful_dispatches{state="held"}'] == 1
    assert told['earful_dispatches{state="failed"}'] == 0
    assert told[f'earful_account_health{{account="{rail.pk}",health="good",network="sandbox"}}'] == 1
    assert told[f'earful_account_health{{account="{rail.pk}",health="trouble",network="sandbox"}}'] == 0
    assert 0 <= told[f'earful_account_seconds_since_poll{{account="{rail.pk}",network="sandbox"}}'] < 60
    Account.objects.update(state="signed_out")
    assert figures()[f'earful_account_health{{account="{rail.pk}",health="trouble",network="sandbox"}}'] == 1


def test_the_age_of_the_oldest_job_counts_only_what_is_due():
    assert app is flow.app
    assert figures()["earful_jobs_oldest_due_seconds"] == 0
    flow.look.configure(schedule_at=clock.now() + timedelta(hours=1)).defer(dispatch_id=1)
    assert figures()["earful_jobs_oldest_due_seconds"] == 0
    flow.look.configure(schedule_at=clock.now() - timedelta(minutes=5)).defer(dispatch_id=1)
    told = figures()
    assert 295 < told["earful_jobs_oldest_due_seconds"] < 330
    assert told['earful_jobs{status="todo"}'] == 2
    assert told['earful_jobs{status="failed"}'] == 0


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.1.2.3", {}, 200),
        ("::ffff:10.1.2.3", {}, 200),
        ("8.8.8.8", {}, 404),
        ("::ffff:8.8.8.8", {}, 404),
        ("2001:4860::1", {}, 404),
        ("", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("127.0.0.1", {"Forwarded": "for=1.2.3.4"}, 404),
        ("127.0.0.1", {"X-Real-IP": "10.0.0.1"}, 404),
    ],
)
def test_figures_are_only_for_the_house(address, headers, status):
    assert Client(REMOTE_ADDR=address, headers=headers).get("/metrics").status_code == status


@pytest.mark.parametrize("count", [1, 3])
def test_figures_ask_the_database_as_often_for_three_accounts_as_for_one(count, django_assert_num_queries):
    home = a_workspace()
    for number in range(count):
        an_account(home, f"rail{number}")
    with django_assert_num_queries(11):
        figures()
