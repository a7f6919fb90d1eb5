"""The silence alarm: an account that is quieter than its own history makes likely says so, once, until somebody speaks."""

from datetime import timedelta

import pytest
from django.test import Client
from town import a_workspace, an_account, an_agent, somebody_says, we_say

from earful import quiet
from earful.accounts import queries as accounts
from earful.accounts.models import Account
from earful.accounts.rules import Health
from earful.conversations import rhythm
from earful.intake.models import ListeningHour, Silence
from earful.kit import clock
from earful.staff.rules import Role

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def owner():
    return an_agent(a_workspace(), role=Role.OWNER)


@pytest.fixture
def rail(owner):
    return an_account(owner.workspace)


def used_to_hear(account, items=6, weeks=4):
    """So much every hour, day and night, with ten minutes between."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    ListeningHour.objects.bulk_create(
        ListeningHour(workspace=account.workspace, account=account, begins=now - back * HOUR, items=items, gap_s=600)
        for back in range(1, weeks * 7 * 24)
    )


def heard(account, ago):
    somebody_says(account, "Where is my train?", at=clock.now() - ago)
    Account.objects.filter(pk=account.pk).update(last_item_at=clock.now() - ago)


def state(account):
    account.refresh_from_db()
    return accounts.health(account)


def test_what_is_said_as_usual_raises_nothing(rail):
    used_to_hear(rail)
    heard(rail, 20 * MINUTE)
    quiet.look_for_silence(0)
    assert state(rail) is Health.GOOD
    assert not Silence.objects.exists()


def test_an_unlikely_silence_is_told_once_on_every_page_and_ends_with_the_next_word(owner, rail):
    used_to_hear(rail)
    heard(rail, 2 * HOUR)
    quiet.look_for_silence(0)
    quiet.look_for_silence(0)
    told = Silence.objects.get()
    assert told.ended_at is None
    assert told.due_at < clock.now() - HOUR, "it was unlikely long before; nobody looked"
    assert 9 < told.expected < 13, "twelve, less what the silent hours themselves take from their place in the week"
    assert state(rail) is Health.LATE
    client = Client()
    client.force_login(owner)
    for page in ("/house/accounts/", "/desk/needs/"):
        assert "Unusually quiet" in client.get(page).content.decode()
    somebody_says(rail, "And now?", by="bo")
    quiet.look_for_silence(0)
    assert Silence.objects.get().ended_at is not None
    assert state(rail) is Health.GOOD


def test_an_account_that_is_new_or_sleepy_raises_nothing(rail):
    heard(rail, 9 * HOUR)
    quiet.look_for_silence(0)
    assert state(rail) is Health.GOOD
    ListeningHour.objects.all().delete()
    used_to_hear(rail, items=0)
    quiet.look_for_silence(0)
    assert not Silence.objects.exists()


def test_a_paused_account_is_not_listened_for(rail):
    used_to_hear(rail)
    heard(rail, 9 * HOUR)
    Account.objects.update(state="paused")
    quiet.look_for_silence(0)
    assert not Silence.objects.exists()


def test_hours_are_counted_from_what_customers_said(rail):
    top = clock.now().replace(minute=0, second=0, microsecond=0) - 3 * HOUR
    asked = somebody_says(rail, "One?", at=top - 50 * MINUTE)
    somebody_says(rail, "Two?", by="bo", at=top + 5 * MINUTE)
    somebody_says(rail, "Three?", by="kim", at=top + 20 * MINUTE)
    we_say(rail, "Yes.", parent=asked, at=top + 30 * MINUTE)
    found = rhythm.by_hour(rail.workspace_id, rail.pk, top, top + 2 * HOUR)
    assert found == [(top, 2, 55 * MINUTE)]
    quiet.look_for_silence(0)
    kept = dict(ListeningHour.objects.filter(account=rail, items__gt=0).values_list("begins", "items"))
    assert kept == {top: 2, top - HOUR: 1}
    assert ListeningHour.objects.filter(account=rail).count() == 28 * 24
    quiet.look_for_silence(0)
    assert ListeningHour.objects.filter(account=rail).count() == 28 * 24


def test_two_lookers_tell_one_silence(rail):
    used_to_hear(rail)
    heard(rail, 3 * HOUR)
    for _ in range(3):
        quiet.look_for_silence(0)
    assert Silence.objects.count() == 1
